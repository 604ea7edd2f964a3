// The bytes of WebSocket (RFC 6455), apart from sockets: frames in, frames out, the handshake's
// key. Private to http/; tests and the fuzzer look in.
//
// | Byte      | Holds                                                             |
// |-----------|-------------------------------------------------------------------|
// | 0         | FIN, three reserved bits (0), opcode                              |
// | 1         | MASK, length 0..125, or 126 (16 bits follow), or 127 (64 bits)    |
// | then      | 4 bytes of mask, from clients only                                |
// | then      | the payload, XORed with the mask                                  |
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socle::http {

enum class Opcode : std::uint8_t { More = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

// Close codes of RFC 6455 7.4.1 that we say ourselves.
inline constexpr std::uint16_t kCloseNormal = 1000;
inline constexpr std::uint16_t kCloseGoingAway = 1001;
inline constexpr std::uint16_t kCloseProtocol = 1002;
inline constexpr std::uint16_t kCloseUnsupported = 1003;
inline constexpr std::uint16_t kCloseBadText = 1007;
inline constexpr std::uint16_t kCloseTooBig = 1009;

/// One whole frame of the server (unmasked, FIN set).
std::string frame(Opcode opcode, std::string_view payload);
std::string closeFrame(std::uint16_t code, std::string_view reason);

/// Sec-WebSocket-Accept of a Sec-WebSocket-Key.
std::string acceptKey(std::string_view key);

/// Reads a client's frames piece by piece and puts messages together.
class FrameDecoder
{
public:
    class Receiver
    {
    public:
        virtual ~Receiver() = default;
        virtual void text(std::string_view message) = 0; // valid UTF-8
        virtual void ping(std::string_view payload) = 0;
        virtual void pong() = 0;
        virtual void closing(std::uint16_t code) = 0; // 1000 when the client gave none
    };

    explicit FrameDecoder(std::size_t maxMessage)
        : m_maxMessage(maxMessage)
    {
    }

    /// Consumes all of `bytes`. Returns 0, or the code to close with: the client broke the rules.
    /// After that, and after a close frame, further bytes are ignored.
    std::uint16_t decode(std::string_view bytes, Receiver &receiver);

private:
    std::uint16_t readHead();
    std::uint16_t finishFrame(Receiver &receiver);
    std::uint16_t finishClose(Receiver &receiver);

    bool isControl() const { return static_cast<std::uint8_t>(m_opcode) >= 8; }

    const std::size_t m_maxMessage;
    std::array<unsigned char, 14> m_head{};
    std::size_t m_headSize = 0; // bytes of it that are here
    std::size_t m_headWanted = 2;
    bool m_isFinal = false;
    bool m_isInMessage = false; // a fragmented message is under way
    bool m_isOver = false;
    Opcode m_opcode = Opcode::More;
    std::uint64_t m_left = 0; // payload bytes still to come
    std::size_t m_maskAt = 0;
    std::string m_message; // of data frames
    std::string m_control; // payload of a control frame
};

} // namespace socle::http
