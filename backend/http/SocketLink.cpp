// See SocketLink.h. The handshake stands here too: what a request must hold to become a WebSocket.
#include "backend/http/SocketLink.h"

#include "shared/core/Text.h"

#include <algorithm>
#include <utility>

namespace socle::http {

namespace {

// 16 bytes in base64: 22 characters and "==".
bool isHandshakeKey(std::string_view key)
{
    return key.size() == 24 && key.substr(22) == "=="
        && std::all_of(key.begin(), key.begin() + 22, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
                   || c == '+' || c == '/';
           });
}

} // namespace

int socketRefusal(const Request &request)
{
    const Headers &headers = request.headers;
    if (request.method != Method::Get || !headers.hasToken("Connection", "upgrade")
        || !headers.hasToken("Upgrade", "websocket")) {
        return 426;
    }
    if (headers.value("Sec-WebSocket-Version") != "13") {
        return 426;
    }
    return isHandshakeKey(headers.value("Sec-WebSocket-Key")) ? 0 : 400;
}

bool SocketLink::send(std::string_view text) { return m_stream->write(frame(Opcode::Text, text)); }

void SocketLink::close(std::uint16_t code, std::string_view reason)
{
    m_stream->write(closeFrame(code, reason));
    m_stream->close();
}

bool SocketLink::take(std::string_view bytes, Moment now)
{
    m_heard = now;
    if (const auto fault = m_decoder.decode(bytes, *this); fault != 0) {
        m_isOver = true;
        close(fault, {});
    }
    return !m_isOver;
}

bool SocketLink::tick(Moment now, const ServerLimits &limits)
{
    if (now - m_heard >= limits.socketDead) {
        return false;
    }
    if (now - std::max(m_heard, m_pinged) >= limits.socketPing) {
        m_pinged = now;
        m_stream->write(frame(Opcode::Ping, {}));
    }
    return true;
}

void SocketLink::ended()
{
    if (const auto listener = std::exchange(m_listener, nullptr)) {
        listener->closed();
    }
}

void SocketLink::text(std::string_view message)
{
    if (m_listener) {
        m_listener->message(message);
    }
}

void SocketLink::ping(std::string_view payload) { m_stream->write(frame(Opcode::Pong, payload)); }

void SocketLink::closing(std::uint16_t code)
{
    m_isOver = true;
    close(code, {});
}

} // namespace socle::http
