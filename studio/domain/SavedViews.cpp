#include "studio/domain/SavedViews.h"

#include "studio/domain/CollectionSchema.h"
#include "studio/platform/Workspace.h"

#include <QJsonArray>

#include <algorithm>

namespace socle::studio {

namespace {

const QString kId = QStringLiteral("id");
const QString kName = QStringLiteral("name");
const QString kState = QStringLiteral("state");
const QString kAuthor = QStringLiteral("author");
const QString kShared = QStringLiteral("/shared");
const QString kDefault = QStringLiteral("/default");

} // namespace

SavedViews::SavedViews(Workspace &workspace, QString connectionId, QString collectionId)
    : m_workspace(workspace)
    , m_connection(std::move(connectionId))
    , m_key(QStringLiteral("views/") + collectionId)
{
}

std::vector<SavedView> SavedViews::read(const QString &key, bool areShared) const
{
    std::vector<SavedView> views;
    const QJsonArray stored = m_workspace.state(m_connection, key).toArray();
    for (const QJsonValue &item : stored) {
        views.push_back({item[kId].toString(),
                         item[kName].toString(),
                         item[kState].toObject(),
                         areShared,
                         item[kAuthor].toString()});
    }
    return views;
}

std::vector<SavedView> SavedViews::all() const
{
    std::vector<SavedView> views = read(m_key, false);
    for (SavedView &view : read(m_key + kShared, true)) {
        views.push_back(std::move(view));
    }
    std::sort(views.begin(), views.end(), [](const SavedView &a, const SavedView &b) {
        return QString::localeAwareCompare(a.name, b.name) < 0;
    });
    return views;
}

std::optional<SavedView> SavedViews::find(const QString &id) const
{
    for (SavedView &view : all()) {
        if (view.id == id) {
            return std::move(view);
        }
    }
    return std::nullopt;
}

QString SavedViews::save(const SavedView &view)
{
    std::vector<SavedView> views = read(m_key, false);
    const auto same = std::find_if(views.begin(), views.end(), [&view](const SavedView &other) {
        return view.id.isEmpty() ? other.name.compare(view.name, Qt::CaseInsensitive) == 0
                                 : other.id == view.id;
    });
    QString id = view.id;
    if (same != views.end()) {
        id = same->id;
        *same = view;
        same->id = id;
    } else {
        id = id.isEmpty() ? makeRecordId() : id;
        views.push_back(view);
        views.back().id = id;
    }
    store(views, m_key);
    return id;
}

void SavedViews::rename(const QString &id, const QString &name)
{
    std::vector<SavedView> views = read(m_key, false);
    for (SavedView &view : views) {
        if (view.id == id) {
            view.name = name;
        }
    }
    store(views, m_key);
}

void SavedViews::remove(const QString &id)
{
    for (const bool areShared : {false, true}) {
        const QString key = areShared ? QString(m_key + kShared) : m_key;
        std::vector<SavedView> views = read(key, areShared);
        if (std::erase_if(views, [&id](const SavedView &view) { return view.id == id; }) > 0) {
            store(views, key);
        }
    }
}

void SavedViews::setShared(std::vector<SavedView> views) { store(views, m_key + kShared); }

QJsonObject SavedViews::defaultState() const
{
    return m_workspace.state(m_connection, m_key + kDefault).toObject();
}

void SavedViews::setDefaultState(const QJsonObject &state)
{
    m_workspace.setState(m_connection, m_key + kDefault, state);
}

void SavedViews::store(const std::vector<SavedView> &views, const QString &key)
{
    QJsonArray stored;
    for (const SavedView &view : views) {
        QJsonObject item{{kId, view.id}, {kName, view.name}, {kState, view.state}};
        if (!view.author.isEmpty()) {
            item.insert(kAuthor, view.author);
        }
        stored.append(item);
    }
    if (m_workspace.state(m_connection, key).toArray() != stored) {
        m_workspace.setState(m_connection, key, stored);
    }
}

} // namespace socle::studio
