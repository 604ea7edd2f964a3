// The HTTP/1.1 server: one io_context per I/O thread, each with its own SO_REUSEPORT acceptor;
// sessions never change threads. Everything above sees requests, exchanges and streams; Asio and
// Beast stay in this folder's .cpp files.
//
// A Handler is asked twice: plan() when the head is known and a body follows, handle() when the
// request is complete (for a plan with a sink: at once, while the body flows). Both run on the
// connection's I/O thread and must not wait.
#pragma once

#include "backend/http/Request.h"
#include "backend/http/Response.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"
#include "shared/protocol/Limits.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace socle::http {

inline constexpr std::size_t kDefaultStreamBound = 1048576;
inline constexpr std::size_t kMaxSocketMessage = 1048576; // one incoming WebSocket message

/// The writing end of a response without a known length (SSE, exports, AI answers). All functions
/// from any thread.
///
/// Shared between the session, which drains it, and whoever writes (a broker, a worker); either
/// side may go first.
class StreamWriter
{
public:
    virtual ~StreamWriter() = default;
    /// Queues bytes. False when the stream is closed. When more than the bound would wait, the
    /// client is too slow: the connection is cut and false comes back.
    virtual bool write(std::string bytes) = 0;
    virtual std::size_t pendingBytes() const = 0;
    /// Ends the body in order, after what is queued.
    virtual void close() = 0;
    /// Cuts the connection: the client shall see that the body is not whole.
    virtual void abort() = 0;
    virtual bool isClosed() const = 0;
    virtual void setBound(std::size_t bytes) = 0;
    /// The stream has an end of its own: a stopping server waits for it instead of closing it.
    virtual void setFinite() = 0;
    /// Waits until at most `bytes` are pending, for writers that make more than a slow reader
    /// takes. False when the stream is over or `limit` has passed. Never on an I/O thread.
    virtual bool awaitRoom(std::size_t bytes, std::chrono::milliseconds limit) = 0;
    /// Called once when the stream is over, whoever ended it, on the I/O thread (at once when it is
    /// over already).
    virtual void onClosed(UniqueFunction<void()> callback) = 0;
};

/// The writing end of a WebSocket. All functions from any thread.
///
/// Shared between the session and whoever writes, like StreamWriter; its bound (1 MiB) holds too.
class SocketWriter
{
public:
    virtual ~SocketWriter() = default;
    /// Queues one text message (UTF-8). False when the socket is over, or was cut because its
    /// reader is too slow.
    virtual bool send(std::string_view text) = 0;
    /// Says goodbye after what is queued; `code` as in RFC 6455 7.4.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    virtual bool isClosed() const = 0;
};

/// What arrives on a WebSocket. Calls come on the connection's I/O thread and must not wait.
class SocketListener
{
public:
    virtual ~SocketListener() = default;
    /// One complete text message, valid UTF-8.
    virtual void message(std::string_view text) = 0;
    /// The socket is over, whoever ended it; called once, nothing comes after it.
    virtual void closed() = 0;
};

/// One request and the right to answer it once. Shared: the session keeps it while the handler's
/// steps hold it.
class Exchange
{
public:
    virtual ~Exchange() = default;
    virtual Request &request() = 0;
    /// Sends the answer. Any thread; only the first respond() or startStream() counts.
    virtual void respond(Response response) = 0;
    /// Sends the head and leaves the body open. Any thread.
    virtual std::shared_ptr<StreamWriter> startStream(Response head) = 0;
    /// Becomes a WebSocket: sends `head` as the 101 answer with the handshake's fields, after
    /// `opened` has given the listener. The request passed socketRefusal(). Any thread.
    using Opened = UniqueFunction<std::shared_ptr<SocketListener>(std::shared_ptr<SocketWriter>)>;
    virtual void acceptSocket(Response head, Opened opened) = 0;
    /// True when the client has gone: the answer will reach nobody.
    virtual bool isGone() const = 0;
    /// Runs `work` on this connection's I/O thread, soon. Any thread.
    virtual void post(UniqueFunction<void()> work) = 0;
    /// The same, `pause` from now. Never, when the server ends before. Any thread.
    virtual void postAfter(std::chrono::milliseconds pause, UniqueFunction<void()> work) = 0;
};

/// 0 when `request` asks for a WebSocket the way RFC 6455 4.2.1 wants it, else the status to refuse
/// with: 400, or 426 for another version.
int socketRefusal(const Request &request);

class Handler
{
public:
    virtual ~Handler() = default;
    virtual BodyPlan plan(Request &head) = 0;
    virtual void handle(std::shared_ptr<Exchange> exchange) = 0;
    /// The head or the body was not HTTP, or too large: the answer before the connection closes
    /// (400, 408, 431, 501).
    virtual Response malformed(int status) = 0;
};

struct ServerLimits
{
    std::size_t headBytes = protocol::kMaxHeadBytes;
    std::size_t connections = protocol::kMaxConnections;
    std::chrono::milliseconds headTimeout = protocol::kHeadTimeout;
    std::chrono::milliseconds bodyTimeout = protocol::kBodyTimeout;
    std::chrono::milliseconds writeTimeout = protocol::kWriteTimeout;
    std::chrono::milliseconds idleTimeout = protocol::kIdleTimeout;
    std::chrono::milliseconds socketPing{30000}; // of a WebSocket: socle-api.md 9
    std::chrono::milliseconds socketDead{60000}; // without a sign of life
};

struct ServerOptions
{
    std::string host = "127.0.0.1"; // an address or a name; "" and "*" mean every address
    std::uint16_t port = 8090; // 0: the system chooses, see Server::port()
    unsigned threads = 0; // 0: one per core
    ServerLimits limits = {};
    std::string tlsCertificate = {}; // PEM files; both empty: plain HTTP
    std::string tlsKey = {};
};

class Server
{
public:
    /// Binds and starts the I/O threads. `handler` outlives the server.
    /// Error: Unavailable with one sentence for the terminal (port in use, unknown host, no
    /// permission).
    static Result<std::unique_ptr<Server>> start(const ServerOptions &options, Handler &handler);

    virtual ~Server() = default;
    virtual std::uint16_t port() const = 0;
    virtual std::size_t connectionCount() const = 0;
    /// Stops accepting, closes idle connections and streams, waits up to `grace` for running
    /// requests, then cuts them and joins the threads. Returns true when nothing had to be cut.
    /// Call once, not from an I/O thread.
    virtual bool stop(std::chrono::milliseconds grace) = 0;
};

} // namespace socle::http
