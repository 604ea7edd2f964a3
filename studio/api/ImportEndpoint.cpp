#include "studio/api/ImportEndpoint.h"

#include "studio/api/Text.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// {"row":17,"data":{"title":{"code":…,"message":…}}} or {"row":17,"message":"…"}.
ImportFailure failureOf(const Json &line)
{
    ImportFailure failure;
    failure.row = line["row"].toInt();
    failure.message = toQString(line["message"].text());
    for (const auto &[field, problem] : line["data"].object()) {
        failure.fields.insert(toQString(field), toQString(problem["message"].text()));
        failure.codes.insert(toQString(field), toQString(problem["code"].text()));
    }
    return failure;
}

} // namespace

ImportReply ImportEndpoint::parse(const QByteArray &lines)
{
    ImportReply reply;
    for (const QByteArray &line : lines.split('\n')) {
        const auto parsed = parseJson(viewOf(line), Trailing::Ignore);
        if (line.isEmpty() || !parsed || !parsed->isObject()) {
            continue;
        }
        const Json &said = *parsed;
        if (said["data"].isObject() || said["message"].isString()) {
            reply.failures.push_back(failureOf(said));
            continue;
        }
        // Progress, and the last line: how many so far.
        if (said["ok"].isNumber()) {
            reply.written = said["ok"].toInt();
        }
        reply.isWhole = reply.isWhole || said["done"].toBool();
        if (said["error"].isObject()) {
            reply.refusal = toBytes(said["error"].dump());
        }
    }
    return reply;
}

QFuture<Result<ImportReply>> ImportEndpoint::send(const QString &collection,
                                                  const std::vector<const JsonObject *> &rows,
                                                  const QString &mode,
                                                  const QString &key) const
{
    ApiRequest request;
    request.method = "POST";
    request.path = u"/api/collections/"_s + pathSegment(collection) + u"/import"_s;
    request.query = {{u"mode"_s, mode}, {u"onError"_s, u"skip"_s}};
    if (mode != u"insert"_s) {
        request.query.append({u"key"_s, key});
    }
    request.headers = {{"Content-Type", "application/x-ndjson"}};
    request.lane = Lane::Bulk;
    request.purpose = u"import.stream"_s;
    for (const JsonObject *row : rows) {
        request.body += toBytes(Json(*row).dump()) + '\n';
    }
    return m_client.request<ImportReply>(
        std::move(request), [](ApiReply &&reply) -> Result<ImportReply> {
            ImportReply parsed = parse(reply.body);
            if (!parsed.isWhole) {
                return toError(ApiError::fromFailure(
                    TransportFailure::Closed,
                    QStringLiteral("The server stopped in the middle of the import."),
                    {}));
            }
            if (!parsed.refusal.isEmpty() && parsed.written == 0) {
                return toError(ApiError::fromReply(400, parsed.refusal, {}));
            }
            return parsed;
        });
}

} // namespace socle::studio
