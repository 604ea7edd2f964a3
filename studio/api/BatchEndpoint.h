// Several writes in one transaction (records-api.md 5): all or nothing.
#pragma once

#include "studio/api/ApiClient.h"

#include <functional>
#include <vector>

namespace socle::studio {

struct BatchRequest
{
    QByteArray method = {}; // POST, PATCH, PUT, DELETE
    QString url
        = {}; // "/api/collections/books/records/b1", not percent-encoded (records-api.md 5.3)
    JsonObject body = {};
    QString ifMatch = {};
    QList<FilePart> files = {}; // field names without the requests.N prefix
};

struct BatchItem
{
    int status = 0;
    Json body = {}; // null for deletes
};

using BatchReply = std::vector<BatchItem>;

/// The request that ended a batch, from its error.
struct BatchFailure
{
    int index = -1; // -1: the batch as a whole (limits, timeout, transport)
    int status = 0; // what the single request would have answered
    QString message = {};
    QMap<QString, QString> fields = {}; // of that request: "title" -> message
    QMap<QString, QString> codes = {};
};

class BatchEndpoint
{
public:
    explicit BatchEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    QFuture<Result<BatchReply>> send(const std::vector<BatchRequest> &requests,
                                     const QString &purpose = QStringLiteral("batch"),
                                     std::function<void(qint64 sent, qint64 total)> onUpload
                                     = {}) const;
    static BatchFailure failureOf(const ApiError &error);

private:
    ApiClient &m_client;
};

} // namespace socle::studio
