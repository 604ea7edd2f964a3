// Chunked transfer coding (RFC 9112 section 7.1), strict: CRLF only, at most 15 hexadecimal digits,
// extensions and trailers are read and forgotten within a bound.
#include "backend/http/Wire.h"

#include <algorithm>

namespace socle::http {

namespace {

constexpr std::size_t kMaxOverhead = 16384;

int hexValue(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

} // namespace

ChunkDecoder::Outcome ChunkDecoder::decode(std::string_view &bytes,
                                           FunctionRef<bool(std::string_view)> sink)
{
    while (!bytes.empty() && m_state != State::Done) {
        if (m_state == State::Data) {
            const auto count
                = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size()));
            if (!sink(bytes.substr(0, count))) {
                return Outcome::Malformed;
            }
            bytes.remove_prefix(count);
            m_left -= count;
            if (m_left == 0) {
                m_state = State::DataCr;
            }
            continue;
        }
        const char c = bytes.front();
        bytes.remove_prefix(1);
        switch (m_state) {
        case State::Size:
            if (const int digit = hexValue(c); digit >= 0 && m_digits < 15) {
                m_left = m_left * 16 + static_cast<std::uint64_t>(digit);
                ++m_digits;
            } else if (m_digits > 0 && c == '\r') {
                m_state = State::SizeEnd;
            } else if (m_digits > 0 && (c == ';' || c == ' ' || c == '\t')) {
                m_state = State::Extension;
            } else {
                return Outcome::Malformed;
            }
            break;
        case State::Extension:
            if (++m_overhead > kMaxOverhead || c == '\n') {
                return Outcome::Malformed;
            }
            if (c == '\r') {
                m_state = State::SizeEnd;
            }
            break;
        case State::SizeEnd:
            if (c != '\n') {
                return Outcome::Malformed;
            }
            m_digits = 0;
            m_lineIsEmpty = true;
            m_state = m_left == 0 ? State::Trailer : State::Data;
            break;
        case State::DataCr:
            if (c != '\r') {
                return Outcome::Malformed;
            }
            m_state = State::DataLf;
            break;
        case State::DataLf:
            if (c != '\n') {
                return Outcome::Malformed;
            }
            m_state = State::Size;
            break;
        case State::Trailer:
            if (++m_overhead > kMaxOverhead || c == '\n') {
                return Outcome::Malformed;
            }
            if (c == '\r') {
                m_state = State::TrailerLf;
            } else {
                m_lineIsEmpty = false;
            }
            break;
        case State::TrailerLf:
            if (c != '\n') {
                return Outcome::Malformed;
            }
            m_state = m_lineIsEmpty ? State::Done : State::Trailer;
            m_lineIsEmpty = true;
            break;
        case State::Data:
        case State::Done:
            break;
        }
    }
    return m_state == State::Done ? Outcome::Done : Outcome::NeedMore;
}

} // namespace socle::http
