// Operators -> SQL: the decision list for = and !=, LIKE with its wildcards, and the all-or-any
// meaning of multi-valued paths (records-api.md 3.11, 3.12).
#pragma once

#include "backend/rules/Operand.h"
#include "shared/filter/Ast.h"

namespace socle::storage {
class Dialect;
}

namespace socle::rules {

/// One SQL condition that can stand under AND and OR without parentheses.
SqlFragment compare(const Operand &left,
                    filter::ast::Sign sign,
                    bool any,
                    const Operand &right,
                    const storage::Dialect &dialect);

} // namespace socle::rules
