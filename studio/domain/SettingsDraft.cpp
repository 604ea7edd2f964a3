#include "studio/domain/SettingsDraft.h"

#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/MailTemplates.h"

namespace socle::studio {

namespace {

QString kind() { return QStringLiteral("settings"); }

} // namespace

SettingsDraft::SettingsDraft(QString id, DraftStore *drafts, QObject *parent)
    : QObject(parent)
    , m_id(std::move(id))
    , m_drafts(drafts)
{
    restore();
}

void SettingsDraft::restore()
{
    if (m_drafts == nullptr) {
        return;
    }
    for (const StoredDraft &draft : m_drafts->all(kind())) {
        const auto json = draft.id == m_id ? parseJson(viewOf(draft.value)) : Result<Json>(Json());
        if (json) {
            for (const auto &[path, value] : json->object()) {
                m_edits.insert(toQString(path), value);
            }
        }
    }
}

void SettingsDraft::store()
{
    if (m_drafts == nullptr) {
        return;
    }
    JsonObject object;
    for (auto it = m_edits.begin(); it != m_edits.end(); ++it) {
        if (!m_secrets.contains(it.key())) {
            object.set(toUtf8(it.key()), it.value());
        }
    }
    if (object.empty()) {
        m_drafts->remove(m_id);
    } else {
        m_drafts->put({m_id, kind(), toBytes(Json(std::move(object)).dump())});
    }
}

void SettingsDraft::setStored(const Json &document)
{
    m_stored = document;
    for (auto it = m_edits.begin(); it != m_edits.end();) {
        const bool isSame
            = !m_secrets.contains(it.key()) && sameValue(stored(it.key()), it.value());
        it = isSame ? m_edits.erase(it) : std::next(it);
    }
    store();
    emit changed();
}

const Json &SettingsDraft::stored(const QString &path) const { return memberAt(m_stored, path); }

const Json &SettingsDraft::value(const QString &path) const
{
    const auto edit = m_edits.constFind(path);
    return edit == m_edits.constEnd() ? stored(path) : *edit;
}

void SettingsDraft::setValue(const QString &path, const Json &value)
{
    if (!m_secrets.contains(path) && sameValue(stored(path), value)) {
        m_edits.remove(path);
    } else {
        m_edits.insert(path, value);
    }
    for (auto it = m_problems.begin(); it != m_problems.end();) {
        const bool isHere = it.key() == path || it.key().startsWith(path + u'.');
        it = isHere ? m_problems.erase(it) : std::next(it);
    }
    store();
    emit changed();
}

void SettingsDraft::revert(const QString &path)
{
    m_edits.remove(path);
    m_problems.remove(path);
    store();
    emit changed();
}

void SettingsDraft::discard()
{
    m_edits.clear();
    m_problems.clear();
    store();
    emit changed();
}

Json SettingsDraft::patch() const
{
    JsonObject body;
    for (auto it = m_edits.begin(); it != m_edits.end(); ++it) {
        const QStringList parts = it.key().split(u'.');
        JsonObject *at = &body;
        for (qsizetype i = 0; i + 1 < parts.size(); ++i) {
            at = &(*at)[toUtf8(parts[i])].asObject();
        }
        at->set(toUtf8(parts.last()), it.value());
    }
    return body;
}

void SettingsDraft::setProblems(const QMap<QString, QString> &problems)
{
    m_problems = problems;
    emit changed();
}

QString SettingsDraft::problemAt(const QString &path) const
{
    for (auto it = m_problems.lowerBound(path); it != m_problems.end(); ++it) {
        if (it.key() == path || it.key().startsWith(path + u'.')) {
            return it.value();
        }
        if (!it.key().startsWith(path)) {
            break;
        }
    }
    return {};
}

} // namespace socle::studio
