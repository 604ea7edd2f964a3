// Groups and measures of a collection, counted by the server (socle-api.md 5, capability
// `aggregate`).
#pragma once

#include "studio/api/ApiClient.h"

#include <vector>

namespace socle::studio {

struct AggregateQuery
{
    QStringList group = {}; // "status", "created:month"
    QStringList measure = {}; // "count", "sum:price"
    QString filter = {};
    QString sort = {};
    int perPage = 500;
    QString cancelKey = {};
};

struct AggregateReply
{
    std::vector<JsonObject> groups = {}; // {"status":"draft","count":12,"sum:price":88.5}
    qint64 total = 0; // of groups
};

class AggregateEndpoint
{
public:
    explicit AggregateEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    QFuture<Result<AggregateReply>> run(const QString &collection,
                                        const AggregateQuery &query) const;

private:
    ApiClient &m_client;
};

} // namespace socle::studio
