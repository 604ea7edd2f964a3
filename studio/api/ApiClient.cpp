#include "studio/api/ApiClient.h"

#include "studio/api/Text.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QThreadPool>
#include <QTimer>
#include <QUrlQuery>

#include <algorithm>
#include <deque>

namespace socle::studio {

using namespace std::chrono_literals;

namespace {

constexpr int kMaxRateLimitWaits = 5;

/// Path and query for the panel; file tokens are secrets too.
QString loggedPath(const ApiRequest &request)
{
    QString path = request.path;
    QString query;
    for (const auto &[name, value] : request.query) {
        const bool isSecret = name == QStringLiteral("token");
        query += (query.isEmpty() ? u'?' : u'&') + name + u'='
            + (isSecret ? QStringLiteral("***") : value);
    }
    return path + query;
}

std::chrono::milliseconds deadlineOf(const ApiRequest &request)
{
    if (request.deadline > 0ms) {
        return request.deadline;
    }
    switch (request.lane) {
    case Lane::Interactive:
        return 10s;
    case Lane::Bulk:
        return 60s;
    case Lane::Stream:
        return 0ms;
    }
    return 0ms;
}

QByteArray headerIn(const HeaderList &headers, const QByteArray &name)
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0) {
            return value;
        }
    }
    return {};
}

bool isRetriedStatus(int status) { return status >= 502 && status <= 504; }

bool isRetriedFailure(TransportFailure failure)
{
    return failure == TransportFailure::Refused || failure == TransportFailure::Closed
        || failure == TransportFailure::Offline;
}

void parseInto(ApiReply &reply)
{
    if (reply.body.isEmpty() || !headerIn(reply.headers, "Content-Type").contains("json")) {
        return;
    }
    if (auto parsed = parseJson(viewOf(reply.body), Trailing::Ignore)) {
        reply.json = parsed.takeValue();
    }
}

} // namespace

// ---------------------------------------------------------------------------------------------------------------------

struct ApiClient::Impl
{
    QUrl baseUrl;
    std::unique_ptr<Transport> transport;
    QString token;
    std::vector<Call *> calls; // children of the client
    std::vector<Call *> parked; // subset of calls that waits for a token
    std::deque<RequestSummary> ring;
    std::deque<int> latencies; // ms, the last 10
    QList<std::chrono::milliseconds> retryDelays{200ms, 800ms};
    std::chrono::milliseconds rateLimitDelay{2000};
    bool parksReads = false;
};

/// One request with all its attempts. Leaves the client's list when it ends, one way or another.
struct ApiClient::Call : QObject
{
    Call(ApiClient &owner, ApiRequest what, Done whenDone)
        : QObject(&owner)
        , client(owner)
        , request(std::move(what))
        , done(std::move(whenDone))
    {
        timer.setSingleShot(true);
        clock.start();
        startedAt = QDateTime::currentDateTimeUtc();
    }

    ApiClient &client;
    ApiRequest request;
    Done done;
    TransportReply *reply = nullptr; // child
    QTimer timer;
    QElapsedTimer clock;
    QDateTime startedAt;
    ApiReply answer;
    int attempts = 0;
    int rateLimitWaits = 0;
    qint64 received = 0;
    qint64 sent = 0;
    bool isTimedOut = false;

    bool isRead() const { return request.method == "GET"; }

    void attempt()
    {
        ++attempts;
        answer = {};
        isTimedOut = false;
        TransportRequest out;
        out.lane = request.lane;
        out.method = request.method;
        out.url = request.url(client.m_impl->baseUrl);
        out.headers = request.headers;
        out.headers.append(qMakePair(QByteArray("Accept"), QByteArray("application/json")));
        if (request.sendsToken && !client.m_impl->token.isEmpty()) {
            out.headers.append({"Authorization", client.m_impl->token.toUtf8()});
        }
        out.body = request.body;
        out.files = request.files;
        sent += out.body.size();

        reply = client.m_impl->transport->send(out, this);
        connect(reply,
                &TransportReply::headReceived,
                this,
                [this](int status, const HeaderList &headers) {
                    answer.status = status;
                    answer.headers = headers;
                });
        connect(reply, &TransportReply::bytesReceived, this, [this](const QByteArray &bytes) {
            answer.body += bytes;
            received += bytes.size();
            restartDeadline(); // a long answer that keeps coming is not late
        });
        connect(reply, &TransportReply::uploadProgress, this, [this](qint64 count, qint64 total) {
            restartDeadline();
            if (request.onUpload) {
                request.onUpload(count, total);
            }
        });
        connect(reply, &TransportReply::finished, this, &Call::attemptEnded);
        timer.disconnect();
        connect(&timer, &QTimer::timeout, this, [this] {
            isTimedOut = true;
            reply->abort();
        });
        restartDeadline();
    }

