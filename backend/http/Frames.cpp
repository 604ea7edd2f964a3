// See Frames.h.
#include "backend/http/Frames.h"

#include "shared/core/Text.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace socle::http {

namespace {

constexpr std::string_view kHandshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t kMaxControl = 125;

bool isKnown(std::uint8_t opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

bool isCloseCode(std::uint16_t code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
}

} // namespace

std::string frame(Opcode opcode, std::string_view payload)
{
    std::string out;
    out.reserve(payload.size() + 10);
    out.push_back(static_cast<char>(0x80U | static_cast<std::uint8_t>(opcode)));
    const auto size = static_cast<std::uint64_t>(payload.size());
    const auto appendBytes = [&](int count) {
        for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
            out.push_back(static_cast<char>((size >> static_cast<unsigned>(shift)) & 0xFFU));
        }
    };
    if (size <= 125) {
        appendBytes(1);
    } else if (size <= 0xFFFF) {
        out.push_back(126);
        appendBytes(2);
    } else {
        out.push_back(127);
        appendBytes(8);
    }
    return out.append(payload);
}

std::string closeFrame(std::uint16_t code, std::string_view reason)
{
    std::string payload;
    payload.push_back(static_cast<char>(code >> 8U));
    payload.push_back(static_cast<char>(code & 0xFFU));
    return frame(Opcode::Close, payload.append(reason.substr(0, kMaxControl - 2)));
}

std::string acceptKey(std::string_view key)
{
    const std::string text = std::string(key).append(kHandshakeGuid);
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    ::SHA1(reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest.data());
    std::array<unsigned char, 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1> encoded{};
    const int length
        = ::EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
    return {reinterpret_cast<const char *>(encoded.data()), static_cast<std::size_t>(length)};
}

std::uint16_t FrameDecoder::decode(std::string_view bytes, Receiver &receiver)
{
    while (!m_isOver && !bytes.empty()) {
        if (m_headSize < m_headWanted) {
            m_head[m_headSize++] = static_cast<unsigned char>(bytes.front());
            bytes.remove_prefix(1);
            if (m_headSize == 2) {
                const unsigned length = m_head[1] & 0x7FU;
                m_headWanted = 6 + (length == 126 ? 2U : length == 127 ? 8U : 0U);
                if ((m_head[1] & 0x80U) == 0) {
                    m_isOver = true;
                    return kCloseProtocol; // every client masks
                }
            }
            if (m_headSize < m_headWanted) {
                continue;
            }
            if (const auto fault = readHead(); fault != 0) {
                m_isOver = true;
                return fault;
            }
        }
        std::string &target = isControl() ? m_control : m_message;
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size()));
        const unsigned char *mask = m_head.data() + (m_headWanted - 4);
        const std::size_t from = target.size();
        target.append(bytes.substr(0, count));
        for (std::size_t i = 0; i < count; ++i) {
            target[from + i] = static_cast<char>(static_cast<unsigned char>(target[from + i])
                                                 ^ mask[(m_maskAt + i) % 4]);
        }
        m_maskAt += count;
        m_left -= count;
        bytes.remove_prefix(count);
        if (m_left == 0) {
            m_headSize = 0;
            m_headWanted = 2;
            if (const auto fault = finishFrame(receiver); fault != 0) {
                m_isOver = true;
                return fault;
            }
        }
    }
    return 0;
}

std::uint16_t FrameDecoder::readHead()
{
    const std::uint8_t opcode = m_head[0] & 0x0FU;
    const unsigned length = m_head[1] & 0x7FU;
    if ((m_head[0] & 0x70U) != 0 || !isKnown(opcode)) {
        return kCloseProtocol;
    }
    m_isFinal = (m_head[0] & 0x80U) != 0;
    m_opcode = static_cast<Opcode>(opcode);
    m_left = length;
    if (length >= 126) {
        m_left = 0;
        for (std::size_t i = 2; i < m_headWanted - 4; ++i) {
            m_left = m_left << 8U | m_head[i];
        }
        if (m_left < (length == 126 ? 126U : 0x10000U)) {
            return kCloseProtocol; // the shortest form is the only one
        }
    }
    m_maskAt = 0;
    if (isControl()) {
        m_control.clear();
        return m_isFinal && m_left <= kMaxControl ? 0 : kCloseProtocol;
    }
    if ((m_opcode == Opcode::More) != m_isInMessage) {
        return kCloseProtocol;
    }
    if (m_opcode == Opcode::Binary) {
        return kCloseUnsupported;
    }
    if (m_left > m_maxMessage || m_message.size() + m_left > m_maxMessage) {
        return kCloseTooBig;
    }
    m_isInMessage = true;
    return 0;
}

std::uint16_t FrameDecoder::finishFrame(Receiver &receiver)
{
    switch (m_opcode) {
    case Opcode::Ping:
        receiver.ping(m_control);
        return 0;
    case Opcode::Pong:
        receiver.pong();
        return 0;
    case Opcode::Close:
        return finishClose(receiver);
    case Opcode::More:
    case Opcode::Text:
    case Opcode::Binary:
        break;
    }
    if (!m_isFinal) {
        return 0;
    }
    m_isInMessage = false;
    const std::string message = std::move(m_message);
    m_message = {};
    if (!isValidUtf8(message)) {
        return kCloseBadText;
    }
    receiver.text(message);
    return 0;
}

std::uint16_t FrameDecoder::finishClose(Receiver &receiver)
{
    m_isOver = true;
    std::uint16_t code = kCloseNormal;
    if (!m_control.empty()) {
        if (m_control.size() < 2) {
            return kCloseProtocol;
        }
        code = static_cast<std::uint16_t>(static_cast<unsigned char>(m_control[0]) << 8U
                                          | static_cast<unsigned char>(m_control[1]));
        if (!isCloseCode(code)) {
            return kCloseProtocol;
        }
        if (!isValidUtf8(std::string_view(m_control).substr(2))) {
            return kCloseBadText;
        }
    }
    receiver.closing(code);
    return 0;
}

} // namespace socle::http
