// The one way to a server: every request of a connection goes through here (studio.md 2.3).
//
// A request has a purpose tag, a lane, a deadline and, when asked, a cancel key: a new request with
// the same key aborts the old one, whose future is cancelled (onResult stays silent). GET retries
// twice on network errors and 502, 503, 504; writes are never repeated once bytes were sent; 429
// waits and resumes for reads. JSON above 64 KB is parsed and decoded on a pool thread. The token
// is added here and is in no log, no summary, no error.
//
// All public functions on the UI thread. Decoders must be pure: they may run on a pool thread.
#pragma once

#include "shared/json/Json.h"
#include "studio/api/ApiError.h"
#include "studio/api/OnResult.h"
#include "studio/api/SseParser.h"
#include "studio/api/Transport.h"

#include <QHash>
#include <QPointer>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

namespace socle::studio {

struct ApiRequest
{
    QByteArray method = "GET";
    QString path
        = {}; // "/api/collections/books/records": segments already encoded with pathSegment()
    QList<QPair<QString, QString>> query = {}; // plain text, encoded here
    QByteArray body = {}; // JSON text; empty: no body
    QList<FilePart> files = {};
    HeaderList headers = {};
    Lane lane = Lane::Interactive;
    Urgency urgency = Urgency::Normal; // among those of its lane
    QString purpose = {}; // "data.page": for the network panel, tests and stub fixtures
    QString cancelKey = {};
    std::chrono::milliseconds deadline{0}; // 0: the lane's
    bool sendsToken = true;
    std::function<void(qint64 sent, qint64 total)> onUpload = {};

    /// The whole address on the server at `base`, whose own path stands in front.
    QUrl url(const QUrl &base) const;

    static ApiRequest get(const QString &path, const QString &purpose);
    static ApiRequest withJson(const QByteArray &method,
                               const QString &path,
                               const Json &json,
                               const QString &purpose);
};

struct ApiReply
{
    int status = 0;
    HeaderList headers = {};
    QByteArray body = {};
    Json json = {}; // parsed body; null for an empty one or when it is no JSON type

    QByteArray header(const QByteArray &name) const; // regardless of case
};

/// Percent-encodes one path segment.
QString pathSegment(QStringView text);

/// A running event stream; delete it to close. Events as they come; `ended` once.
class ApiStream : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    virtual void close() = 0;

signals:
    void opened();
    void eventReceived(const socle::studio::SseEvent &event);
    /// The server closed (hasError false) or it failed.
    void ended(bool hasError, const socle::studio::ApiError &error);
};

class ApiClient : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype kParseOnPoolAbove = 64 * 1024;
    static constexpr int kRingSize = 500;

    ApiClient(const QUrl &baseUrl, std::unique_ptr<Transport> transport, QObject *parent = nullptr);
    ~ApiClient() override;

    QUrl baseUrl() const;
    /// Another address of the same server; requests under way are not touched.
    void setBaseUrl(const QUrl &baseUrl);
    Transport &transport();

    /// Token of this connection, sent as `Authorization` to this host only; empty: guest.
    void setToken(const QString &token);
    QString token() const;
    bool hasToken() const;

    /// Who the token belongs to ("ada@example.com"), for "Not allowed".
    void setAccount(const QString &account);
    /// Largest body of a batch in bytes, for "Too large"; 0 when it is not known.
    void setBatchLimit(qint64 bytes);

    /// Raw answer. Errors: every status above 399 and every transport failure, as ApiError.
    QFuture<Result<ApiReply>> send(ApiRequest request);

    /// Answer decoded to a value. `decode` is pure and may run on a pool thread.
    template <typename T>
    QFuture<Result<T>> request(ApiRequest request, std::function<Result<T>(ApiReply &&)> decode)
    {
        const Pending<T> pending;
        start(std::move(request), [pending, decode = std::move(decode)](Result<ApiReply> reply) {
            if (!reply) {
                pending.settle(reply.takeError());
                return;
            }
            pending.settle(decode(reply.takeValue()));
        });
        return pending.future();
    }

    /// Answer whose body does not matter.
    QFuture<Result<void>> requestNothing(ApiRequest request);

    /// Opens a server-sent event stream (GET, or POST for AI). The stream belongs to `parent`.
    ApiStream *openStream(ApiRequest request, QObject *parent);

    /// Aborts the request with this key; its future is cancelled.
    void cancel(const QString &cancelKey);
    void cancelAll();
    int inFlight() const;

    /// The last 500 requests, oldest first.
    QList<RequestSummary> recentRequests() const;
    /// Median of the last 10 answered interactive requests in ms, -1 before the first.
    int medianLatencyMs() const;

    /// While parked, reads that meet a 401 wait for the next setToken() instead of failing
    /// (studio.md 3.2).
    void setParksUnauthenticatedReads(bool parks);
    /// The token counts no longer: reads wait from their start until the next setToken().
    void setSignedOut();
    /// Waiting times before the retries of a GET; tests make them short. Jitter of a quarter is
    /// added.
    void setRetryDelays(const QList<std::chrono::milliseconds> &delays);
    void setDefaultRateLimitDelay(std::chrono::milliseconds delay);

signals:
    void requestFinished(const socle::studio::RequestSummary &summary);
    /// A request of a signed-in client got 401.
    void unauthenticated();
    /// A request of a signed-in client got 403: its rights, or a token that no longer counts.
    void refused();
    /// A read waits `ms` because of 429 and resumes by itself.
    void rateLimited(const QString &purpose, int ms);
    /// Every request that was answered at all (true) or failed in the network (false).
    void serverReached(bool reached);
    /// A proxy answered in place of the server (502, 503, 504); serverReached(false) follows.
    void gatewayAnswered(int status);
    void tokenChanged();

private:
    struct Impl;
    struct Call;
    using Done = std::function<void(Result<ApiReply>)>;

    /// `done` is called at most once, on the UI or a pool thread; not at all when cancelled.
    void start(ApiRequest request, Done done);

    std::unique_ptr<Impl> m_impl;
    friend class StreamOfClient;
};

} // namespace socle::studio

Q_DECLARE_METATYPE(socle::studio::SseEvent)
