#include "studio/api/ApiError.h"

#include "shared/json/Json.h"
#include "shared/protocol/ErrorStatus.h"
#include "studio/api/Text.h"

namespace socle::studio {

namespace {

constexpr qsizetype kMaxRawBody = 64 * 1024;
constexpr std::string_view kMark = "api:"; // begins the cause of an Error made here

QString join(const QString &path, const QString &key)
{
    return path.isEmpty() ? key : QString(path % u'.' % key);
}

/// Items nest as groups (`fields.0.name`) and, in a batch, as a whole envelope under `response`
/// (records-api.md 5.5).
void collect(const Json &item, const QString &path, ApiError &error)
{
    if (!item.isObject()) {
        return;
    }
    const Json *message = item.find("message");
    const Json *code = item.find("code");
    if (const Json *response = item.find("response"); response != nullptr && response->isObject()) {
        const Json &data = (*response)["data"];
        if (data.isObject() && !data.object().empty()) {
            collect(data, join(path, QStringLiteral("response.data")), error);
        } else {
            error.fields.insert(path, toQString((*response)["message"].text()));
            error.codes.insert(path, code != nullptr ? toQString(code->text()) : QString());
        }
        return;
    }
    if (message != nullptr && message->isString() && code != nullptr && code->isString()) {
        error.fields.insert(path, toQString(message->text()));
        error.codes.insert(path, toQString(code->text()));
        return;
    }
    for (const auto &[key, child] : item.object()) {
        collect(child, join(path, toQString(key)), error);
    }
}

ErrorKind kindOfFailure(TransportFailure failure)
{
    return failure == TransportFailure::Cancelled ? ErrorKind::Cancelled : ErrorKind::Unavailable;
}

void flatten(const FieldErrors &fields,
             const QString &path,
             QMap<QString, QString> &messages,
             QMap<QString, QString> &codes)
{
    for (const auto &[name, field] : fields) {
        const QString here = join(path, toQString(name));
        if (!field.message.empty()) {
            messages.insert(here, toQString(field.message));
            codes.insert(here, toQString(field.code));
        }
        flatten(field.children, here, messages, codes);
    }
}

Json summaryToJson(const RequestSummary &summary)
{
    return JsonObject{
        {"method", toUtf8(summary.method)},
        {"path", toUtf8(summary.path)},
        {"purpose", toUtf8(summary.purpose)},
        {"status", summary.status},
        {"elapsedMs", static_cast<std::int64_t>(summary.elapsedMs)},
        {"bytesSent", static_cast<std::int64_t>(summary.bytesSent)},
        {"bytesReceived", static_cast<std::int64_t>(summary.bytesReceived)},
        {"attempts", summary.attempts},
        {"startedAt", static_cast<std::int64_t>(summary.startedAt.toMSecsSinceEpoch())},
    };
}

RequestSummary summaryFromJson(const Json &json)
{
    RequestSummary summary;
    summary.method = toQString(json["method"].text());
    summary.path = toQString(json["path"].text());
    summary.purpose = toQString(json["purpose"].text());
    summary.status = static_cast<int>(json["status"].toInt());
    summary.elapsedMs = json["elapsedMs"].toInt();
    summary.bytesSent = json["bytesSent"].toInt();
    summary.bytesReceived = json["bytesReceived"].toInt();
    summary.attempts = static_cast<int>(json["attempts"].toInt(1));
    summary.startedAt = QDateTime::fromMSecsSinceEpoch(json["startedAt"].toInt(), Qt::UTC);
    return summary;
}

} // namespace

bool ApiError::isTransient() const
{
    switch (failure) {
    case TransportFailure::Refused:
    case TransportFailure::TimedOut:
    case TransportFailure::Closed:
    case TransportFailure::Offline:
        return true;
    case TransportFailure::HostNotFound:
    case TransportFailure::UntrustedCertificate:
    case TransportFailure::Cancelled:
    case TransportFailure::Malformed:
        return false;
    case TransportFailure::None:
        break;
    }
    return status == 429 || (status >= 502 && status <= 504);
}

ApiError ApiError::fromReply(int status, const QByteArray &body, RequestSummary request)
{
    ApiError error;
    error.status = status;
    error.kind = protocol::kindOfStatus(status);
    error.request = std::move(request);
    error.rawBody = body.left(kMaxRawBody);
    if (auto parsed = parseJson(viewOf(body), Trailing::Ignore); parsed && parsed->isObject()) {
        error.message = toQString((*parsed)["message"].text());
        error.mfaId = toQString((*parsed)["mfaId"].text());
        collect((*parsed)["data"], {}, error);
    }
    if (error.message.isEmpty()) {
        error.message = toQString(protocol::defaultMessage(error.kind));
    }
    return error;
}

ApiError ApiError::fromFailure(TransportFailure failure,
                               const QString &detail,
                               RequestSummary request)
{
    ApiError error;
    error.failure = failure;
    error.kind = kindOfFailure(failure);
    error.message = detail;
    error.request = std::move(request);
    if (error.message.isEmpty()) {
        error.message = error.title();
    }
    return error;
}

Error toError(const ApiError &error)
{
    JsonObject fields;
    JsonObject codes;
    for (auto it = error.fields.begin(); it != error.fields.end(); ++it) {
        fields.set(toUtf8(it.key()), toUtf8(it.value()));
        codes.set(toUtf8(it.key()), toUtf8(error.codes.value(it.key())));
    }
    const Json packed = JsonObject{
        {"failure", static_cast<int>(error.failure)},
        {"status", error.status},
        {"fields", std::move(fields)},
        {"codes", std::move(codes)},
        {"mfaId", toUtf8(error.mfaId)},
        {"retryAfterMs", error.retryAfterMs},
        {"account", toUtf8(error.account)},
        {"fileName", toUtf8(error.fileName)},
        {"fileBytes", static_cast<std::int64_t>(error.fileBytes)},
        {"limitBytes", static_cast<std::int64_t>(error.limitBytes)},
        {"request", summaryToJson(error.request)},
        {"rawBody", error.rawBody.toBase64().toStdString()},
    };
    Error result{.kind = error.kind, .message = toUtf8(error.message)};
    for (auto it = error.fields.begin(); it != error.fields.end(); ++it) {
        addFieldError(
            result.fields,
            toUtf8(it.key()),
            FieldError{.code = toUtf8(error.codes.value(it.key())), .message = toUtf8(it.value())});
    }
    result.cause = std::string(kMark) + packed.dump();
    return result;
}

ApiError apiError(const Error &error)
{
    ApiError result;
    result.kind = error.kind;
    result.message = toQString(error.message);
    if (error.cause.starts_with(kMark)) {
        const auto packed = parseJson(std::string_view(error.cause).substr(kMark.size()));
        if (packed) {
            const Json &json = *packed;
            result.failure = static_cast<TransportFailure>(json["failure"].toInt());
            result.status = static_cast<int>(json["status"].toInt());
            result.mfaId = toQString(json["mfaId"].text());
            result.retryAfterMs = static_cast<int>(json["retryAfterMs"].toInt());
            result.account = toQString(json["account"].text());
            result.fileName = toQString(json["fileName"].text());
            result.fileBytes = json["fileBytes"].toInt();
            result.limitBytes = json["limitBytes"].toInt();
            result.request = summaryFromJson(json["request"]);
            result.rawBody = QByteArray::fromBase64(toBytes(json["rawBody"].text()));
            for (const auto &[path, message] : json["fields"].object()) {
                result.fields.insert(toQString(path), toQString(message.text()));
            }
            for (const auto &[path, code] : json["codes"].object()) {
                result.codes.insert(toQString(path), toQString(code.text()));
            }
            return result;
        }
    }
    flatten(error.fields, {}, result.fields, result.codes);
    return result;
}

QMap<QString, QString> fieldMessages(const FieldErrors &fields)
{
    QMap<QString, QString> messages;
    QMap<QString, QString> codes;
    flatten(fields, {}, messages, codes);
    return messages;
}

} // namespace socle::studio
