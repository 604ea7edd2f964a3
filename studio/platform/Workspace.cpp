#include "studio/platform/Workspace.h"

#include "studio/platform/WorkspaceFile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString textOf(const QJsonValue &value)
{
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(text.mid(1, text.size() - 2));
}

} // namespace

class Workspace::Store
{
public:
    workspacefile::Opened opened;
    std::unique_ptr<workspacefile::Writer> writer;

    workspacefile::Contents &contents() { return opened.contents; }
};

Result<std::unique_ptr<Workspace>> Workspace::open(const QString &folder)
{
    auto store = std::make_unique<Store>();
    store->opened = SOCLE_TRY(workspacefile::open(folder));
    return std::unique_ptr<Workspace>(new Workspace(std::move(store)));
}

Workspace::Workspace(std::unique_ptr<Store> store)
    : m_store(std::move(store))
{
    m_store->writer = std::make_unique<workspacefile::Writer>(
        m_store->opened.path, [this](const QString &reason) {
            // From the writer thread; the writer ends before this object does.
            QMetaObject::invokeMethod(
                this, [this, reason] { emit writeFailed(reason); }, Qt::QueuedConnection);
        });
}

Workspace::~Workspace() { m_store->writer.reset(); }

QString Workspace::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
}

QString Workspace::notice() const { return m_store->opened.notice; }

const std::vector<ConnectionProfile> &Workspace::connections() const
{
    return m_store->contents().connections;
}

std::optional<ConnectionProfile> Workspace::connection(const QString &id) const
{
    const auto &all = connections();
    const auto found = std::ranges::find(all, id, &ConnectionProfile::id);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

QString Workspace::saveConnection(ConnectionProfile profile)
{
    if (profile.id.isEmpty()) {
        profile.id = QUuid::createUuid().toString(QUuid::Id128).left(16);
    }
    auto &all = m_store->contents().connections;
    auto found = std::ranges::find(all, profile.id, &ConnectionProfile::id);
    if (found == all.end()) {
        all.push_back(profile);
        found = all.end() - 1;
    } else {
        *found = profile;
    }
    m_store->writer->put(
        u"connection/"_s + profile.id,
        {u"INSERT INTO connections (id, position, profile) VALUES (?, ?, ?) ON CONFLICT (id) DO "
         u"UPDATE SET position = excluded.position, profile = excluded.profile"_s,
         {profile.id,
          static_cast<int>(found - all.begin()),
          QString::fromUtf8(QJsonDocument(toJson(profile)).toJson(QJsonDocument::Compact))}});
    emit connectionsChanged();
    return profile.id;
}

void Workspace::removeConnection(const QString &id)
{
    auto &contents = m_store->contents();
    std::erase_if(contents.connections, [&](const auto &profile) { return profile.id == id; });
    contents.state.remove(id);
    contents.drafts.remove(id);
    m_store->writer->put(u"connection/"_s + id, {u"DELETE FROM connections WHERE id = ?"_s, {id}});
    // "~" sorts after every row of this connection, so the sweep comes last in its transaction.
    m_store->writer->put(u"state/"_s + id + u"/~"_s,
                         {u"DELETE FROM state WHERE connection = ?"_s, {id}});
    m_store->writer->put(u"draft/"_s + id + u"/~"_s,
                         {u"DELETE FROM drafts WHERE connection = ?"_s, {id}});
    emit connectionsChanged();
}

void Workspace::moveConnection(const QString &id, int position)
{
    auto &all = m_store->contents().connections;
    const auto found = std::ranges::find(all, id, &ConnectionProfile::id);
    if (found == all.end()) {
        return;
    }
    const ConnectionProfile moved = *found;
    all.erase(found);
    const auto place = std::clamp<std::ptrdiff_t>(position, 0, std::ssize(all));
    all.insert(all.begin() + place, moved);
    for (std::size_t i = 0; i < all.size(); ++i) {
        m_store->writer->put(u"position/"_s + all[i].id,
                             {u"UPDATE connections SET position = ? WHERE id = ?"_s,
                              {static_cast<int>(i), all[i].id}});
    }
    emit connectionsChanged();
}

QJsonValue Workspace::preference(const QString &key, const QJsonValue &fallback) const
{
    return m_store->contents().preferences.value(key, fallback);
}

void Workspace::setPreference(const QString &key, const QJsonValue &value)
{
    auto &preferences = m_store->contents().preferences;
    const auto known = preferences.constFind(key);
    if (known != preferences.constEnd() && *known == value) {
        return;
    }
    preferences.insert(key, value);
    m_store->writer->put(
        u"preference/"_s + key,
        {u"INSERT OR REPLACE INTO preferences (key, value) VALUES (?, ?)"_s, {key, textOf(value)}});
    emit preferenceChanged(key, value);
}

QJsonValue Workspace::state(const QString &connection, const QString &key) const
{
    return m_store->contents().state.value(connection).value(key, QJsonValue::Undefined);
}

void Workspace::setState(const QString &connection, const QString &key, const QJsonValue &value)
{
    const QString row = u"state/"_s + connection + u'/' + key;
    if (value.isUndefined() || value.isNull()) {
        m_store->contents().state[connection].remove(key);
        m_store->writer->put(
            row, {u"DELETE FROM state WHERE connection = ? AND key = ?"_s, {connection, key}});
    } else {
        m_store->contents().state[connection].insert(key, value);
        m_store->writer->put(
            row,
            {u"INSERT OR REPLACE INTO state (connection, key, value) VALUES (?, ?, ?)"_s,
             {connection, key, textOf(value)}});
    }
    emit stateChanged(connection, key);
}

void Workspace::putDraft(Draft draft)
{
    if (!draft.changed.isValid()) {
        draft.changed = QDateTime::currentDateTimeUtc();
    }
    m_store->writer->put(
        u"draft/"_s + draft.connection + u'/' + draft.id,
        {u"INSERT OR REPLACE INTO drafts (connection, id, kind, value, changed) VALUES (?, ?, ?, ?, ?)"_s,
         {draft.connection,
          draft.id,
          draft.kind,
          draft.value,
          draft.changed.toUTC().toString(Qt::ISODateWithMs)}});
    auto &ofConnection = m_store->contents().drafts[draft.connection];
    const QString id = draft.id;
    ofConnection.insert(id, std::move(draft));
}

void Workspace::removeDraft(const QString &connection, const QString &id)
{
    m_store->contents().drafts[connection].remove(id);
    m_store->writer->put(
        u"draft/"_s + connection + u'/' + id,
        {u"DELETE FROM drafts WHERE connection = ? AND id = ?"_s, {connection, id}});
}

std::optional<Draft> Workspace::draft(const QString &connection, const QString &id) const
{
    const auto ofConnection = m_store->contents().drafts.value(connection);
    const auto found = ofConnection.constFind(id);
    return found == ofConnection.constEnd() ? std::nullopt : std::optional(*found);
}

std::vector<Draft> Workspace::drafts(const QString &connection, const QString &kind) const
{
    std::vector<Draft> found;
    for (const Draft &draft : m_store->contents().drafts.value(connection)) {
        if (kind.isEmpty() || draft.kind == kind) {
            found.push_back(draft);
        }
    }
    std::ranges::sort(found, {}, &Draft::changed);
    return found;
}

bool Workspace::flush(int timeoutMs) { return m_store->writer->flush(timeoutMs); }

} // namespace socle::studio
