// One request of the client: its attempts, its deadline, what it waits for, how it ends
// (studio.md 2.3).
#include "studio/api/ApiClientParts.h"
#include "studio/api/Text.h"

#include <QFileInfo>
#include <QRandomGenerator>
#include <QThreadPool>

#include <algorithm>

namespace socle::studio {

using namespace std::chrono_literals;

namespace {

constexpr int kMaxRateLimitWaits = 5;

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

/// The server itself refuses in its envelope; a proxy before it that cannot reach it does not.
bool hasEnvelope(const ApiReply &reply)
{
    const auto parsed = parseJson(viewOf(reply.body), Trailing::Ignore);
    return parsed && parsed->isObject() && parsed->find("message") != nullptr;
}

qint64 sizeOf(const FilePart &part)
{
    return part.path.isEmpty() ? part.bytes.size() : QFileInfo(part.path).size();
}

} // namespace

ApiClient::Call::Call(ApiClient &owner, ApiRequest what, Done whenDone)
    : QObject(&owner)
    , client(owner)
    , request(std::move(what))
    , done(std::move(whenDone))
{
    timer.setSingleShot(true);
    clock.start();
    startedAt = QDateTime::currentDateTimeUtc();
}

bool ApiClient::Call::waitsForToken() const
{
    return client.m_impl->isSignedOut && isRead() && request.sendsToken
        && request.lane != Lane::Stream && request.path != QStringLiteral("/api/health");
}

void ApiClient::Call::attempt()
{
    if (waitsForToken()) {
        client.m_impl->parked.push_back(this);
        return;
    }
    ++attempts;
    answer = {};
    isTimedOut = false;
    tokenSent = request.sendsToken ? client.m_impl->token : QString();
    const TransportRequest out = outgoing(client, request, "application/json");
    sent += out.body.size();
    for (const FilePart &part : request.files) {
        sent += sizeOf(part);
    }

    reply = client.m_impl->transport->send(out, this);
    connect(
        reply, &TransportReply::headReceived, this, [this](int status, const HeaderList &headers) {
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

void ApiClient::Call::restartDeadline()
{
    if (const auto deadline = deadlineOf(request); deadline > 0ms) {
        timer.start(deadline);
    }
}

void ApiClient::Call::attemptEnded(const TransportOutcome &outcome)
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
    const bool isGateway = isRetriedStatus(answer.status) && !hasEnvelope(answer);
    if (isGateway && !mayRetry) {
        emit client.gatewayAnswered(answer.status);
        emit client.serverReached(false);
    } else if (!isGateway) {
        emit client.serverReached(true);
    }
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
    if (answer.status == 401 && !tokenSent.isEmpty() && !impl.token.isEmpty()) {
        if (isRead() && tokenSent != impl.token && !isRepeated) {
            isRepeated = true; // it went out with the token before this one
            attempt();
            return;
        }
        if (isRead() && impl.parksReads) {
            impl.parked.push_back(this);
            emit client.unauthenticated();
            return;
        }
        emit client.unauthenticated();
    }
    if (answer.status == 403 && !tokenSent.isEmpty()) {
        emit client.refused();
    }
    if (answer.status >= 400) {
        settle(toError(refusal()));
        return;
    }
    if (answer.body.size() > kParseOnPoolAbove) {
        parseOnPool();
        return;
    }
    parseInto(answer);
    settle(std::move(answer));
}

/// What the server's refusal means, with what only the request knows: who asked, which file was
/// sent, how long to wait.
ApiError ApiClient::Call::refusal() const
{
    ApiError error = ApiError::fromReply(answer.status, answer.body, summary());
    error.account = tokenSent.isEmpty() ? QString() : client.m_impl->account;
    if (answer.status == 429 || answer.status == 503) {
        error.retryAfterMs = headerIn(answer.headers, "Retry-After").isEmpty() ? 0 : retryAfterMs();
    }
    if (answer.status == 413) {
        for (const FilePart &part : request.files) {
            if (const qint64 size = sizeOf(part); size > error.fileBytes) {
                error.fileBytes = size;
                error.fileName = part.fileName;
            }
        }
        if (request.path == QStringLiteral("/api/batch")) {
            error.limitBytes = client.m_impl->batchLimit;
        }
    }
    return error;
}

int ApiClient::Call::retryAfterMs() const
{
    bool isNumber = false;
    const int seconds = headerIn(answer.headers, "Retry-After").toInt(&isNumber);
    return isNumber && seconds > 0 ? std::min(seconds, 3600) * 1000
                                   : static_cast<int>(client.m_impl->rateLimitDelay.count());
}

void ApiClient::Call::waitAndRetry(std::chrono::milliseconds delay)
{
    const int base = static_cast<int>(delay.count());
    const int jitter = base >= 4 ? QRandomGenerator::global()->bounded(base / 4) : 0;
    timer.disconnect();
    connect(&timer, &QTimer::timeout, this, &Call::attempt);
    timer.start(base + jitter);
}

RequestSummary ApiClient::Call::summary() const
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

void ApiClient::Call::parseOnPool()
{
    const RequestSummary what = summary();
    QThreadPool::globalInstance()->start(
        [reply_ = std::move(answer), whenDone = std::move(done)]() mutable {
            parseInto(reply_);
            whenDone(std::move(reply_));
        });
    leave(what);
}

void ApiClient::Call::settle(Result<ApiReply> result)
{
    const RequestSummary what = summary();
    const Done whenDone = std::move(done);
    leave(what);
    whenDone(std::move(result));
}

void ApiClient::Call::leave(const RequestSummary &what)
{
    Impl &impl = *client.m_impl;
    std::erase(impl.calls, this);
    std::erase(impl.parked, this);
    deleteLater();
    impl.record(what);
    if (what.status > 0 && request.lane == Lane::Interactive && what.attempts == 1) {
        impl.latencies.push_back(static_cast<int>(what.elapsedMs));
        if (impl.latencies.size() > 10) {
            impl.latencies.pop_front();
        }
    }
    emit client.requestFinished(what);
}

void ApiClient::Call::drop()
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

} // namespace socle::studio
