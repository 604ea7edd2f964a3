// The words of an error: title, next step, and the buttons that help, row by row as appendix B of
// studio.md has them.
#include "studio/api/ApiError.h"

#include <QCoreApplication>
#include <QLocale>
#include <QUrl>

namespace socle::studio {

namespace {

struct ApiErrorWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::ApiError)
};

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 0, QLocale::DataSizeTraditionalFormat);
}

/// "/api/collections/books/records/b1": the collection, and the record when there is one.
struct RecordPath
{
    QString collection = {};
    bool hasRecord = false;
};

RecordPath recordPathOf(const RequestSummary &request)
{
    const QStringList parts = request.path.section(u'?', 0, 0).split(u'/', Qt::SkipEmptyParts);
    if (parts.size() < 4 || parts.size() > 5 || parts.at(1) != QLatin1String("collections")
        || parts.at(3) != QLatin1String("records")) {
        return {};
    }
    return {QUrl::fromPercentEncoding(parts.at(2).toUtf8()), parts.size() == 5};
}

/// "The update rule of books refused it."
QString ruleOf(const RequestSummary &request)
{
    const RecordPath path = recordPathOf(request);
    if (path.collection.isEmpty()) {
        return {};
    }
    const QString &name = path.collection;
    if (request.method == QLatin1String("GET")) {
        return path.hasRecord ? ApiErrorWords::tr("The view rule of %1 refused it").arg(name)
                              : ApiErrorWords::tr("The list rule of %1 refused it").arg(name);
    }
    if (request.method == QLatin1String("POST")) {
        return ApiErrorWords::tr("The create rule of %1 refused it").arg(name);
    }
    if (request.method == QLatin1String("PATCH")) {
        return ApiErrorWords::tr("The update rule of %1 refused it").arg(name);
    }
    return ApiErrorWords::tr("The delete rule of %1 refused it").arg(name);
}

bool asksWithFilter(const RequestSummary &request)
{
    return request.method == QLatin1String("GET")
        && (request.path.contains(QLatin1String("?filter="))
            || request.path.contains(QLatin1String("&filter=")));
}

QString momentText(const QDateTime &when)
{
    return QLocale().toString(when.toLocalTime().time(), QStringLiteral("HH:mm:ss"));
}

QString tooLargeTitle(const ApiError &error)
{
    const qint64 bytes = error.fileBytes > 0 ? error.fileBytes : error.request.bytesSent;
    if (bytes <= 0) {
        return ApiErrorWords::tr("Too large for this server");
    }
    const QString size = error.limitBytes > 0
        ? ApiErrorWords::tr("Too large: %1, limit %2")
              .arg(sizeText(bytes), sizeText(error.limitBytes))
        : ApiErrorWords::tr("Too large: %1").arg(sizeText(bytes));
    return error.fileName.isEmpty() ? size : QString(size + u" (" + error.fileName + u')');
}

QString failureTitle(TransportFailure failure, qint64 elapsedMs)
{
    switch (failure) {
    case TransportFailure::HostNotFound:
        return ApiErrorWords::tr("No server at this address");
    case TransportFailure::Refused:
        return ApiErrorWords::tr("The server is not answering");
    case TransportFailure::TimedOut:
        return elapsedMs >= 1000 ? ApiErrorWords::tr("The server took too long (%1 s)")
                                       .arg(QLocale().toString(elapsedMs / 1000))
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
    return {};
}

QString failureStep(TransportFailure failure)
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
    case TransportFailure::None:
        break;
    }
    return {};
}

} // namespace

bool ApiError::isDiskFull() const
{
    return kind == ErrorKind::Unavailable
        && message.contains(QStringLiteral("disk"), Qt::CaseInsensitive)
        && message.contains(QStringLiteral("full"), Qt::CaseInsensitive);
}

QString ApiError::title() const
{
    if (failure != TransportFailure::None) {
        return failureTitle(failure, request.elapsedMs);
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
        return asksWithFilter(request) ? ApiErrorWords::tr("This filter is not valid")
                                       : ApiErrorWords::tr("The server refused this request");
    case ErrorKind::Unauthenticated:
        return ApiErrorWords::tr("You are signed out");
    case ErrorKind::Forbidden:
        return ApiErrorWords::tr("Not allowed");
    case ErrorKind::NotFound:
        return recordPathOf(request).hasRecord ? ApiErrorWords::tr("This record no longer exists")
                                               : ApiErrorWords::tr("This no longer exists");
    case ErrorKind::Conflict:
    case ErrorKind::PreconditionFailed:
        return ApiErrorWords::tr("Changed by someone else");
    case ErrorKind::TooLarge:
        return tooLargeTitle(*this);
    case ErrorKind::RateLimited:
        return ApiErrorWords::tr("Too many requests");
    case ErrorKind::Cancelled:
        return ApiErrorWords::tr("Cancelled");
    case ErrorKind::Unavailable:
        return isDiskFull() ? ApiErrorWords::tr("No space left for this project")
                            : ApiErrorWords::tr("The server is not available right now");
    case ErrorKind::Internal:
        return ApiErrorWords::tr("The server failed");
    }
    return {};
}

