// Saved views on the server, for everybody who works with it (studio.md 4.3.8): rows of the system
// collection `_savedViews`, where the capability `views.shared` is there.
//
// What the server has goes into SavedViews; writes answer when the server did. UI thread.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/domain/SavedViews.h"

#include <QObject>

#include <functional>

namespace socle::studio {

class SharedViews : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const Result<QString> &id)>;

    /// Both outlive the object.
    SharedViews(ApiClient &client, Workspace &workspace, QObject *parent = nullptr);

    /// Reads the shared views of a collection into SavedViews.
    void refresh(const QString &connectionId, const QString &collectionId);
    /// Adds (empty id) or replaces one. `author` says whose it is.
    void save(const QString &connectionId,
              const QString &collectionId,
              const SavedView &view,
              Done done);
    void remove(const QString &connectionId,
                const QString &collectionId,
                const QString &id,
                Done done);

signals:
    /// What SavedViews says of this collection may be other now.
    void changed(const QString &collectionId);

private:
    ApiClient &m_client;
    Workspace &m_workspace;
};

} // namespace socle::studio
