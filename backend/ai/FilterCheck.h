// Whether a filter and a sort that a machine wrote may be used at all: the step that makes `validated: true` honest.
//
// The same engine that runs lists compiles them with the caller's policy; on top come tighter limits, no `@request.*` and
// `@collection.*` for anybody, and type checks with small repairs that are reported (ai.md 5.5 step 3).
#pragma once

#include "backend/ai/AiError.h"
#include "backend/ai/SchemaCard.h"
#include "shared/core/Result.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace socle::rules {
struct RequestContext;
}
namespace socle::schema {
struct Collection;
}
namespace socle::storage {
class ReadTransaction;
}

namespace socle::ai {

struct CheckedFilter
{
    std::string filter = {}; // normalised: select values as spelled in the schema, dates in the stored layout
    std::string sort = {};
    std::vector<std::string> assumptions = {}; // what was repaired
};

using FilterVerdict = std::variant<CheckedFilter, AiError>;

/// The verdict: usable, or FilterInvalid with the parser's or compiler's words and the byte position.
/// Errors: those of reading (slice, deadline) only.
Result<FilterVerdict> checkFilter(storage::ReadTransaction &tx, const schema::Collection &collection, const CardCollection &card,
                                  std::string_view filter, std::string_view sort, const rules::RequestContext &request);

} // namespace socle::ai
