// Text of a filter or rule -> syntax tree (records-api.md 3.1 to 3.3).
//
// Two oddities of the peer are refused here, as the specification advises: a group where a sign or
// operand is expected
// (`a = (b=1)`), and a group without a join before it (`a=1 (b=2)`).
#pragma once

#include "shared/core/Result.h"
#include "shared/filter/Ast.h"

#include <string>
#include <string_view>

namespace socle::filter {

inline constexpr int kMaxComparisons = 200; // records-api.md 3.3
inline constexpr int kMaxFunctionNesting = 3; // records-api.md 3.1
inline constexpr int kMaxGroupNesting
    = 100; // ours: bounds recursion here and in SQL; the peer names no limit

/// What is wrong with a filter and where: `start` and `end` are bytes of the text.
struct FilterError
{
    std::string message = {}; // a sentence for people, English
    std::size_t start = 0;
    std::size_t end = 0;
};

/// Parses a whole filter. A NUL byte ends the input.
///
/// Errors: InvalidInput; `message` says what and where. `problem`, when given, receives the same
/// with its byte range. Never recurses deeper than kMaxGroupNesting, whatever the text.
Result<ast::Expression> parseFilter(std::string_view text, FilterError *problem = nullptr);

} // namespace socle::filter
