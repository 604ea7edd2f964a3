// What went wrong with a request, in the user's terms: kind, status, field errors by path, and the
// request for the details.
//
// Futures carry socle::Error like everywhere else. An Error made here holds the whole ApiError in
// its `cause`, so apiError(error) gives back title, next step, request summary and raw body without
// a side table. Sources: studio.md 2.3, 3.14, appendix B; records-api.md 1.9, 1.10, 5.5.
#pragma once

#include "shared/core/Error.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>
#include <QMetaType>
#include <QString>

namespace socle::studio {

/// Why no answer arrived. None: the server answered (see the status).
enum class TransportFailure {
    None,
    HostNotFound,
    Refused,
    TimedOut, // our deadline or the network's; the request may still finish on the server
    UntrustedCertificate,
    Closed, // the connection broke before or while the answer came
    Offline,
    Cancelled,
    Malformed, // the answer is not what the protocol says
};

/// What a button beside an error can do; the shell knows how (studio.md appendix B).
enum class Remedy {
    ShowCertificate,
    SignIn,
    BatchSettings,
    ShowLog, // of the server, around the moment of the request
    ShowFolder,
    FreeSpaceTips,
};

/// One line of the developer panel: no bodies, no tokens.
struct RequestSummary
{
    QString method = {};
    QString path = {}; // path and query, values of `token` replaced
    QString purpose = {}; // tag of the caller, "data.page"
    int status = 0; // 0: no answer
    qint64 elapsedMs = 0;
    qint64 bytesSent = 0;
    qint64 bytesReceived = 0;
    int attempts = 1;
    QDateTime startedAt = {}; // UTC
};

struct ApiError
{
    ErrorKind kind = ErrorKind::Internal;
    TransportFailure failure = TransportFailure::None;
    int status = 0; // HTTP status, 0 without an answer
    QString message = {}; // the server's words, else the transport's
    QMap<QString, QString> fields
        = {}; // "title", "smtp.host", "requests.3.response.data.price" -> message
    QMap<QString, QString> codes = {}; // same paths -> "validation_required"
    QString mfaId = {}; // 401 of a sign-in that wants a second factor (auth-api.md 3.8)
    int retryAfterMs = 0; // 429 and 503, 0 when the server did not say
    QString account = {}; // who asked; empty for a guest
    QString fileName = {}; // 413: the largest file that was sent
    qint64 fileBytes = 0;
    qint64 limitBytes = 0; // 413: what the server takes, 0 when nobody knows
    RequestSummary request = {};
    QByteArray rawBody = {}; // at most 64 KB

    /// "The server is not answering": what did not happen (appendix B). Translated.
    QString title() const;
    /// "Start it, or try again": what to do next. Translated, may be empty.
    QString nextStep() const;
    /// Buttons that help, best first; Retry is the caller's own.
    QList<Remedy> remedies() const;
    /// Method, path, status, time and the raw answer: the text of "Details".
    QString details() const;
    /// The server says in one sentence that its disk is full (design.md 5).
    bool isDiskFull() const;
    /// True when asking again may help: no answer, 429, 502, 503, 504.
    bool isTransient() const;

    /// From an error envelope; `body` may be anything.
    static ApiError fromReply(int status, const QByteArray &body, RequestSummary request);
    static ApiError fromFailure(TransportFailure failure,
                                const QString &detail,
                                RequestSummary request);
};

/// "Show certificate": the words of the button. Translated.
QString remedyText(Remedy remedy, const ApiError &error);

/// The Error that travels in a Result; apiError() reads it back.
Error toError(const ApiError &error);
/// Any Error as an ApiError: those of the api with everything, others with kind, message and
/// fields.
ApiError apiError(const Error &error);
/// Field errors flattened to dotted paths: "fields.0.name" -> error.
QMap<QString, QString> fieldMessages(const FieldErrors &fields);

} // namespace socle::studio

Q_DECLARE_METATYPE(socle::studio::ApiError)
Q_DECLARE_METATYPE(socle::studio::RequestSummary)
