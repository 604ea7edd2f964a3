// Named views of a collection: filter, sort, columns, layout and its options (studio.md 4.3.8).
//
// Personal ones live in the workspace, keyed by connection and collection, so they work against any
// server. The state is what the data browser saves for a tab, without what is only of that tab (the
// selected record). UI thread.
#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace socle::studio {

class Workspace;

struct SavedView
{
    QString id = {}; // stable: a link names it
    QString name = {};
    QJsonObject state = {};
};

class SavedViews
{
public:
    SavedViews(Workspace &workspace, QString connectionId, QString collectionId);

    /// By name.
    std::vector<SavedView> all() const;
    std::optional<SavedView> find(const QString &id) const;
    /// Adds (empty id) or replaces; returns the id. A name that exists already belongs to its view:
    /// that one is replaced.
    QString save(const SavedView &view);
    void rename(const QString &id, const QString &name);
    void remove(const QString &id);

    /// What a new tab of this collection starts with; empty when nobody said.
    QJsonObject defaultState() const;
    void setDefaultState(const QJsonObject &state);

private:
    void store(const std::vector<SavedView> &views);

    Workspace &m_workspace;
    QString m_connection;
    QString m_key;
};

} // namespace socle::studio