    void restartDeadline()
    {
        if (const auto deadline = deadlineOf(request); deadline > 0ms) {
            timer.start(deadline);
        }
    }

    void attemptEnded(const TransportOutcome &outcome)
    {
        timer.stop();
        reply->deleteLater();
        reply = nullptr;
        Impl &impl = *client.m_impl;
        const TransportFailure failure = isTimedOut ? TransportFailure::TimedOut : outcome.failure;
        const bool mayRetry = isRead() && attempts - rateLimitWaits <= impl.retryDelays.size();
        if (failure != TransportFailure::None) {
            if (mayRetry && isRetriedFailure(failure)) {
                waitAndRetry(impl.retryDelays.at(attempts - rateLimitWaits - 1));
                return;
            }
            if (failure != TransportFailure::Cancelled) {
                emit client.serverReached(false);
            }
            settle(toError(ApiError::fromFailure(failure, outcome.detail, summary())));
            return;
        }
        emit client.serverReached(true);
        if (answer.status == 429 && isRead() && rateLimitWaits < kMaxRateLimitWaits) {
            ++rateLimitWaits;
            const auto wait = std::chrono::milliseconds(retryAfterMs());
            emit client.rateLimited(request.purpose, static_cast<int>(wait.count()));
            waitAndRetry(wait);
            return;
        }
        if (isRetriedStatus(answer.status) && mayRetry) {
            waitAndRetry(impl.retryDelays.at(attempts - rateLimitWaits - 1));
            return;
        }
        if (answer.status == 401 && request.sendsToken && !impl.token.isEmpty()) {
            if (isRead() && impl.parksReads) {
                impl.parked.push_back(this);
                emit client.unauthenticated();
                return;
            }
            emit client.unauthenticated();
        }
        if (answer.status >= 400) {
            ApiError error = ApiError::fromReply(answer.status, answer.body, summary());
            if (answer.status == 429 || answer.status == 503) {
                error.retryAfterMs
                    = headerIn(answer.headers, "Retry-After").isEmpty() ? 0 : retryAfterMs();
            }
            settle(toError(error));
            return;
        }
        if (answer.body.size() > kParseOnPoolAbove) {
            parseOnPool();
            return;
        }
        parseInto(answer);
        settle(std::move(answer));
    }

    int retryAfterMs() const
    {
        bool isNumber = false;
        const int seconds = headerIn(answer.headers, "Retry-After").toInt(&isNumber);
        return isNumber && seconds > 0 ? std::min(seconds, 3600) * 1000
                                       : static_cast<int>(client.m_impl->rateLimitDelay.count());
    }

    void waitAndRetry(std::chrono::milliseconds delay)
    {
        const int base = static_cast<int>(delay.count());
        const int jitter = base >= 4 ? QRandomGenerator::global()->bounded(base / 4) : 0;
        timer.disconnect();
        connect(&timer, &QTimer::timeout, this, &Call::attempt);
        timer.start(base + jitter);
    }

    RequestSummary summary() const
    {
        RequestSummary result;
        result.method = QString::fromLatin1(request.method);
        result.path = loggedPath(request);
        result.purpose = request.purpose;
        result.status = answer.status;
        result.elapsedMs = clock.elapsed();
        result.bytesSent = sent;
        result.bytesReceived = received;
        result.attempts = attempts;
        result.startedAt = startedAt;
        return result;
    }

    /// Big bodies: parse, decode and settle on a pool thread; the future carries it back.
    void parseOnPool()
    {
        const RequestSummary what = summary();
        QThreadPool::globalInstance()->start(
            [reply_ = std::move(answer), whenDone = std::move(done)]() mutable {
                parseInto(reply_);
                whenDone(std::move(reply_));
            });
        leave(what);
    }

    void settle(Result<ApiReply> result)
    {
        const RequestSummary what = summary();
        const Done whenDone = std::move(done);
        leave(what);
        whenDone(std::move(result));
    }

    void leave(const RequestSummary &what)
    {
        Impl &impl = *client.m_impl;
        std::erase(impl.calls, this);
        std::erase(impl.parked, this);
        deleteLater();
        impl.ring.push_back(what);
        if (impl.ring.size() > kRingSize) {
            impl.ring.pop_front();
        }
        if (what.status > 0 && request.lane == Lane::Interactive && what.attempts == 1) {
            impl.latencies.push_back(static_cast<int>(what.elapsedMs));
            if (impl.latencies.size() > 10) {
                impl.latencies.pop_front();
            }
        }
        emit client.requestFinished(what);
    }

    /// Dropping `done` cancels the future: nobody is called.
    void drop()
    {
        Impl &impl = *client.m_impl;
        std::erase(impl.calls, this);
        std::erase(impl.parked, this);
        timer.stop();
        done = {};
        if (reply != nullptr) {
            reply->disconnect(this);
            connect(reply, &TransportReply::finished, this, &QObject::deleteLater);
            reply->abort();
        } else {
            deleteLater();
        }
    }
};

