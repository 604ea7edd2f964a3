// See Session.h. The life of a connection; with SessionRead.cpp and SessionWrite.cpp the only
// coroutines of the backend.
//
// g++ 12 habits (style.md 7): every operand is named before it is awaited, and no lambda is a
// coroutine.
#include "backend/http/Session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

namespace socle::http {

namespace {

constexpr std::size_t kMaxBatchedOutput
    = 65536; // answers to pipelined requests gathered before a send

bool hasNoBody(int status) { return status == 204 || status == 304 || status < 200; }

} // namespace

// -- LiveExchange

void LiveExchange::respond(Response response)
{
    if (m_isAnswered.exchange(true)) {
        return;
    }
    m_response = std::move(response);
    publish();
}

std::shared_ptr<QueuedStream> LiveExchange::makeStream() const
{
    return std::make_shared<QueuedStream>([weak = m_session, thread = m_thread] {
        if (auto alive = weak.lock()) {
            thread->markReady(std::move(alive));
        }
    });
}

std::shared_ptr<StreamWriter> LiveExchange::startStream(Response head)
{
    auto stream = makeStream();
    if (m_isAnswered.exchange(true)) {
        stream->finish();
        return stream;
    }
    m_response = std::move(head);
    m_stream = stream;
    publish();
    return stream;
}

void LiveExchange::acceptSocket(Response head, Opened opened)
{
    if (m_isAnswered.exchange(true)) {
        return;
    }
    head.status = 101;
    head.headers.set("Upgrade", "websocket");
    head.headers.set("Connection", "Upgrade");
    head.headers.set("Sec-WebSocket-Accept",
                     acceptKey(m_request.headers.value("Sec-WebSocket-Key")));
    m_response = std::move(head);
    m_stream = makeStream();
    m_link = std::make_shared<SocketLink>(m_stream, Steady::now());
    const auto link = m_link;
    link->setListener(opened(link));
    if (m_session.expired()) {
        link->ended();
    }
    publish();
}

void LiveExchange::publish()
{
    auto session = m_session.lock(); // publishing lets the session go on, and let go of us
    const bool isInside
        = session && m_thread->isCurrent() && session->state() == Session::State::Handling;
    m_isReady.store(true, std::memory_order_release);
    if (session && !isInside) {
        m_thread->markReady(std::move(session));
    }
}

void LiveExchange::post(UniqueFunction<void()> work)
{
    asio::post(m_thread->context, [work = std::move(work)]() mutable { work(); });
}

void LiveExchange::postAfter(std::chrono::milliseconds pause, UniqueFunction<void()> work)
{
    asio::post(m_thread->context, [thread = m_thread, pause, work = std::move(work)]() mutable {
        auto timer = std::make_shared<decltype(thread->tick)>(thread->context, pause);
        timer->async_wait(
            [timer, work = std::move(work)](const boost::system::error_code &fault) mutable {
                if (!fault) {
                    work();
                }
            });
    });
}

// -- Session: life

Session::Session(std::shared_ptr<IoThread> thread, Socket socket, std::string remoteAddress)
    : m_thread(std::move(thread))
    , m_socket(std::move(socket))
    , m_remoteAddress(std::move(remoteAddress))
{
    index = m_thread->sessions.size();
    m_thread->sessions.push_back(this);
    m_thread->server.connections.fetch_add(1);
}

Session::~Session()
{
    if (m_thread->server.connections.fetch_sub(1) == 1) {
        const std::lock_guard lock(m_thread->server.endMutex);
        m_thread->server.ended.notify_all();
    }
}

Task Session::run()
{
    const auto self = shared_from_this();
    auto work = serve();
    co_await std::move(work);
    endBody(false);
    if (m_lingers && !m_isReadClosed) {
        auto lingering = linger();
        co_await std::move(lingering);
    }
    close();
}

void Session::close()
{
    if (m_state == State::Closed) {
        return;
    }
    m_state = State::Closed;
    stopListening();
    m_tls.reset(); // says goodbye while the socket is there
    boost::system::error_code ignored;
    m_socket.close(ignored);
    if (m_exchange) {
        m_exchange->m_isGone.store(true);
        if (m_exchange->isReady() && m_exchange->m_stream) {
            m_exchange->m_stream->finish();
        }
        if (m_exchange->isReady() && m_exchange->m_link) {
            m_exchange->m_link->ended();
        }
        m_exchange.reset();
    }
    auto &sessions = m_thread->sessions;
    sessions[index] = sessions.back();
    sessions[index]->index = index;
    sessions.pop_back();
}

Task Session::serve()
{
    setDeadline(m_thread->server.limits.headTimeout);
    if (m_thread->server.tls) {
        bool isSecure = false;
        auto shaking = shakeHands(isSecure);
        co_await std::move(shaking);
        if (!isSecure) {
            co_return;
        }
    }
    while (!m_closesAfter) {
        bool ok = false;
        auto reading = readHead(ok);
        co_await std::move(reading);
        if (!ok) {
            break;
        }

        beginExchange();
        bool isHandled = false;
        if (m_info.isChunked || m_bodyLeft > 0) {
            m_state = State::Body;
            BodyPlan plan = m_thread->server.handler.plan(m_exchange->m_request);
            isHandled = plan.sink != nullptr;
            if (isHandled) {
                auto feeding = feedBody(std::move(plan), ok);
                co_await std::move(feeding);
            } else {
                auto collecting = collectBody(plan.limit, ok);
                co_await std::move(collecting);
            }
            if (!ok) {
                break;
            }
        }
        if (!isHandled) {
            clearDeadline();
            m_state = State::Handling;
            m_thread->server.handler.handle(m_exchange);
        }
        if (!m_exchange->isReady()) {
            auto waiting = awaitAnswer();
            co_await std::move(waiting);
            if (!m_exchange->isReady()) {
                break; // cut
            }
        }
        auto answering = answer(ok);
        co_await std::move(answering);
        if (!ok) {
            break;
        }

        m_state = State::Reading;
        setDeadline(m_thread->server.limits.idleTimeout);
        if (m_in.empty() || m_closesAfter || m_out.size() > kMaxBatchedOutput || !m_body.empty()) {
            if (const Sent sent = trySend(); sent == Sent::Failed) {
                m_lingers = false;
                break;
            } else if (sent == Sent::WouldBlock) {
                auto flushing = flush(ok);
                co_await std::move(flushing);
                if (!ok) {
                    m_lingers = false;
                    break;
                }
                setDeadline(m_thread->server.limits.idleTimeout);
            }
        }
    }
    if (!outputIsEmpty()) {
        bool ok = false;
        auto flushing = flush(ok);
        co_await std::move(flushing);
    }
}

// The answer, its parts in the order they go out. Ok: the connection may go on.
Task Session::answer(bool &ok)
{
    m_state = State::Writing;
    ok = true;
    Response response = std::move(m_exchange->m_response);
    const bool isSocket = m_exchange->m_link != nullptr;
    const bool wantsBody
        = isSocket || (m_exchange->m_request.method != Method::Head && !hasNoBody(response.status));
    if (m_exchange->m_stream) {
        queueAnswer(std::move(response),
                    !wantsBody || isSocket ? Framing::None
                        : m_info.isHttp10  ? Framing::UntilClose
                                           : Framing::Chunked,
                    0);
        if (wantsBody) {
            auto streaming = sendStream(ok);
            co_await std::move(streaming);
        } else {
            m_exchange->m_stream->finish();
        }
    } else if (response.file) {
        auto file = std::move(response.file);
        response.file.reset();
        queueAnswer(std::move(response), Framing::Length, file->length());
        if (wantsBody) {
            auto sending = sendFile(*file, ok);
            co_await std::move(sending);
        }
    } else {
        const auto length = response.body.size();
        if (!wantsBody) {
            response.body.clear();
        }
        queueAnswer(std::move(response),
                    hasNoBody(response.status) ? Framing::None : Framing::Length,
                    length);
    }
}

void Session::beginExchange()
{
    LiveExchange &exchange = *m_exchange;
    exchange.m_response = Response{};
    exchange.m_stream.reset();
    exchange.m_link.reset();
    exchange.m_isAnswered.store(false);
    exchange.m_isReady.store(false);
    exchange.m_isGone.store(false);
    Request &request = exchange.m_request;
    request.body.drop();
    request.body.setState(Body::State::Complete);
    request.params.clear();
    request.sink.reset();
    request.remoteAddress = m_remoteAddress;
    request.isSecure = m_tls != nullptr;
    request.start = Steady::now();
    m_bodyLeft = m_info.contentLength;
    m_bodyTaken = 0;
    m_chunks = ChunkDecoder{};
    m_closesAfter = !m_info.keepAlive;
}

// -- Waiting

Task Session::awaitAnswer()
{
    if (!outputIsEmpty()) {
        trySend(); // answers to earlier pipelined requests; what does not fit waits
    }
    m_state = State::Waiting;
    clearDeadline();
    while (!m_exchange->isReady() && !m_isTimedOut) {
        auto waiting = untilWoken();
        co_await std::move(waiting);
    }
}

Task Session::untilWoken()
{
    auto waiting = asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(
        [this](auto handler) {
            m_resume = [handler = std::move(handler)]() mutable { std::move(handler)(); };
        },
        kAwait);
    co_await std::move(waiting);
}

void Session::wake()
{
    if (m_state == State::Streaming && m_exchange->m_stream
        && m_exchange->m_stream->over() == QueuedStream::Over::Cut) {
        cancelWaits(); // it may be waiting for a client that does not read
    }
    if (m_resume) {
        auto resume = std::move(m_resume);
        m_resume = nullptr;
        resume();
    }
}

// -- Deadlines and ends

void Session::setDeadline(Steady::duration limit) { m_deadline = Steady::now() + limit; }

void Session::cancelWaits()
{
    boost::system::error_code ignored;
    m_socket.cancel(ignored);
}

// While a handler works nobody reads: a look now and then tells it that its client has left.
void Session::watchPeer()
{
    if (m_state == State::Waiting && !m_exchange->isGone()) {
        char byte = 0;
        if (::recv(m_socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0) {
            m_exchange->m_isGone.store(true);
        }
    }
}

void Session::checkDeadline(Steady::time_point now)
{
    watchPeer();
    const bool isDead = m_state == State::Streaming && m_exchange->m_link
        && !m_exchange->m_link->tick(now, m_thread->server.limits);
    if (now < m_deadline && !isDead) {
        return;
    }
    clearDeadline();
    m_isTimedOut = true;
    cancelWaits();
}

void Session::stopGently()
{
    if (m_state == State::Streaming && m_exchange->m_stream) {
        if (m_exchange->m_link) {
            m_exchange->m_link->close(kCloseGoingAway, {});
        }
        if (!m_exchange->m_stream->isFinite()) {
            m_exchange->m_stream->close();
        }
    } else if (m_state == State::Reading) {
        m_closesAfter = true;
        cancelWaits();
    }
}

void Session::cut()
{
    m_isTimedOut = true;
    m_isReadClosed = true;
    m_closesAfter = true;
    m_lingers = false;
    boost::system::error_code ignored;
    cancelWaits();
    m_socket.shutdown(Socket::shutdown_both, ignored);
    wake();
}

} // namespace socle::http
