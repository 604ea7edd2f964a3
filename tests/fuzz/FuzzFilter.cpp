// Any bytes as a filter: nothing crashes, tokens cover the text, and what parses survives printing.
#include "shared/filter/Parser.h"
#include "shared/filter/Printer.h"
#include "shared/filter/Tokenizer.h"
#include "tests/fuzz/Require.h"

#include <cstdint>
#include <string_view>

using namespace socle::filter;
using socle::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    std::size_t position = 0;
    for (const Token &token : tokenize(text)) {
        require(token.start == position && token.end > token.start);
        position = token.end;
    }
    require(position == text.size());

    FilterError problem;
    const auto parsed = parseFilter(text, &problem);
    if (!parsed) {
        require(problem.start <= problem.end && problem.end <= text.size());
        return 0;
    }
    require(parsed->span.end <= text.size());
    const std::string printed = printFilter(*parsed);
    const auto again = parseFilter(printed);
    require(again.hasValue() && printFilter(*again) == printed);
    return 0;
}
