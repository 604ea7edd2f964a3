// The inside of ApiClient, for its own source files: what it holds, and one request with all its
// attempts. Private to studio/api.
#pragma once

#include "studio/api/ApiClient.h"

#include <QElapsedTimer>
#include <QTimer>

#include <deque>
#include <vector>

namespace socle::studio {

/// Path and query for the panel; file tokens are secrets too.
QString loggedPath(const ApiRequest &request);
/// First header of that name, regardless of case.
QByteArray headerIn(const HeaderList &headers, const QByteArray &name);
/// The head every request to the server of `client` has: address, Accept and, when wanted, the
/// token.
TransportRequest outgoing(const ApiClient &client, const ApiRequest &request, const char *accept);

struct ApiClient::Impl
{
    QUrl baseUrl;
    std::unique_ptr<Transport> transport;
    QString token;
    QString account; // who the token belongs to, for error texts
    std::vector<Call *> calls; // children of the client
    std::vector<Call *> parked; // subset of calls that waits for a token
    std::deque<RequestSummary> ring;
    std::deque<int> latencies; // ms, the last 10
    QList<std::chrono::milliseconds> retryDelays{std::chrono::milliseconds(200),
                                                 std::chrono::milliseconds(800)};
    std::chrono::milliseconds rateLimitDelay{2000};
    qint64 batchLimit = 0; // bytes of a batch body, 0 unknown
    bool parksReads = false;
    bool isSignedOut = false; // reads wait for the next token

    void record(const RequestSummary &what)
    {
        ring.push_back(what);
        if (ring.size() > kRingSize) {
            ring.pop_front();
        }
    }
};

/// One request with all its attempts. Leaves the client's list when it ends, one way or another.
struct ApiClient::Call : QObject
{
    Call(ApiClient &owner, ApiRequest what, Done whenDone);

    void attempt();
    /// Dropping `done` cancels the future: nobody is called.
    void drop();

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
    QString tokenSent; // with the last attempt
    bool isTimedOut = false;
    bool isRepeated = false; // once, with a newer token

private:
    bool waitsForToken() const;

    bool isRead() const { return request.method == "GET"; }

    void restartDeadline();
    void attemptEnded(const TransportOutcome &outcome);
    ApiError refusal() const;
    int retryAfterMs() const;
    void waitAndRetry(std::chrono::milliseconds delay);
    RequestSummary summary() const;
    /// Big bodies: parse, decode and settle on a pool thread; the future carries it back.
    void parseOnPool();
    void settle(Result<ApiReply> result);
    void leave(const RequestSummary &what);
};

} // namespace socle::studio
