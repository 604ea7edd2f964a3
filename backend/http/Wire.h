// The bytes of HTTP/1.1, apart from sockets: heads in, heads out, chunked bodies in. Private to
// http/; tests and fuzzers look in.
#pragma once

#include "backend/http/Request.h"
#include "backend/http/Response.h"
#include "shared/core/UniqueFunction.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::http {

enum class Framing {
    None, // 204, 304: nothing follows, nothing is said
    Length,
    Chunked,
    UntilClose, // HTTP/1.0 streams
};

struct HeadStyle
{
    Framing framing = Framing::Length;
    std::uint64_t length = 0;
    bool closes = false;
    bool isHttp10 = false;
    std::string_view date = {}; // "Sat, 21 Nov 2026 00:20:22 GMT"
};

/// Appends status line, fields and the empty line. Values with a line break are sent empty.
void appendHead(std::string &out, const Response &response, const HeadStyle &style);

/// "Sat, 21 Nov 2026 00:20:22 GMT".
std::string httpDate(std::int64_t secondsSinceEpoch);

/// What the head says about the connection and the body.
struct HeadInfo
{
    bool keepAlive = true;
    bool isHttp10 = false;
    bool isChunked = false;
    bool expectsContinue = false;
    std::uint64_t contentLength = 0;
};

/// Parses one complete head (up to and with the empty line) into `request` and `info`.
/// Returns 0, or the status to refuse with: 400 malformed, 417, 431, 501, 505.
int parseHead(std::string_view head, Request &request, HeadInfo &info);

/// Decodes a chunked body piece by piece.
class ChunkDecoder
{
public:
    enum class Outcome { NeedMore, Done, Malformed };

    /// Consumes from `bytes` (cutting what was read off its front) and hands data to `sink`, which
    /// may refuse by returning false (then Malformed is returned).
    Outcome decode(std::string_view &bytes, FunctionRef<bool(std::string_view)> sink);

private:
    enum class State { Size, Extension, SizeEnd, Data, DataCr, DataLf, Trailer, TrailerLf, Done };

    State m_state = State::Size;
    std::uint64_t m_left = 0; // bytes of the current chunk
    int m_digits = 0;
    std::size_t m_overhead = 0; // bytes of extensions and trailers so far
    bool m_lineIsEmpty = true; // of the trailer line being read
};

} // namespace socle::http
