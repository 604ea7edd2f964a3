// See Session.h. What a connection takes in: heads, bodies that are collected, bodies and frames
// that are handed on beside an answer.
#include "backend/http/Session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace socle::http {

namespace {

constexpr std::size_t kKeptBuffer = 2048; // what an idle connection may keep
constexpr std::uint64_t kMaxDrained = 67108864; // of a refused body
constexpr std::uint64_t kReservedAtOnce = 65536; // of a body whose length is announced
constexpr std::chrono::seconds kLingerTime{5};
constexpr std::size_t kProgress = 65536; // bytes that renew the body's deadline
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

bool isTokenStart(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

} // namespace

Task Session::shakeHands(bool &ok)
{
    ok = false;
    m_tls = std::make_unique<TlsChannel>(*m_thread->server.tls, m_socket.native_handle());
    while (true) {
        const auto outcome = m_tls->accept();
        if (outcome == TlsChannel::Outcome::Done) {
            ok = true;
            co_return;
        }
        if (outcome == TlsChannel::Outcome::Closed) {
            m_isReadClosed = true;
            co_return;
        }
        const auto wanted
            = outcome == TlsChannel::Outcome::WantsRead ? Socket::wait_read : Socket::wait_write;
        auto waiting = m_socket.async_wait(wanted, asio::as_tuple(kAwait));
        const auto [fault] = co_await std::move(waiting);
        if (fault) {
            m_isReadClosed = true;
            co_return;
        }
    }
}

Task Session::waitReadable(boost::system::error_code &fault)
{
    fault = {};
    if (m_tls && m_tls->hasPending()) {
        co_return;
    }
    auto waiting = m_socket.async_wait(Socket::wait_read, asio::as_tuple(kAwait));
    const auto [cancelled] = co_await std::move(waiting);
    fault = cancelled;
}

bool Session::findHeadEnd(std::size_t &end)
{
    const std::size_t from = m_scanned > 3 ? m_scanned - 3 : 0;
    const auto at = m_in.find("\r\n\r\n", from);
    m_scanned = m_in.size();
    if (at == std::string::npos) {
        return false;
    }
    end = at + 4;
    return true;
}

// Waits for a complete head and parses it into a fresh exchange. Not ok: the connection ends, an
// answer may be queued.
Task Session::readHead(bool &ok)
{
    ok = false;
    bool isFirst = true;
    while (true) {
        // Empty lines before a request line are allowed (RFC 9112 2.2).
        const auto start = m_in.find_first_not_of("\r\n");
        if (start != 0) {
            m_in.erase(0, start);
            m_scanned = 0;
        }
        std::size_t end = 0;
        if (!m_in.empty() && !isTokenStart(m_in.front())) {
            queueMalformed(400);
            co_return;
        }
        const bool isComplete = !m_in.empty() && findHeadEnd(end);
        if ((isComplete ? end : m_in.size()) > m_thread->server.limits.headBytes) {
            queueMalformed(431);
            co_return;
        }
        if (isComplete) {
            if (!m_exchange || m_exchange.use_count() != 1) {
                m_exchange = std::make_shared<LiveExchange>(m_thread, weak_from_this());
            }
            std::atomic_thread_fence(std::memory_order_acquire);
            Request &request = m_exchange->m_request;
            request.headers.clear();
            const int refused = parseHead(std::string_view(m_in).substr(0, end), request, m_info);
            m_in.erase(0, end);
            m_scanned = 0;
            if (refused != 0) {
                queueMalformed(refused);
                co_return;
            }
            ok = true;
            co_return;
        }
        if (m_isReadClosed || (m_thread->isStopping && outputIsEmpty())) {
            co_return;
        }
        if (!outputIsEmpty()) {
            bool flushed = false;
            auto flushing = flushBeforeWait(m_thread->server.limits.idleTimeout, flushed);
            co_await std::move(flushing);
            if (!flushed) {
                co_return;
            }
            continue;
        }
        if (m_in.empty()) {
            if (m_in.capacity() > kKeptBuffer) {
                std::string().swap(m_in);
            }
            if (m_out.capacity() > kKeptBuffer) {
                std::string().swap(m_out);
            }
        } else if (isFirst) {
            isFirst = false; // the head's time runs from its first bytes and is not renewed
            setDeadline(m_thread->server.limits.headTimeout);
        }
        boost::system::error_code fault;
        auto waiting = waitReadable(fault);
        co_await std::move(waiting);
        if (fault && m_thread->isStopping && !m_isTimedOut) {
            m_in.append(receive()); // a request that is here already is still answered
            continue;
        }
        if (fault) {
            if (m_isTimedOut && !m_in.empty()) {
                queueMalformed(408);
            }
            co_return;
        }
        m_in.append(receive());
    }
}

std::string_view Session::receive()
{
    auto &scratch = m_thread->scratch;
    if (m_tls) {
        std::size_t count = 0;
        m_isReadClosed
            = m_tls->read(scratch.data(), scratch.size(), count) == TlsChannel::Outcome::Closed
            || m_isReadClosed;
        return {scratch.data(), count};
    }
    while (true) {
        const auto count
            = ::recv(m_socket.native_handle(), scratch.data(), scratch.size(), MSG_DONTWAIT);
        if (count > 0) {
            return {scratch.data(), static_cast<std::size_t>(count)};
        }
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) {
            m_isReadClosed = true;
        }
        return {};
    }
}