// ---------------------------------------------------------------------------------------------------------------------

/// An event stream over the transport's stream lane.
class StreamOfClient final : public ApiStream
{
public:
    StreamOfClient(ApiClient &client, ApiRequest request, QObject *parent)
        : ApiStream(parent)
        , m_client(&client)
        , m_request(std::move(request))
    {
        m_clock.start();
        TransportRequest out;
        out.lane = Lane::Stream;
        out.method = m_request.method;
        out.url = m_request.url(client.m_impl->baseUrl);
        out.headers = m_request.headers;
        out.headers.append(qMakePair(QByteArray("Accept"), QByteArray("text/event-stream")));
        if (m_request.sendsToken && !client.m_impl->token.isEmpty()) {
            out.headers.append({"Authorization", client.m_impl->token.toUtf8()});
        }
        out.body = m_request.body;
        m_reply = client.m_impl->transport->send(out, this);
        connect(m_reply, &TransportReply::headReceived, this, &StreamOfClient::readHead);
        connect(m_reply, &TransportReply::bytesReceived, this, &StreamOfClient::readBytes);
        connect(m_reply, &TransportReply::finished, this, &StreamOfClient::finish);
    }

    ~StreamOfClient() override
    {
        if (m_reply != nullptr) {
            m_reply->disconnect(this);
            m_reply->setParent(nullptr); // outlives us until the transport has let go
            connect(m_reply, &TransportReply::finished, m_reply, &QObject::deleteLater);
            m_reply->abort();
        }
    }

    void close() override
    {
        if (m_reply != nullptr) {
            m_reply->disconnect(this);
            connect(m_reply, &TransportReply::finished, m_reply, &QObject::deleteLater);
            m_reply->abort();
            m_reply = nullptr;
        }
    }

private:
    void readHead(int status, const HeaderList &headers)
    {
        m_status = status;
        m_isStream
            = status < 400 && headerIn(headers, "Content-Type").startsWith("text/event-stream");
        if (m_isStream) {
            if (m_client != nullptr) {
                emit m_client->serverReached(true);
            }
            emit opened();
        }
    }

    void readBytes(const QByteArray &bytes)
    {
        m_received += bytes.size();
        if (!m_isStream) {
            if (m_errorBody.size() < 64 * 1024) {
                m_errorBody += bytes;
            }
            return;
        }
        const QPointer<StreamOfClient> alive(this);
        const QList<SseEvent> events = m_parser.feed(bytes);
        for (const SseEvent &event : events) {
            emit eventReceived(event);
            if (!alive || m_reply == nullptr) {
                return; // the receiver closed or deleted us
            }
        }
        if (m_parser.isOverflown()) {
            m_reply->abort();
        }
    }

    RequestSummary summary() const
    {
        RequestSummary result;
        result.method = QString::fromLatin1(m_request.method);
        result.path = loggedPath(m_request);
        result.purpose = m_request.purpose;
        result.status = m_status;
        result.elapsedMs = m_clock.elapsed();
        result.bytesSent = m_request.body.size();
        result.bytesReceived = m_received;
        result.startedAt = QDateTime::currentDateTimeUtc().addMSecs(-m_clock.elapsed());
        return result;
    }

    void finish(const TransportOutcome &outcome)
    {
        m_reply->deleteLater();
        m_reply = nullptr;
        const RequestSummary what = summary();
        if (m_client != nullptr) {
            m_client->m_impl->ring.push_back(what);
            if (m_client->m_impl->ring.size() > ApiClient::kRingSize) {
                m_client->m_impl->ring.pop_front();
            }
            const QPointer<StreamOfClient> alive(this);
            emit m_client->requestFinished(what);
            if (!alive) {
                return;
            }
        }
        if (m_isStream && outcome.failure == TransportFailure::None) {
            emit ended(false, {});
        } else if (outcome.failure != TransportFailure::None) {
            if (m_client != nullptr && !m_isStream) {
                const QPointer<StreamOfClient> alive(this);
                emit m_client->serverReached(false);
                if (!alive) {
                    return;
                }
            }
            emit ended(true, ApiError::fromFailure(outcome.failure, outcome.detail, what));
        } else if (m_status >= 400) {
            emit ended(true, ApiError::fromReply(m_status, m_errorBody, what));
        } else {
            emit ended(true,
                       ApiError::fromFailure(TransportFailure::Malformed,
                                             QStringLiteral("The answer is no event stream."),
                                             what));
        }
    }

    QPointer<ApiClient> m_client;
    ApiRequest m_request;
    TransportReply *m_reply = nullptr; // child
    SseParser m_parser;
    QByteArray m_errorBody;
    QElapsedTimer m_clock;
    qint64 m_received = 0;
    int m_status = 0;
    bool m_isStream = false;
};

