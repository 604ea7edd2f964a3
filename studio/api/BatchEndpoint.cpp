#include "studio/api/BatchEndpoint.h"

#include "studio/api/Text.h"

namespace socle::studio {

QFuture<Result<BatchReply>> BatchEndpoint::send(const std::vector<BatchRequest> &requests,
                                                const QString &purpose,
                                                std::function<void(qint64, qint64)> onUpload) const
{
    JsonArray items;
    QList<FilePart> files;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const BatchRequest &request = requests[i];
        JsonObject item{{"method", request.method.toStdString()}, {"url", toUtf8(request.url)}};
        if (!request.ifMatch.isEmpty()) {
            item.set("headers", JsonObject{{"If-Match", toUtf8(request.ifMatch)}});
        }
        if (request.method != "DELETE") {
            item.set("body", request.body);
        }
        items.push_back(std::move(item));
        for (FilePart file : request.files) {
            file.field = QStringLiteral("requests.%1.").arg(i) + file.field;
            files.append(std::move(file));
        }
    }
    ApiRequest request = ApiRequest::withJson(
        "POST", QStringLiteral("/api/batch"), JsonObject{{"requests", std::move(items)}}, purpose);
    request.files = std::move(files);
    request.onUpload = std::move(onUpload);
    request.lane = Lane::Bulk;
    return m_client.request<BatchReply>(
        std::move(request), [](ApiReply &&reply) -> Result<BatchReply> {
            if (!reply.json.isArray()) {
                return toError(
                    ApiError::fromFailure(TransportFailure::Malformed,
                                          QStringLiteral("The server's answer is no batch result."),
                                          {}));
            }
            BatchReply result;
            for (const Json &item : reply.json.array()) {
                result.push_back({static_cast<int>(item["status"].toInt()), item["body"]});
            }
            return result;
        });
}

BatchFailure BatchEndpoint::failureOf(const ApiError &error)
{
    BatchFailure failure;
    failure.status = error.status;
    failure.message = error.message;
    const auto parsed = parseJson(viewOf(error.rawBody), Trailing::Ignore);
    if (!parsed) {
        return failure;
    }
    const Json &requests = (*parsed)["data"]["requests"];
    for (const auto &[key, item] : requests.object()) {
        bool isNumber = false;
        const int index = toQString(key).toInt(&isNumber);
        if (!isNumber) {
            break; // requests: {code, message}: the batch as a whole
        }
        failure.index = index;
        if (const Json &response = item["response"]; response.isObject()) {
            const ApiError inner
                = ApiError::fromReply(static_cast<int>(response["status"].toInt(error.status)),
                                      toBytes(response.dump()),
                                      {});
            failure.status = inner.status;
            failure.message = inner.message;
            failure.fields = inner.fields;
            failure.codes = inner.codes;
        }
        break; // only the first failing request is reported
    }
    return failure;
}

} // namespace socle::studio
