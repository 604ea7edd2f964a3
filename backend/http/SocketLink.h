// A WebSocket between the session that owns the connection and the listener that understands the
// messages: frames in both directions, pings, the farewell. Private to http/.
//
// The link and its listener hold each other until ended(); the session calls that when the
// connection is over.
#pragma once

#include "backend/http/Frames.h"
#include "backend/http/Stream.h"

#include <chrono>
#include <memory>

namespace socle::http {

class SocketLink final : public SocketWriter, private FrameDecoder::Receiver
{
public:
    using Moment = std::chrono::steady_clock::time_point;

    SocketLink(std::shared_ptr<QueuedStream> stream, Moment now)
        : m_stream(std::move(stream))
        , m_heard(now)
        , m_pinged(now)
    {
    }

    bool send(std::string_view text) override;
    void close(std::uint16_t code, std::string_view reason) override;

    bool isClosed() const override { return m_stream->isClosed(); }

    // The session's side, on its I/O thread.

    void setListener(std::shared_ptr<SocketListener> listener) { m_listener = std::move(listener); }

    /// Bytes from the client. False when nothing more is to be read.
    bool take(std::string_view bytes, Moment now);
    /// Sends a ping when it is time. False when the client has been silent for too long.
    bool tick(Moment now, const ServerLimits &limits);
    /// The connection is over. Idempotent.
    void ended();

private:
    void text(std::string_view message) override;
    void ping(std::string_view payload) override;

    void pong() override { }

    void closing(std::uint16_t code) override;

    const std::shared_ptr<QueuedStream> m_stream; // shared with the session
    FrameDecoder m_decoder{kMaxSocketMessage};
    std::shared_ptr<SocketListener> m_listener;
    Moment m_heard;
    Moment m_pinged;
    bool m_isOver = false; // the client said goodbye, or broke the rules
};

} // namespace socle::http
