// Any bytes as CSV, NDJSON or a JSON array: nothing crashes, and the rows do not depend on where
// the text is cut into pieces.
#include "backend/api/RowReader.h"
#include "tests/fuzz/Require.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

using namespace socle;
using fuzz::require;

namespace {

std::string rowsOf(std::string_view type, std::string_view text, std::size_t piece)
{
    const auto reader = api::rowReaderFor(type);
    std::string rows;
    const auto take = [&](Result<JsonObject> row) {
        rows += row ? Json(row.takeValue()).dump() : "! " + row.error().message;
        rows += '\n';
    };
    while (!text.empty()) {
        const auto count = std::min(piece, text.size());
        if (const auto read = reader->read(text.substr(0, count), take); !read) {
            return rows + "!! " + read.error().message;
        }
        text.remove_prefix(count);
    }
    const auto finished = reader->finish(take);
    return finished ? rows : rows + "!! " + finished.error().message;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    constexpr std::string_view kTypes[] = {"text/csv", "application/x-ndjson", "application/json"};
    const std::string_view type = kTypes[data[0] % 3];
    const std::string_view text(reinterpret_cast<const char *>(data) + 1, size - 1);
    const std::string whole = rowsOf(type, text, size);
    require(rowsOf(type, text, 1) == whole);
    require(rowsOf(type, text, 7) == whole);
    return 0;
}
