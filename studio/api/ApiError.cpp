#include "studio/api/ApiError.h"

#include "shared/json/Json.h"
#include "shared/protocol/ErrorStatus.h"
#include "studio/api/Text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace socle::studio {

namespace {

constexpr qsizetype kMaxRawBody = 64 * 1024;
constexpr std::string_view kMark = "api:"; // begins the cause of an Error made here

struct ApiErrorWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::ApiError)
};

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

namespace {

/// The server says it in one sentence (design.md 5); there is no code for it on the wire.
bool isDiskFull(const QString &message)
{
    return message.contains(QStringLiteral("disk"), Qt::CaseInsensitive)
        && message.contains(QStringLiteral("full"), Qt::CaseInsensitive);
}

} // namespace

QString ApiError::title() const
{
    switch (failure) {
    case TransportFailure::HostNotFound:
        return ApiErrorWords::tr("No server at this address");
    case TransportFailure::Refused:
        return ApiErrorWords::tr("The server is not answering");
    case TransportFailure::TimedOut:
        return request.elapsedMs >= 1000 ? ApiErrorWords::tr("The server took too long (%1 s)")
                                               .arg(QLocale().toString(request.elapsedMs / 1000))
                                         : ApiErrorWords::tr("The server took too long");
    case TransportFailure::UntrustedCertificate:
        return ApiErrorWords::tr("This server's certificate is not trusted");
    case TransportFailure::Closed:
        return ApiErrorWords::tr("The connection was lost");
    case TransportFailure::Offline:
        return ApiErrorWords::tr("There is no network");
    case TransportFailure::Cancelled:
        return ApiErrorWords::tr("Cancelled");
    case TransportFailure::Malformed:
        return ApiErrorWords::tr("This does not look like a supported server");
    case TransportFailure::None:
        break;
    }
    switch (kind) {
    case ErrorKind::InvalidInput:
    case ErrorKind::Unprocessable:
        if (!fields.isEmpty()) {
            return QCoreApplication::translate("socle::studio::ApiError",
                                               "Could not save: %n field(s) need attention",
                                               nullptr,
                                               static_cast<int>(fields.size()));
        }
        return ApiErrorWords::tr("The server refused this request");
    case ErrorKind::Unauthenticated:
        return ApiErrorWords::tr("You are signed out");
    case ErrorKind::Forbidden:
        return ApiErrorWords::tr("Not allowed");
    case ErrorKind::NotFound:
        return ApiErrorWords::tr("This no longer exists");
    case ErrorKind::Conflict:
    case ErrorKind::PreconditionFailed:
        return ApiErrorWords::tr("Changed by someone else");
    case ErrorKind::TooLarge:
        return request.bytesSent > 0
            ? ApiErrorWords::tr("Too large: %1").arg(QLocale().formattedDataSize(request.bytesSent))
            : ApiErrorWords::tr("Too large for this server");
    case ErrorKind::RateLimited:
        return ApiErrorWords::tr("Too many requests");
    case ErrorKind::Cancelled:
        return ApiErrorWords::tr("Cancelled");
    case ErrorKind::Unavailable:
        return isDiskFull(message) ? ApiErrorWords::tr("No space left for this project")
                                   : ApiErrorWords::tr("The server is not available right now");
    case ErrorKind::Internal:
        return ApiErrorWords::tr("The server failed");
    }
    return {};
}

QString ApiError::nextStep() const
{
    switch (failure) {
    case TransportFailure::HostNotFound:
        return ApiErrorWords::tr("Check the spelling or your network");
    case TransportFailure::Refused:
        return ApiErrorWords::tr("Start it, or try again");
    case TransportFailure::TimedOut:
        return ApiErrorWords::tr("Retry; the request may still finish on the server");
    case TransportFailure::UntrustedCertificate:
        return ApiErrorWords::tr("Show the certificate, or pin it for this connection");
    case TransportFailure::Closed:
    case TransportFailure::Offline:
        return ApiErrorWords::tr("Check your network, then try again");
    case TransportFailure::Malformed:
        return ApiErrorWords::tr("Check the address");
    case TransportFailure::Cancelled:
        return {};
    case TransportFailure::None:
        break;
    }
    switch (kind) {
    case ErrorKind::Unauthenticated:
        return ApiErrorWords::tr("Sign in; nothing was lost");
    case ErrorKind::NotFound:
        return ApiErrorWords::tr("Remove it from the view, or create it again from your copy");
    case ErrorKind::Conflict:
    case ErrorKind::PreconditionFailed:
        return ApiErrorWords::tr("Merge the two versions");
    case ErrorKind::TooLarge:
        return ApiErrorWords::tr("Choose a smaller file or fewer changes");
    case ErrorKind::RateLimited:
        return retryAfterMs > 0 ? QCoreApplication::translate("socle::studio::ApiError",
                                                              "Continues in %n second(s)",
                                                              nullptr,
                                                              (retryAfterMs + 999) / 1000)
                                : ApiErrorWords::tr("Wait a moment, then try again");
    case ErrorKind::Unavailable:
        return isDiskFull(message)
            ? ApiErrorWords::tr("Make room on the disk: old backups and logs are in the project's "
                                "folder. Writing resumes by itself")
            : ApiErrorWords::tr("Try again in a moment");
    case ErrorKind::Internal:
        return ApiErrorWords::tr("Look at the log around this moment, or retry");
    case ErrorKind::InvalidInput:
    case ErrorKind::Unprocessable:
    case ErrorKind::Forbidden:
    case ErrorKind::Cancelled:
        break;
    }
    return {};
}

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
