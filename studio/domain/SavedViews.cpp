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

} // namespace

SavedViews::SavedViews(Workspace &workspace, QString connectionId, QString collectionId)
    : m_workspace(workspace)
    , m_connection(std::move(connectionId))
    , m_key(QStringLiteral("views/") + collectionId)
{
}

std::vector<SavedView> SavedViews::all() const
{
    std::vector<SavedView> views;
    const QJsonArray stored = m_workspace.state(m_connection, m_key).toArray();
    for (const QJsonValue &item : stored) {
        views.push_back({item[kId].toString(), item[kName].toString(), item[kState].toObject()});
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
    std::vector<SavedView> views = all();
    const auto same = std::find_if(views.begin(), views.end(), [&view](const SavedView &other) {
        return view.id.isEmpty() ? other.name.compare(view.name, Qt::CaseInsensitive) == 0
                                 : other.id == view.id;
    });
    if (same != views.end()) {
        const QString id = same->id;
        *same = view;
        same->id = id;
        store(views);
        return id;
    }
    views.push_back(view);
    if (views.back().id.isEmpty()) {
        views.back().id = makeRecordId();
    }
    const QString id = views.back().id;
    store(views);
    return id;
}

void SavedViews::rename(const QString &id, const QString &name)
{
    std::vector<SavedView> views = all();
    for (SavedView &view : views) {
        if (view.id == id) {
            view.name = name;
        }
    }
    store(views);
}

void SavedViews::remove(const QString &id)
{
    std::vector<SavedView> views = all();
    std::erase_if(views, [&id](const SavedView &view) { return view.id == id; });
    store(views);
}

QJsonObject SavedViews::defaultState() const
{
    return m_workspace.state(m_connection, m_key + QStringLiteral("/default")).toObject();
}

void SavedViews::setDefaultState(const QJsonObject &state)
{
    m_workspace.setState(m_connection, m_key + QStringLiteral("/default"), state);
}

void SavedViews::store(const std::vector<SavedView> &views)
{
    QJsonArray stored;
    for (const SavedView &view : views) {
        stored.append(QJsonObject{{kId, view.id}, {kName, view.name}, {kState, view.state}});
    }
    m_workspace.setState(m_connection, m_key, stored);
}

} // namespace socle::studio
