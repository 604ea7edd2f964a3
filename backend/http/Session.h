// One connection and the I/O thread it lives on. Private to http/: only Server.cpp and the
// Session….cpp files may include this.
//
//   Reading --head complete--> Body --complete--> Handling --no answer yet--> Waiting
//      ^          |                                  |  answer                   | wake(): answer
//      |          | plan with a sink                 v                           v
//      |          +-> Handling, Feeding --answer--> Writing <--------------------+
//      |                                             |  startStream, acceptSocket
//      +------- keep-alive ------------------------- +--> Streaming --over--> Writing (last chunk)
//
// The coroutine in run() moves the state; wake(), the tick and stop only resume it or cancel what
// it waits for. While it streams (or waits for the answer to a body that still flows), a chain of
// callbacks reads beside it: listen() -> arrived() -> takeIn(). Everything happens on the session's
// own I/O thread, except what LiveExchange, QueuedStream and SocketLink say of themselves.
//
// Session.cpp: the loop, waiting, ends. SessionRead.cpp: heads, bodies, what arrives beside an
// answer. SessionWrite.cpp: answers, files, streams.
#pragma once

#include "backend/http/Server.h"
#include "backend/http/SocketLink.h"
#include "backend/http/Stream.h"
#include "backend/http/Tls.h"
#include "backend/http/Wire.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>

namespace socle::http {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Task = asio::awaitable<void, Executor>;
using Steady = std::chrono::steady_clock;
inline constexpr asio::use_awaitable_t<Executor> kAwait{};

class Session;

/// What all I/O threads of a server share.
struct ServerState
{
    Handler &handler;
    ServerLimits limits;
    std::shared_ptr<TlsContext> tls = {}; // null: plain HTTP; set before the first session
    std::atomic<std::size_t> connections = 0;
    std::mutex endMutex = {}; // guards nothing but the wait for `connections` to become 0
    std::condition_variable ended = {};
};

/// An I/O thread: its context, its sessions, its clock. Shared by its sessions and the server, so
/// that an answer that comes after the server's end still finds a queue to be dropped into.
class IoThread : public std::enable_shared_from_this<IoThread>
{
public:
    explicit IoThread(ServerState &state)
        : server(state)
        , tick(context)
    {
    }

    void run();
    bool isCurrent() const;
    /// Has wake() called on `session` soon, on this thread. Any thread.
    void markReady(std::shared_ptr<Session> session);
    std::string_view date();
    void startTick();
    /// Asks every session to end: idle ones at once, running ones after their answer.
    void stopSessions();
    void cutSessions();

    ServerState &server;
    asio::io_context context{1};
    asio::basic_waitable_timer<Steady, asio::wait_traits<Steady>, Executor> tick;
    std::vector<Session *> sessions; // each knows its index
    std::vector<char> scratch = std::vector<char>(65536); // what recv() fills
    bool isStopping = false;

private:
    void drainReady();
    void checkDeadlines();

    std::mutex m_readyMutex; // guards m_ready; nothing is called while it is held
    std::vector<std::shared_ptr<Session>> m_ready;
    std::string m_date;
    std::int64_t m_dateSecond = 0;
};

/// The exchange of a session's current request. The session reuses it when nobody else holds it any
/// more.
class LiveExchange final : public Exchange
{
public:
    LiveExchange(std::shared_ptr<IoThread> thread, std::weak_ptr<Session> session)
        : m_thread(std::move(thread))
        , m_session(std::move(session))
    {
    }

    Request &request() override { return m_request; }

    void respond(Response response) override;
    std::shared_ptr<StreamWriter> startStream(Response head) override;
    void acceptSocket(Response head, Opened opened) override;

    bool isGone() const override { return m_isGone.load(std::memory_order_relaxed); }

    void post(UniqueFunction<void()> work) override;
    void postAfter(std::chrono::milliseconds pause, UniqueFunction<void()> work) override;

private:
    friend class Session;

    bool isReady() const { return m_isReady.load(std::memory_order_acquire); }

    void publish();
    std::shared_ptr<QueuedStream> makeStream() const;

