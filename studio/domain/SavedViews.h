// Named views of a collection: filter, sort, columns, layout and its options (studio.md 4.3.8).
//
// Personal ones live in the workspace, keyed by connection and collection, so they work against any
// server. Shared ones are rows of the server's `_savedViews` (capability `views.shared`); what was
// last seen of them is kept beside the personal ones, so that tree and tabs have them at once and
// offline. SharedViews talks to the server. The state is what the data browser saves for a tab,
// without what is only of that tab (the selected record). UI thread.
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
    bool isShared = false; // on the server, for everybody there
    QString author = {}; // of a shared one
};

class SavedViews
{
public:
    SavedViews(Workspace &workspace, QString connectionId, QString collectionId);

    /// Personal and shared ones, by name.
    std::vector<SavedView> all() const;
    std::optional<SavedView> find(const QString &id) const;
    /// Adds (empty id) or replaces a personal view; returns the id. A name that exists already
    /// belongs to its view: that one is replaced.
    QString save(const SavedView &view);
    void rename(const QString &id, const QString &name);
    /// Forgets a personal view, or what is known of a shared one.
    void remove(const QString &id);
    /// What the server has now.
    void setShared(std::vector<SavedView> views);

    /// What a new tab of this collection starts with; empty when nobody said.
    QJsonObject defaultState() const;
    void setDefaultState(const QJsonObject &state);

private:
    std::vector<SavedView> read(const QString &key, bool areShared) const;
    void store(const std::vector<SavedView> &views, const QString &key);

    Workspace &m_workspace;
    QString m_connection;
    QString m_key;
};

} // namespace socle::studio
