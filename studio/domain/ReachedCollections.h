// The collections an account that is no superuser can read, found one by one.
//
// No server lists its collections to such an account. What it can reach is known by name: the
// collection it signed in with, those its user opened by name (remembered with the connection), and
// those their records point to. Each is described by what its records show (GuessedSchema.h). UI
// thread.
#pragma once

#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/DraftStore.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace socle::studio {

class ReachedCollections : public QObject
{
    Q_OBJECT

public:
    /// `drafts` may be null: names then live in memory only.
    ReachedCollections(ApiClient &client, DraftStore *drafts, QObject *parent = nullptr);

    /// Names (or ids) the user opened, oldest first.
    const QStringList &opened() const { return m_opened; }

    /// The collection the account belongs to: looked at first, never remembered.
    void setHome(const QString &collection) { m_home = collection; }

    /// Asks whether the account may list the collection; the answer is the collection's name.
    /// Success is remembered. Errors: NotFound, Forbidden (superusers only), and those of the wire.
    QFuture<Result<QString>> reach(const QString &nameOrId);
    void forget(const QString &nameOrId);

    /// Collection JSON of all that can be read now, related ones included. A collection that is
    /// refused is left out; only a server that cannot be asked is an error.
    QFuture<Result<std::vector<Json>>> all();

private:
    struct Walk; // one all() under way
    void lookAt(const std::shared_ptr<Walk> &walk);
    void remember(const QString &name);

    ApiClient &m_client;
    DraftStore *m_drafts;
    QStringList m_opened;
    QString m_home;
};

} // namespace socle::studio
