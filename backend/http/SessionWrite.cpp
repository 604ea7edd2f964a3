// See Session.h. What a connection gives out: answers, files, streams.
#include "backend/http/Session.h"

#include <boost/asio/as_tuple.hpp>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <unistd.h>
#include <utility>

namespace socle::http {

namespace {

constexpr std::size_t kCopied = 65536; // of a file at once, with TLS

} // namespace

void Session::queueAnswer(Response response, Framing framing, std::uint64_t length)
{
    if (m_thread->isStopping || framing == Framing::UntilClose) {
        m_closesAfter = true;
    }
    HeadStyle style{.framing = framing,
                    .length = length,
                    .closes = m_closesAfter && !(m_exchange && m_exchange->m_link),
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

Session::Sent Session::trySendTls()
{
    while (!outputIsEmpty()) {
        const bool isHead = m_outAt < m_out.size();
        const std::string_view bytes = isHead ? std::string_view(m_out).substr(m_outAt)
                                              : std::string_view(m_body).substr(m_bodyAt);
        std::size_t count = 0;
        switch (m_tls->write(bytes, count)) {
        case TlsChannel::Outcome::Done:
            (isHead ? m_outAt : m_bodyAt) += count;
            break;
        case TlsChannel::Outcome::WantsRead: // not without renegotiation, which is off
        case TlsChannel::Outcome::WantsWrite:
            return Sent::WouldBlock;
        case TlsChannel::Outcome::Closed:
            return Sent::Failed;
        }
    }
    return Sent::All;
}

Session::Sent Session::trySend()
{
    if (m_tls) {
        if (const Sent sent = trySendTls(); sent != Sent::All) {
            return sent;
        }
    }
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

Task Session::flushBeforeWait(Steady::duration limit, bool &ok)
{
    ok = true;
    if (outputIsEmpty()) {
        co_return;
    }
    auto flushing = flush(ok);
    co_await std::move(flushing);
    if (ok) {
        setDeadline(limit);
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
    if (m_tls) {
        auto copying = copyFile(file, ok);
        co_await std::move(copying);
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

// With TLS the bytes have to pass through us.
Task Session::copyFile(FileBody &file, bool &ok)
{
    ok = false;
    auto offset = static_cast<off_t>(file.offset());
    std::uint64_t left = file.length();
    while (left > 0) {
        m_out.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, kCopied)));
        const auto count = ::pread(file.descriptor(), m_out.data(), m_out.size(), offset);
        if (count <= 0) {
            m_out.clear();
            co_return; // the file shrank: the length promised cannot be kept
        }
        m_out.resize(static_cast<std::size_t>(count));
        offset += count;
        left -= static_cast<std::uint64_t>(count);
        bool flushed = false;
        auto flushing = flush(flushed);
        co_await std::move(flushing);
        if (!flushed) {
            co_return;
        }
    }
    ok = true;
}

// Sends what the stream's writers queue until it is over; what arrives meanwhile (the end of the
// client, the rest of a body, frames) is read beside it.
Task Session::sendStream(bool &ok)
{
    ok = false;
    m_state = State::Streaming;
    const auto stream = m_exchange->m_stream;
    const bool isSocket = m_exchange->m_link != nullptr;
    const bool isChunked = !m_info.isHttp10 && !isSocket;
    if (!m_sink) {
        clearDeadline();
        bool wantsMore = true;
        if (isSocket && !m_in.empty()) { // frames sent without waiting for the handshake's answer
            const std::string early = std::exchange(m_in, {});
            wantsMore = takeIn(early);
        }
        if (wantsMore) {
            listen();
        }
    }
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
    stopListening();
    cancelWaits();
    endBody(false);
    stream->finish();
    if (isSocket) {
        m_exchange->m_link->ended();
        m_closesAfter = true;
        m_lingers = ok; // the farewell shall arrive
    }
    if (!ok) {
        m_out.clear();
        m_outAt = 0;
        m_lingers = false;
    }
}

} // namespace socle::http