QString ApiError::nextStep() const
{
    if (failure != TransportFailure::None) {
        return failureStep(failure);
    }
    switch (kind) {
    case ErrorKind::Unauthenticated:
        return ApiErrorWords::tr("Sign in; nothing was lost");
    case ErrorKind::Forbidden: {
        const QString rule = ruleOf(request);
        const QString who = account.isEmpty() ? ApiErrorWords::tr("Asked without signing in")
                                              : ApiErrorWords::tr("Signed in as %1").arg(account);
        return rule.isEmpty() ? who : QString(who + u". " + rule);
    }
    case ErrorKind::NotFound:
        return recordPathOf(request).hasRecord
            ? ApiErrorWords::tr("Remove it from the view, or create it again from your copy")
            : ApiErrorWords::tr("Reload to see what is there now");
    case ErrorKind::Conflict:
    case ErrorKind::PreconditionFailed:
        return ApiErrorWords::tr("Merge the two versions");
    case ErrorKind::TooLarge:
        return fileName.isEmpty() ? ApiErrorWords::tr("Send fewer changes at once")
                                  : ApiErrorWords::tr("Choose another file");
    case ErrorKind::RateLimited:
        return retryAfterMs > 0 ? QCoreApplication::translate("socle::studio::ApiError",
                                                              "Continues in %n second(s)",
                                                              nullptr,
                                                              (retryAfterMs + 999) / 1000)
                                : ApiErrorWords::tr("Wait a moment, then try again");
    case ErrorKind::Unavailable:
        return isDiskFull()
            ? ApiErrorWords::tr("Make room on the disk. Reading goes on, and writing resumes by "
                                "itself")
            : ApiErrorWords::tr("Try again in a moment");
    case ErrorKind::Internal:
        return ApiErrorWords::tr("Look at the log around this moment, or retry");
    case ErrorKind::InvalidInput:
    case ErrorKind::Unprocessable:
        return fields.isEmpty() && asksWithFilter(request)
            ? ApiErrorWords::tr("The last good filter is kept")
            : QString();
    case ErrorKind::Cancelled:
        break;
    }
    return {};
}

QList<Remedy> ApiError::remedies() const
{
    if (failure == TransportFailure::UntrustedCertificate) {
        return {Remedy::ShowCertificate};
    }
    if (failure != TransportFailure::None) {
        return {};
    }
    if (isDiskFull()) {
        return {Remedy::ShowFolder, Remedy::FreeSpaceTips};
    }
    switch (kind) {
    case ErrorKind::Unauthenticated:
        return {Remedy::SignIn};
    case ErrorKind::TooLarge:
        return request.path == QLatin1String("/api/batch") ? QList<Remedy>{Remedy::BatchSettings}
                                                           : QList<Remedy>{};
    case ErrorKind::Internal:
    case ErrorKind::Unavailable:
        return {Remedy::ShowLog};
    case ErrorKind::InvalidInput:
    case ErrorKind::Unprocessable:
    case ErrorKind::Forbidden:
    case ErrorKind::NotFound:
    case ErrorKind::Conflict:
    case ErrorKind::PreconditionFailed:
    case ErrorKind::RateLimited:
    case ErrorKind::Cancelled:
        break;
    }
    return {};
}

QString ApiError::details() const
{
    QStringList lines{QStringLiteral("%1 %2").arg(request.method, request.path)};
    lines << (status > 0 ? ApiErrorWords::tr("Status %1").arg(status)
                         : ApiErrorWords::tr("No answer: %1").arg(message));
    lines << ApiErrorWords::tr("%1 ms, sent at %2")
                 .arg(QLocale().toString(request.elapsedMs), momentText(request.startedAt));
    if (!rawBody.isEmpty()) {
        lines << QString() << QString::fromUtf8(rawBody);
    }
    return lines.join(u'\n');
}

QString remedyText(Remedy remedy, const ApiError &error)
{
    switch (remedy) {
    case Remedy::ShowCertificate:
        return ApiErrorWords::tr("Show certificate");
    case Remedy::SignIn:
        return ApiErrorWords::tr("Sign in");
    case Remedy::BatchSettings:
        return ApiErrorWords::tr("Open batch settings");
    case Remedy::ShowLog:
        return ApiErrorWords::tr("Show log around %1").arg(momentText(error.request.startedAt));
    case Remedy::ShowFolder:
        return ApiErrorWords::tr("Show folder");
    case Remedy::FreeSpaceTips:
        return ApiErrorWords::tr("Free space tips");
    }
    return {};
}

} // namespace socle::studio
