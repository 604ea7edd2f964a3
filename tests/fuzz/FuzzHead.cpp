// Any bytes as a request's head, and as a chunked body cut into pieces of any size.
#include "backend/http/Wire.h"
#include "tests/fuzz/Require.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

using namespace socle;
using namespace socle::http;
using fuzz::require;

namespace {

void readHead(std::string_view head)
{
    Request request;
    HeadInfo info;
    const int refused = parseHead(head, request, info);
    if (refused != 0) {
        require(refused >= 400 && refused < 600);
        return;
    }
    require(!request.target.empty() && (request.target.front() == '/' || request.target == "*"));
    require(!info.isChunked || info.contentLength == 0);
    for (std::size_t i = 0; i < request.headers.size(); ++i) {
        require(request.headers.valueAt(i).find('\n') == std::string_view::npos);
    }
    request.queryParams();
    request.queryParam("filter");
}

std::string decode(std::string_view bytes, std::size_t piece, ChunkDecoder::Outcome &outcome)
{
    ChunkDecoder decoder;
    std::string body;
    outcome = ChunkDecoder::Outcome::NeedMore;
    while (!bytes.empty() && outcome == ChunkDecoder::Outcome::NeedMore) {
        std::string_view part = bytes.substr(0, piece);
        const auto before = part.size();
        outcome = decoder.decode(part, [&](std::string_view data) {
            body += data;
            return true;
        });
        require(outcome != ChunkDecoder::Outcome::NeedMore || part.empty());
        bytes.remove_prefix(before - part.size());
        if (part.size() == before) {
            break;
        }
    }
    return body;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    if (size > 0 && data[0] == 0) {
        ChunkDecoder::Outcome whole;
        ChunkDecoder::Outcome single;
        const std::string body = decode(text.substr(1), size, whole);
        require(decode(text.substr(1), 1, single) == body && whole == single);
        return 0;
    }
    readHead(text);
    readHead(std::string(text) + "\r\nHost: x\r\n\r\n");
    return 0;
}
