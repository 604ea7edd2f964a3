// Kept versions of a record (socle-api.md 8, capability `revisions`).
#pragma once

#include "studio/api/ApiClient.h"

#include <QDateTime>

#include <vector>

namespace socle::studio {

enum class RevisionAction { Create, Update, Delete };

struct Revision
{
    struct Change
    {
        QString field = {};
        Json before = {};
        Json after = {};
    };

    QString id = {};
    QString record = {}; // id of the record
    RevisionAction action = RevisionAction::Update;
    QString actor = {}; // name or id of who did it; empty: the server itself
    QString origin = {}; // "superuser", "record", "key", "guest", "studio"; empty when not known
    QDateTime created = {};
    std::vector<Change> changes = {};
};

class RevisionsEndpoint
{
public:
    explicit RevisionsEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    /// Of all records of a collection, deleted ones too, newest first; `filter` over the revision's
    /// own fields (action, record, created).
    QFuture<Result<std::vector<Revision>>> listAll(const QString &collection,
                                                   const QString &filter,
                                                   int page,
                                                   int perPage) const;
    /// Of one record, newest first, at most `most`. `cancelKey`: of who asks; its next question
    /// ends the last one.
    QFuture<Result<std::vector<Revision>>> list(const QString &collection,
                                                const QString &record,
                                                const QString &cancelKey,
                                                int most = 100) const;

private:
    QFuture<Result<std::vector<Revision>>> send(ApiRequest request) const;

    ApiClient &m_client;
};

} // namespace socle::studio