// Takes body bytes off the front of `bytes` into the request or the sink. False: malformed, too
// large (the body's state says so), not wanted, or the disk is full.
bool Session::takeBody(std::string_view &bytes, bool &done, BodySink *sink)
{
    Body &body = m_exchange->m_request.body;
    const auto keep = [&](std::string_view piece) {
        m_bodyTaken += piece.size();
        if (m_bodyTaken > m_bodyLimit) {
            body.drop();
            body.setState(Body::State::TooLarge);
            return false;
        }
        if (sink == nullptr) {
            if (body.append(piece)) {
                return true;
            }
            body.drop();
            body.setState(Body::State::NoRoom);
            return false;
        }
        const auto flow = sink->receive(piece);
        m_sinkPaused = flow == BodySink::Flow::Pause;
        return flow != BodySink::Flow::Refuse;
    };
    if (m_info.isChunked) {
        const auto outcome = m_chunks.decode(bytes, keep);
        done = outcome == ChunkDecoder::Outcome::Done;
        return outcome != ChunkDecoder::Outcome::Malformed;
    }
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(m_bodyLeft, bytes.size()));
    if (count > 0 && !keep(bytes.substr(0, count))) {
        return false;
    }
    bytes.remove_prefix(count);
    m_bodyLeft -= count;
    done = m_bodyLeft == 0;
    return true;
}

// The whole body into the request. Too large is still ok: the handler decides what wins
// (records-api.md 1.2).
Task Session::collectBody(std::uint64_t limit, bool &ok)
{
    ok = false;
    m_bodyLimit = limit;
    Body &body = m_exchange->m_request.body;
    if (!m_info.isChunked && m_bodyLeft > limit) {
        body.setState(Body::State::TooLarge);
        m_closesAfter = m_lingers = true;
        ok = true;
        co_return;
    }
    if (m_info.expectsContinue && m_in.empty()) {
        m_out += kContinue;
    }
    if (!m_info.isChunked && m_bodyLeft <= kReservedAtOnce) {
        body.memory().reserve(static_cast<std::size_t>(m_bodyLeft));
    }
    setDeadline(m_thread->server.limits.bodyTimeout);
    std::string early;
    early.swap(m_in);
    m_scanned = 0;
    std::string_view bytes = early;
    bool done = false;
    std::size_t progress = 0;
    while (true) {
        if (!bytes.empty() && !takeBody(bytes, done, nullptr)) {
            m_closesAfter = m_lingers = true;
            if (body.state() == Body::State::TooLarge) {
                ok = true;
            } else {
                queueMalformed(body.state() == Body::State::NoRoom ? 503 : 400);
            }
            co_return;
        }
        if (done) {
            m_in.assign(bytes);
            ok = true;
            co_return;
        }
        bool flushed = false;
        auto flushing = flushBeforeWait(m_thread->server.limits.bodyTimeout, flushed);
        co_await std::move(flushing);
        if (!flushed) {
            co_return;
        }
        boost::system::error_code fault;
        auto waiting = waitReadable(fault);
        co_await std::move(waiting);
        if (fault) {
            if (m_isTimedOut) {
                queueMalformed(408);
            }
            co_return;
        }
        bytes = receive();
        if (m_isReadClosed) {
            co_return; // half a request
        }
        progress += bytes.size();
        if (progress > kProgress) {
            progress = 0;
            setDeadline(m_thread->server.limits.bodyTimeout);
        }
    }
}

