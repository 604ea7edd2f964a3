// Any bytes as JSON: nothing crashes, and what parses survives writing and reading again.
#include "shared/core/Text.h"
#include "shared/json/Json.h"
#include "tests/fuzz/Require.h"

#include <cstdint>
#include <string_view>

using namespace socle;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto parsed = parseJson(text);
    require(parsed.hasValue() == isJson(text));
    if (!parsed) {
        const auto first = parseJson(text, Trailing::Ignore);
        require(!first || !first->dump().empty());
        return 0;
    }
    const std::string printed = parsed->dump();
    require(isValidUtf8(printed));
    const auto again = parseJson(printed);
    require(again.hasValue() && *again == *parsed); // texts may differ: "-0" is read as an integer
    require(parseJson(parsed->dumpSorted()).hasValue());
    return 0;
}