    Request m_request;
    const std::shared_ptr<IoThread> m_thread;
    const std::weak_ptr<Session> m_session; // an exchange never changes its session
    Response m_response; // written by whoever answers, read by the session after isReady()
    std::shared_ptr<QueuedStream> m_stream;
    std::shared_ptr<SocketLink> m_link; // of a WebSocket, over m_stream
    std::atomic<bool> m_isAnswered = false;
    std::atomic<bool> m_isReady = false;
    std::atomic<bool> m_isGone = false;
};

class Session : public std::enable_shared_from_this<Session>
{
public:
    enum class State { Reading, Body, Handling, Feeding, Waiting, Writing, Streaming, Closed };

    Session(std::shared_ptr<IoThread> thread, Socket socket, std::string remoteAddress);
    ~Session();

    /// The whole life of the connection.
    Task run();

    State state() const { return m_state; }

    void wake();
    /// The tick: closes what has waited too long, notices clients that left while their request
    /// ran.
    void checkDeadline(Steady::time_point now);
    void stopGently();
    void cut();

    std::size_t index = 0; // in IoThread::sessions

private:
    enum class Sent { All, WouldBlock, Failed };

    Task serve();
    Task answer(bool &ok);
    Task awaitAnswer();
    Task untilWoken();
    void beginExchange();
    void watchPeer();
    void setDeadline(Steady::duration limit);

    void clearDeadline() { m_deadline = Steady::time_point::max(); }

    void cancelWaits();
    void close();

    // SessionRead.cpp
    Task shakeHands(bool &ok);
    /// Until there is something to receive(); `fault` when the wait was cancelled.
    Task waitReadable(boost::system::error_code &fault);
    Task readHead(bool &ok);
    Task collectBody(std::uint64_t limit, bool &ok);
    Task feedBody(BodyPlan plan, bool &ok);
    Task linger();
    bool findHeadEnd(std::size_t &end);
    /// Reads what is there into the scratch buffer. Empty: nothing there, the peer has closed, or a
    /// fault (m_isReadClosed).
    std::string_view receive();
    bool takeBody(std::string_view &bytes, bool &done, BodySink *sink);
    /// Reads beside the coroutine until takeIn() wants no more.
    void listen();

    void stopListening() { ++m_watch; }

    void arrived(const boost::system::error_code &fault);
    bool takeIn(std::string_view bytes);
    /// The sink gets to know that nothing more comes. Idempotent.
    void endBody(bool isComplete);
    void resumeBody();

    // SessionWrite.cpp
    Task sendStream(bool &ok);
    Task sendFile(FileBody &file, bool &ok);
    Task copyFile(FileBody &file, bool &ok);
    Task flush(bool &ok);
    /// Sends what is queued, if anything, before the session waits for input for at most `limit`.
    Task flushBeforeWait(Steady::duration limit, bool &ok);
    Task waitWritable(bool &ok);
    void queueAnswer(Response response, Framing framing, std::uint64_t length);
    void queueMalformed(int status);
    Sent trySend();
    Sent trySendTls();

    bool outputIsEmpty() const { return m_outAt == m_out.size() && m_bodyAt == m_body.size(); }

    const std::shared_ptr<IoThread> m_thread;
    Socket m_socket;
    std::unique_ptr<TlsChannel> m_tls; // null: plain HTTP
    const std::string m_remoteAddress;
    State m_state = State::Reading;
    Steady::time_point m_deadline = Steady::time_point::max();
    bool m_isReadClosed = false;
    bool m_isTimedOut = false;
    bool m_closesAfter = false; // no further request on this connection
    bool m_lingers
        = false; // unread input is drained before closing, so that the answer is not lost

    std::string m_in; // received, not yet understood
    std::size_t m_scanned = 0; // of m_in, without finding the end of a head
    std::string m_out; // heads and small bodies, not yet sent
    std::size_t m_outAt = 0;
    std::string m_body; // a large body, sent after m_out
    std::size_t m_bodyAt = 0;

    HeadInfo m_info;
    std::uint64_t m_bodyLeft = 0; // of a body with a length
    std::uint64_t m_bodyTaken = 0;
    std::uint64_t m_bodyLimit = 0;
    ChunkDecoder m_chunks;
    std::shared_ptr<BodySink> m_sink; // while a body flows into it
    bool m_sinkPaused = false;
    std::shared_ptr<LiveExchange> m_exchange;
    UniqueFunction<void()> m_resume; // set while the coroutine is in untilWoken()
    unsigned m_watch = 0; // generation of listen(): a late callback sees that it is not meant
};

// Shared by the Session….cpp files.
inline constexpr std::size_t kInlineBody = 16384; // larger bodies are not copied behind their head

} // namespace socle::http
