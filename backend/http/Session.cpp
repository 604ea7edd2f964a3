// See Session.h. The only coroutines of the backend.
//
// g++ 12 habits (style.md 7): every operand is named before it is awaited, and no lambda is a
// coroutine. Longer than most files: the states of one connection read better in one place.
#include "backend/http/Session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace socle::http {

namespace {

constexpr std::size_t kInlineBody = 16384; // larger bodies are not copied behind their head
constexpr std::size_t kKeptBuffer = 2048; // what an idle connection may keep
constexpr std::size_t kMaxBatchedOutput
    = 65536; // answers to pipelined requests gathered before a send
constexpr std::uint64_t kMaxDrained = 67108864; // of a refused body
constexpr std::chrono::seconds kLingerTime{5};
constexpr std::size_t kProgress = 65536; // bytes that renew the body's deadline

bool isTokenStart(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool hasNoBody(int status) { return status == 204 || status == 304 || status < 200; }

} // namespace

// -- LiveExchange
// ------------------------------------------------------------------------------------------------------

void LiveExchange::respond(Response response)
{
    if (m_isAnswered.exchange(true)) {
        return;
    }
    m_response = std::move(response);
    publish();
}

std::shared_ptr<StreamWriter> LiveExchange::startStream(Response head)
{
    auto stream = std::make_shared<QueuedStream>([weak = m_session, thread = m_thread] {
        if (auto alive = weak.lock()) {
            thread->markReady(std::move(alive));
        }
    });
    if (m_isAnswered.exchange(true)) {
        stream->finish();
        return stream;
    }
    m_response = std::move(head);
    m_stream = stream;
    publish();
    return stream;
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

// -- Session: life
// -----------------------------------------------------------------------------------------------------

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
    ++m_watch;
    boost::system::error_code ignored;
    m_socket.close(ignored);
    if (m_exchange) {
        m_exchange->m_isGone.store(true);
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
    while (!m_closesAfter) {
        bool ok = false;
        auto reading = readHead(ok);
        co_await std::move(reading);
        if (!ok) {
            break;
        }

        beginExchange();
        Request &request = m_exchange->m_request;
        if (m_info.isChunked || m_bodyLeft > 0) {
            m_state = State::Body;
            BodyPlan plan = m_thread->server.handler.plan(request);
            if (plan.sink) {
                auto feeding = feedSink(std::move(plan.sink), plan.limit, ok);
                co_await std::move(feeding);
            } else {
                auto collecting = collectBody(plan.limit, ok);
                co_await std::move(collecting);
            }
            if (!ok) {
                break;
            }
        }

        if (!m_exchange->m_isAnswered.load() && m_state != State::Waiting) {
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

        // The answer, its parts in the order they go out.
        m_state = State::Writing;
        Response response = std::move(m_exchange->m_response);
        const bool wantsBody = request.method != Method::Head && !hasNoBody(response.status);
        if (m_exchange->m_stream) {
            queueAnswer(std::move(response),
                        !wantsBody            ? Framing::None
                            : m_info.isHttp10 ? Framing::UntilClose
                                              : Framing::Chunked,
                        0);
            if (wantsBody) {
                auto streaming = sendStream(ok);
                co_await std::move(streaming);
                if (!ok) {
                    break;
                }
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
                if (!ok) {
                    break;
                }
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

// -- Reading
// -----------------------------------------------------------------------------------------------------------

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
            auto flushing = flush(flushed);
            co_await std::move(flushing);
            if (!flushed) {
                co_return;
            }
            setDeadline(m_thread->server.limits.idleTimeout);
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
        auto waiting = m_socket.async_wait(Socket::wait_read, asio::as_tuple(kAwait));
        const auto [fault] = co_await std::move(waiting);
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

void Session::beginExchange()
{
    LiveExchange &exchange = *m_exchange;
    exchange.m_response = Response{};
    exchange.m_stream.reset();
    exchange.m_isAnswered.store(false);
    exchange.m_isReady.store(false);
    exchange.m_isGone.store(false);
    Request &request = exchange.m_request;
    request.body.drop();
    request.body.setState(Body::State::Complete);
    request.params.clear();
    request.remoteAddress = m_remoteAddress;
    request.start = Steady::now();
    m_bodyLeft = m_info.contentLength;
    m_chunks = ChunkDecoder{};
    m_closesAfter = !m_info.keepAlive;
}

std::string_view Session::receive()
{
    auto &scratch = m_thread->scratch;
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

// Takes body bytes off the front of `bytes` into the request or the sink. False: malformed, or too
// large (the body's state says so), or the disk is full.
bool Session::takeBody(
    std::string_view &bytes, std::uint64_t limit, bool &done, BodySink *sink, bool &paused)
{
    Body &body = m_exchange->m_request.body;
    std::uint64_t received = sink != nullptr ? 0 : body.size();
    const auto keep = [&](std::string_view piece) {
        received += piece.size();
        if (received > limit) {
            body.drop();
            body.setState(Body::State::TooLarge);
            return false;
        }
        if (sink == nullptr) {
            return body.append(piece).hasValue();
        }
        const auto flow = sink->receive(piece);
        paused = flow == BodySink::Flow::Pause;
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
    Body &body = m_exchange->m_request.body;
    if (!m_info.isChunked && m_bodyLeft > limit) {
        body.setState(Body::State::TooLarge);
        m_closesAfter = m_lingers = true;
        ok = true;
        co_return;
    }
    if (m_info.expectsContinue && m_in.empty()) {
        m_out += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    if (!m_info.isChunked && m_bodyLeft <= kSpoolAbove && m_bodyLeft <= 65536) {
        body.memory().reserve(static_cast<std::size_t>(m_bodyLeft));
    }
    setDeadline(m_thread->server.limits.bodyTimeout);
    std::string early;
    early.swap(m_in);
    m_scanned = 0;
    std::string_view bytes = early;
    bool done = false;
    bool paused = false;
    std::size_t progress = 0;
    while (true) {
        if (!bytes.empty() && !takeBody(bytes, limit, done, nullptr, paused)) {
            m_closesAfter = m_lingers = true;
            if (body.state() == Body::State::TooLarge) {
                ok = true;
            } else {
                queueMalformed(body.isSpooled() ? 503 : 400);
            }
            co_return;
        }
        if (done) {
            m_in.assign(bytes);
            ok = true;
            co_return;
        }
        if (!outputIsEmpty()) {
            bool flushed = false;
            auto flushing = flush(flushed);
            co_await std::move(flushing);
            if (!flushed) {
                co_return;
            }
            setDeadline(m_thread->server.limits.bodyTimeout);
        }
        auto waiting = m_socket.async_wait(Socket::wait_read, asio::as_tuple(kAwait));
        const auto [fault] = co_await std::move(waiting);
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

// Hands the body on while it arrives; the handler is called first and may answer before the end.
Task Session::feedSink(std::shared_ptr<BodySink> sink, std::uint64_t limit, bool &ok)
{
    ok = false;
    m_exchange->m_request.body.setState(Body::State::Streamed);
    if (m_info.expectsContinue && m_in.empty()) {
        m_out += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    sink->begin([weak = weak_from_this(), thread = m_thread] {
        if (auto session = weak.lock()) {
            asio::post(thread->context, [session] {
                if (std::exchange(session->m_sinkPaused, false)) {
                    session->wake();
                }
            });
        }
    });
    m_state = State::Handling;
    m_thread->server.handler.handle(m_exchange);
    m_state = State::Waiting;
    std::string early;
    early.swap(m_in);
    m_scanned = 0;
    std::string_view bytes = early;
    bool done = false;
    std::uint64_t received = 0;
    while (!done && !m_exchange->isReady()) {
        if (!outputIsEmpty()) {
            bool flushed = false;
            auto flushing = flush(flushed);
            co_await std::move(flushing);
            if (!flushed) {
                break;
            }
        }
        if (bytes.empty()) {
            setDeadline(m_thread->server.limits.bodyTimeout);
            auto waiting = m_socket.async_wait(Socket::wait_read, asio::as_tuple(kAwait));
            const auto [fault] = co_await std::move(waiting);
            clearDeadline();
            if (fault && m_isTimedOut) {
                break;
            }
            if (fault) {
                continue; // woken: the loop's condition says whether by the answer
            }
            bytes = receive();
            if (m_isReadClosed) {
                break;
            }
            received += bytes.size();
        }
        bool paused = false;
        const bool isTooLarge = received > limit + 65536 * 16 && received > limit;
        if (isTooLarge || (!bytes.empty() && !takeBody(bytes, limit, done, sink.get(), paused))) {
            break;
        }
        m_sinkPaused = paused;
        if (m_sinkPaused) {
            early.assign(bytes); // the scratch buffer is everybody's while we wait
            bytes = early;
        }
        while (m_sinkPaused && !m_exchange->isReady()) {
            auto waiting = untilWoken();
            co_await std::move(waiting);
            if (m_isReadClosed) {
                break;
            }
        }
    }
    sink->end(done);
    if (done) {
        m_in.assign(bytes);
    } else {
        m_closesAfter = m_lingers = true;
    }
    clearDeadline();
    ok = true;
}

// -- Waiting and answering
// ---------------------------------------------------------------------------------------------

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
        boost::system::error_code ignored;
        m_socket.cancel(ignored); // it may be waiting for a client that does not read
    }
    if (m_resume) {
        auto resume = std::move(m_resume);
        m_resume = nullptr;
        resume();
    } else if (m_state == State::Waiting) {
        boost::system::error_code ignored;
        m_socket.cancel(ignored); // feedSink() waiting for bytes while the answer is there
    }
}

void Session::queueAnswer(Response response, Framing framing, std::uint64_t length)
{
    if (m_thread->isStopping || framing == Framing::UntilClose) {
        m_closesAfter = true;
    }
    HeadStyle style{.framing = framing,
                    .length = length,
                    .closes = m_closesAfter,
                    .isHttp10 = m_info.isHttp10,
                    .date = m_thread->date()};
    if (m_outAt == m_out.size()) {
        m_out.clear();
        m_outAt = 0;
    }
    appendHead(m_out, response, style);
    if (response.body.size() <= kInlineBody) {
        m_out += response.body;
    } else {
        m_body = std::move(response.body);
        m_bodyAt = 0;
    }
}

void Session::queueMalformed(int status)
{
    m_closesAfter = true;
    m_lingers = true;
    Response response = m_thread->server.handler.malformed(status);
    const auto length = response.body.size();
    queueAnswer(std::move(response), Framing::Length, length);
}

Session::Sent Session::trySend()
{
    while (!outputIsEmpty()) {
        std::array<iovec, 2> parts{
            iovec{.iov_base = m_out.data() + m_outAt, .iov_len = m_out.size() - m_outAt},
            iovec{.iov_base = m_body.data() + m_bodyAt, .iov_len = m_body.size() - m_bodyAt}};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const auto count
            = ::sendmsg(m_socket.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno == EAGAIN || errno == EWOULDBLOCK ? Sent::WouldBlock : Sent::Failed;
        }
        auto left = static_cast<std::size_t>(count);
        const auto fromOut = std::min(left, m_out.size() - m_outAt);
        m_outAt += fromOut;
        m_bodyAt += left - fromOut;
    }
    m_out.clear();
    m_outAt = 0;
    if (!m_body.empty()) {
        std::string().swap(m_body);
        m_bodyAt = 0;
    }
    return Sent::All;
}

Task Session::flush(bool &ok)
{
    ok = false;
    while (true) {
        switch (trySend()) {
        case Sent::All:
            ok = true;
            co_return;
        case Sent::Failed:
            m_isReadClosed = true;
            co_return;
        case Sent::WouldBlock:
            break;
        }
        bool writable = false;
        auto waiting = waitWritable(writable);
        co_await std::move(waiting);
        if (!writable) {
            co_return;
        }
    }
}

Task Session::waitWritable(bool &ok)
{
    setDeadline(m_thread->server.limits.writeTimeout);
    auto waiting = m_socket.async_wait(Socket::wait_write, asio::as_tuple(kAwait));
    const auto [fault] = co_await std::move(waiting);
    clearDeadline();
    ok = !fault;
    if (!ok) {
        m_isReadClosed = true; // nobody reads: no lingering either
    }
}

Task Session::sendFile(FileBody &file, bool &ok)
{
    ok = false;
    auto flushing = flush(ok);
    co_await std::move(flushing);
    if (!ok) {
        co_return;
    }
    auto offset = static_cast<off_t>(file.offset());
    std::uint64_t left = file.length();
    while (left > 0) {
        const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(left, 1 << 20));
        const auto count = ::sendfile(m_socket.native_handle(), file.descriptor(), &offset, piece);
        if (count > 0) {
            left -= static_cast<std::uint64_t>(count);
            continue;
        }
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) {
            ok = false; // the file shrank or the client left: the length promised cannot be kept
            co_return;
        }
        auto waiting = waitWritable(ok);
        co_await std::move(waiting);
        if (!ok) {
            co_return;
        }
    }
}

Task Session::sendStream(bool &ok)
{
    ok = false;
    m_state = State::Streaming;
    clearDeadline();
    const auto stream = m_exchange->m_stream;
    const bool isChunked = !m_info.isHttp10;
    watchForEnd();
    std::size_t taken = 0;
    while (!m_isReadClosed) {
        const auto over = stream->over();
        if (over == QueuedStream::Over::Cut) {
            break;
        }
        const std::string bytes = stream->take();
        taken += bytes.size();
        if (!bytes.empty() && isChunked) {
            std::array<char, 24> size{};
            const int digits = std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
            m_out.append(size.data(), static_cast<std::size_t>(digits));
            m_out += bytes;
            m_out += "\r\n";
        } else {
            m_out += bytes;
        }
        if (bytes.empty() && over == QueuedStream::Over::Closed) {
            m_out += isChunked ? "0\r\n\r\n" : "";
            ok = true;
            break;
        }
        if (outputIsEmpty()) {
            auto waiting = untilWoken();
            co_await std::move(waiting);
            continue;
        }
        const Sent sent = trySend();
        if (sent == Sent::Failed) {
            break;
        }
        if (sent == Sent::WouldBlock) {
            bool flushed = false;
            auto flushing = flush(flushed);
            co_await std::move(flushing);
            if (!flushed) {
                break;
            }
        }
        stream->sent(taken);
        taken = 0;
        if (m_out.capacity() > kInlineBody) {
            std::string().swap(m_out);
        }
    }
    ++m_watch;
    stream->finish();
    if (!ok) {
        m_out.clear();
        m_outAt = 0;
        m_lingers = false;
    }
}

// While a stream is open nobody reads; this notices the client's end all the same.
void Session::watchForEnd()
{
    const unsigned generation = ++m_watch;
    m_socket.async_wait(Socket::wait_read,
                        [self = shared_from_this(), generation](boost::system::error_code fault) {
                            if (generation != self->m_watch) {
                                return;
                            }
                            if (fault) {
                                self->m_isReadClosed = true;
                                self->wake();
                                return;
                            }
                            const auto bytes = self->receive();
                            if (self->m_isReadClosed) {
                                boost::system::error_code ignored;
                                self->m_socket.cancel(ignored);
                                self->wake();
                                return;
                            }
                            self->m_in.append(bytes);
                            if (self->m_in.size() < kInlineBody) {
                                self->watchForEnd();
                            }
                        });
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
        auto waiting = m_socket.async_wait(Socket::wait_read, asio::as_tuple(kAwait));
        const auto [fault] = co_await std::move(waiting);
        if (fault) {
            co_return;
        }
        drained += receive().size();
    }
}

// -- Deadlines and ends
// ------------------------------------------------------------------------------------------------

void Session::setDeadline(Steady::duration limit) { m_deadline = Steady::now() + limit; }

void Session::checkDeadline(Steady::time_point now)
{
    if (m_state == State::Waiting && !m_exchange->isGone()) {
        char byte = 0;
        if (::recv(m_socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0) {
            m_exchange->m_isGone.store(true);
        }
    }
    if (now < m_deadline) {
        return;
    }
    clearDeadline();
    m_isTimedOut = true;
    boost::system::error_code ignored;
    m_socket.cancel(ignored);
}

void Session::stopGently()
{
    boost::system::error_code ignored;
    if (m_state == State::Streaming && m_exchange->m_stream) {
        m_exchange->m_stream->close();
    } else if (m_state == State::Reading) {
        m_closesAfter = true;
        m_socket.cancel(ignored);
    }
}

void Session::cut()
{
    m_isTimedOut = true;
    m_isReadClosed = true;
    m_closesAfter = true;
    m_lingers = false;
    boost::system::error_code ignored;
    m_socket.cancel(ignored);
    m_socket.shutdown(Socket::shutdown_both, ignored);
    wake();
}

} // namespace socle::http