// ---------------------------------------------------------------------------------------------------------------------

QUrl ApiRequest::url(const QUrl &base) const
{
    QUrl url = base;
    QString prefix = base.path(QUrl::FullyEncoded);
    while (prefix.endsWith(u'/')) {
        prefix.chop(1);
    }
    url.setPath(prefix + path, QUrl::StrictMode); // segments come encoded
    if (!query.isEmpty()) {
        QByteArray encoded;
        for (const auto &[name, value] : query) {
            encoded += (encoded.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '='
                + QUrl::toPercentEncoding(value);
        }
        url.setQuery(QString::fromLatin1(encoded), QUrl::StrictMode);
    }
    return url;
}

ApiRequest ApiRequest::get(const QString &path, const QString &purpose)
{
    ApiRequest request;
    request.path = path;
    request.purpose = purpose;
    return request;
}

ApiRequest ApiRequest::withJson(const QByteArray &method,
                                const QString &path,
                                const Json &json,
                                const QString &purpose)
{
    ApiRequest request;
    request.method = method;
    request.path = path;
    request.body = toBytes(json.dump());
    request.purpose = purpose;
    return request;
}

QByteArray ApiReply::header(const QByteArray &name) const { return headerIn(headers, name); }

QString pathSegment(QStringView text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text.toString()));
}

ApiClient::ApiClient(const QUrl &baseUrl, std::unique_ptr<Transport> transport, QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>())
{
    m_impl->baseUrl = baseUrl;
    m_impl->transport = std::move(transport);
}

ApiClient::~ApiClient()
{
    // Calls are children and hold replies of the transport: they go before it.
    const auto calls = std::exchange(m_impl->calls, {});
    for (Call *call : calls) {
        delete call;
    }
}

QUrl ApiClient::baseUrl() const { return m_impl->baseUrl; }

void ApiClient::setBaseUrl(const QUrl &baseUrl) { m_impl->baseUrl = baseUrl; }

Transport &ApiClient::transport() { return *m_impl->transport; }

void ApiClient::setToken(const QString &token)
{
    m_impl->token = token;
    emit tokenChanged();
    if (!token.isEmpty()) {
        const auto parked = std::exchange(m_impl->parked, {});
        for (Call *call : parked) {
            call->attempts = 0;
            call->attempt();
        }
    }
}

QString ApiClient::token() const { return m_impl->token; }

bool ApiClient::hasToken() const { return !m_impl->token.isEmpty(); }

QFuture<Result<ApiReply>> ApiClient::send(ApiRequest request)
{
    const Pending<ApiReply> pending;
    start(std::move(request),
          [pending](Result<ApiReply> reply) { pending.settle(std::move(reply)); });
    return pending.future();
}

QFuture<Result<void>> ApiClient::requestNothing(ApiRequest request)
{
    return this->request<void>(std::move(request), [](ApiReply &&) { return Result<void>(); });
}

ApiStream *ApiClient::openStream(ApiRequest request, QObject *parent)
{
    return new StreamOfClient(*this, std::move(request), parent);
}

void ApiClient::start(ApiRequest request, Done done)
{
    if (!request.cancelKey.isEmpty()) {
        cancel(request.cancelKey);
    }
    auto *call = new Call(*this, std::move(request), std::move(done));
    m_impl->calls.push_back(call);
    call->attempt();
}

void ApiClient::cancel(const QString &cancelKey)
{
    const auto calls = m_impl->calls;
    for (Call *call : calls) {
        if (!cancelKey.isEmpty() && call->request.cancelKey == cancelKey) {
            call->drop();
        }
    }
}

void ApiClient::cancelAll()
{
    const auto calls = m_impl->calls;
    for (Call *call : calls) {
        call->drop();
    }
}

int ApiClient::inFlight() const { return static_cast<int>(m_impl->calls.size()); }

QList<RequestSummary> ApiClient::recentRequests() const
{
    return {m_impl->ring.begin(), m_impl->ring.end()};
}

int ApiClient::medianLatencyMs() const
{
    if (m_impl->latencies.empty()) {
        return -1;
    }
    std::vector<int> sorted(m_impl->latencies.begin(), m_impl->latencies.end());
    std::nth_element(sorted.begin(),
                     sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                     sorted.end());
    return sorted[sorted.size() / 2];
}

void ApiClient::setParksUnauthenticatedReads(bool parks) { m_impl->parksReads = parks; }

void ApiClient::setRetryDelays(const QList<std::chrono::milliseconds> &delays)
{
    m_impl->retryDelays = delays;
}

void ApiClient::setDefaultRateLimitDelay(std::chrono::milliseconds delay)
{
    m_impl->rateLimitDelay = delay;
}

} // namespace socle::studio
