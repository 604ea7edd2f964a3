// One side of a comparison as SQL, and what the operators need to know of it
// (records-api.md 3.11, 3.12).
#pragma once

#include "backend/storage/SqlFragment.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace socle::rules {

using storage::SqlFragment;

enum class Keyword { None, Null, True, False };

/// All values of a multi-valued path for the current base row, as a subquery: SELECT `value`
/// `source`.
struct ManyValues
{
    SqlFragment value = {}; // an expression over the subquery's own tables
    SqlFragment source = {}; // FROM … WHERE mm.id = base.id
};

struct Operand
{
    SqlFragment sql = {};
    Keyword keyword = Keyword::None;
    bool isRaw
        = false; // compared with IS, no fallback for NULL: json values, geoDistance, :changed
    bool isOpaque = false; // its bindings say nothing about its value: strftime
    bool isFilled
        = false; // known to be non-empty although nothing is bound in it: @request.body.x:each
    bool isBoolean = false; // its binding is a boolean: LIKE sees "true", not "1"
    std::optional<ManyValues> many = {};
    std::string condition
        = {}; // SQL that must hold for any comparison with it: the visibility of an email
};

// A dialect word may use an expression twice or in another order. Words are therefore asked for
// with slots in place of expressions, and fill() puts the fragments in, text and bindings together.
inline constexpr std::string_view kSlots[]
    = {"\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x07", "\x0e", "\x0f", "\x10"};

/// `pattern` with every slot replaced by the fragment of its position.
SqlFragment fill(std::string_view pattern, std::initializer_list<const SqlFragment *> fragments);
SqlFragment fill(std::string_view pattern, const std::vector<const SqlFragment *> &fragments);

} // namespace socle::rules