// Hands the body on while it arrives; the handler is called first and may answer before the end:
// with a stream, beside which the body flows on, or for good, which ends it. Ok: an answer is there
// or will come.
Task Session::feedBody(BodyPlan plan, bool &ok)
{
    ok = true;
    Request &request = m_exchange->m_request;
    request.body.setState(Body::State::Streamed);
    request.sink = plan.sink;
    m_sink = std::move(plan.sink);
    m_bodyLimit = plan.limit;
    m_sinkPaused = false;
    if (m_info.expectsContinue && m_in.empty()) {
        m_out += kContinue;
    }
    if (!outputIsEmpty()) {
        auto flushing = flush(ok);
        co_await std::move(flushing);
        if (!ok) {
            co_return;
        }
    }
    m_sink->begin([weak = weak_from_this(), thread = m_thread] {
        if (auto session = weak.lock()) {
            asio::post(thread->context, [session] { session->resumeBody(); });
        }
    });
    m_state = State::Handling;
    m_thread->server.handler.handle(m_exchange);
    m_state = State::Feeding;
    setDeadline(m_thread->server.limits.bodyTimeout);
    std::string early;
    early.swap(m_in);
    m_scanned = 0;
    if (early.empty() || takeIn(early)) {
        listen();
    }
    while (m_sink && !m_exchange->isReady() && !m_isReadClosed) {
        auto waiting = untilWoken();
        co_await std::move(waiting);
    }
    if (m_sink && (m_isReadClosed || !m_exchange->m_stream)) {
        stopListening();
        cancelWaits();
        endBody(false);
    }
}

void Session::listen()
{
    const unsigned generation = ++m_watch;
    if (m_tls && m_tls->hasPending()) {
        asio::post(m_thread->context, [self = shared_from_this(), generation] {
            if (generation == self->m_watch) {
                self->arrived({});
            }
        });
        return;
    }
    m_socket.async_wait(Socket::wait_read,
                        [self = shared_from_this(), generation](boost::system::error_code fault) {
                            if (generation == self->m_watch) {
                                self->arrived(fault);
                            }
                        });
}

void Session::arrived(const boost::system::error_code &fault)
{
    if (fault) {
        // A deadline, or somebody cancelled everything: a body is over, a stream too.
        const bool isBody = m_sink != nullptr;
        endBody(false);
        if (!isBody) {
            m_isReadClosed = true;
        } else if (!m_isReadClosed) {
            m_isTimedOut = false; // the handler knows, and may still answer
        }
        m_thread->markReady(shared_from_this());
        return;
    }
    const auto bytes = receive();
    if (m_isReadClosed) {
        m_exchange->m_isGone.store(true);
        endBody(false);
        cancelWaits();
        m_thread->markReady(shared_from_this());
        return;
    }
    if (takeIn(bytes)) {
        listen();
    }
}

// Bytes that came while an answer is waited for or under way. True: more is wanted.
bool Session::takeIn(std::string_view bytes)
{
    if (m_sink) {
        setDeadline(m_thread->server.limits.bodyTimeout);
        bool done = false;
        if (!takeBody(bytes, done, m_sink.get())) {
            endBody(false);
            m_thread->markReady(shared_from_this());
            return false;
        }
        if (!done) {
            if (m_sinkPaused) {
                clearDeadline();
            }
            return !m_sinkPaused;
        }
        m_in.assign(bytes);
        endBody(true);
        m_thread->markReady(shared_from_this());
        return m_state == State::Streaming;
    }
    if (m_state == State::Streaming && m_exchange->m_link) {
        return m_exchange->m_link->take(bytes, Steady::now());
    }
    m_in.append(bytes); // the next request; or an impatient client, who then waits
    return m_in.size() < kInlineBody;
}

void Session::endBody(bool isComplete)
{
    if (const auto sink = std::exchange(m_sink, nullptr)) {
        clearDeadline();
        if (!isComplete) {
            m_closesAfter = m_lingers = true;
        }
        sink->end(isComplete);
    }
}

void Session::resumeBody()
{
    if (m_sink && std::exchange(m_sinkPaused, false) && m_state != State::Closed) {
        setDeadline(m_thread->server.limits.bodyTimeout);
        listen();
    }
}

// Closing with unread input resets the connection and may destroy the answer on its way: read on
// for a moment.
Task Session::linger()
{
    boost::system::error_code ignored;
    m_socket.shutdown(Socket::shutdown_send, ignored);
    setDeadline(kLingerTime);
    std::uint64_t drained = 0;
    while (drained < kMaxDrained && !m_isReadClosed) {
        boost::system::error_code fault;
        auto waiting = waitReadable(fault);
        co_await std::move(waiting);
        if (fault) {
            co_return;
        }
        drained += receive().size();
    }
}

} // namespace socle::http
