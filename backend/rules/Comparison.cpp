#include "backend/rules/Comparison.h"

#include "backend/storage/Dialect.h"
#include "shared/core/Number.h"

#include <algorithm>

namespace socle::rules {

namespace {

using filter::ast::Sign;
using storage::Dialect;
using storage::Value;

const std::string_view L = kSlots[0];
const std::string_view R = kSlots[1];

bool isBlank(const Value &value)
{
    if (const auto *text = std::get_if<std::string>(&value)) {
        return text->empty();
    }
    return storage::isNull(value);
}

bool isKnownEmpty(const Operand &operand)
{
    if (operand.keyword == Keyword::Null) {
        return true;
    }
    return !operand.isOpaque && operand.sql.bindings.size() == 1
        && isBlank(operand.sql.bindings[0]);
}

bool isKnownFilled(const Operand &operand)
{
    if (operand.isFilled || operand.keyword == Keyword::True || operand.keyword == Keyword::False) {
        return true;
    }
    const auto &bindings = operand.sql.bindings;
    return !operand.isOpaque && !bindings.empty()
        && std::none_of(bindings.begin(), bindings.end(), isBlank);
}

std::string joined(std::initializer_list<std::string_view> parts)
{
    std::string text;
    for (const std::string_view part : parts) {
        text += part;
    }
    return text;
}

/// The decision list of 3.11, first match.
SqlFragment compareEqual(const Operand &left,
                         const Operand &right,
                         bool negated,
                         const Dialect &dialect)
{
    const auto differ = [&](std::string_view a, std::string_view b) {
        return negated ? dialect.isDifferent(a, b) : joined({a, " = ", b});
    };
    const bool leftEmpty = isKnownEmpty(left);
    const bool rightEmpty = isKnownEmpty(right);
    std::string pattern;
    if (left.isRaw || right.isRaw) { // 1
        pattern = negated ? dialect.isDifferent(L, R) : dialect.isSame(L, R);
    } else if (leftEmpty && rightEmpty) { // 2
        pattern = differ("''", "''");
    } else if (isKnownFilled(left) || isKnownFilled(right)) { // 3
        pattern = differ(leftEmpty ? "''" : L, rightEmpty ? "''" : R);
    } else if (leftEmpty) { // 4
        pattern = negated ? joined({"(", dialect.isDifferent("''", R), " AND ", R, " IS NOT NULL)"})
                          : joined({"('' = ", R, " OR ", R, " IS NULL)"});
    } else if (rightEmpty) { // 5
        pattern = negated ? joined({"(", dialect.isDifferent(L, "''"), " AND ", L, " IS NOT NULL)"})
                          : joined({"(", L, " = '' OR ", L, " IS NULL)"});
    } else { // 6
        pattern = differ(joined({"COALESCE(", L, ", '')"}), joined({"COALESCE(", R, ", '')"}));
    }
    return fill(pattern, {&left.sql, &right.sql});
}

std::string textForLike(const Value &value, bool isBoolean)
{
    if (const auto *integer = std::get_if<std::int64_t>(&value)) {
        return isBoolean ? (*integer != 0 ? "true" : "false") : std::to_string(*integer);
    }
    if (const auto *real = std::get_if<double>(&value)) {
        return formatPlainNumber(*real);
    }
    return std::string(storage::textOf(value));
}

SqlFragment compareLike(const Operand &left,
                        const Operand &right,
                        bool negated,
                        const Dialect &dialect)
{
    if (right.sql.bindings.empty()) {
        const std::string pattern = dialect.concat(dialect.concat("'%'", R), "'%'");
        return fill(dialect.like(L, joined({"(", pattern, ")"}), negated), {&left.sql, &right.sql});
    }
    SqlFragment pattern = right.sql;
    for (Value &value : pattern.bindings) {
        value = storage::autoWildcard(textForLike(value, right.isBoolean));
    }
    return fill(dialect.like(L, R, negated), {&left.sql, &pattern});
}

/// The comparison of two single values.
SqlFragment compareOne(const Operand &left, Sign sign, const Operand &right, const Dialect &dialect)
{
    const auto ordered = [&](std::string_view word) {
        return fill(joined({L, word, R}), {&left.sql, &right.sql});
    };
    switch (sign) {
    case Sign::Equal:
        return compareEqual(left, right, false, dialect);
    case Sign::NotEqual:
        return compareEqual(left, right, true, dialect);
    case Sign::Like:
        return compareLike(left, right, false, dialect);
    case Sign::NotLike:
        return compareLike(left, right, true, dialect);
    case Sign::Less:
        return ordered(" < ");
    case Sign::LessOrEqual:
        return ordered(" <= ");
    case Sign::Greater:
        return ordered(" > ");
    case Sign::GreaterOrEqual:
        return ordered(" >= ");
    }
    return {};
}

/// The single-valued operand inside a subquery: SQL and bindings stay, its class does not.
Operand plain(const Operand &operand)
{
    Operand result;
    result.sql = operand.sql;
    result.keyword = operand.keyword;
    result.isBoolean = operand.isBoolean;
    return result;
}

/// One value out of a subquery named `alias`.
Operand valueOf(const Operand &operand, std::string_view alias, const Dialect &dialect)
{
    Operand result;
    result.sql.append(dialect.column(alias, "val"));
    result.isRaw = operand.isRaw;
    return result;
}

SqlFragment valuesOf(const ManyValues &many, std::string_view alias, const Dialect &dialect)
{
    SqlFragment result;
    result.append("(SELECT ") += many.value;
    result.append(" AS val ") += many.source;
    result.append(") ").append(dialect.identifier(alias));
    return result;
}

/// NOT EXISTS: no value, or no pair of values, that violates the comparison. A NULL verdict is no
/// violation.
SqlFragment noViolation(const Operand &left,
                        Sign sign,
                        const Operand &right,
                        const Dialect &dialect)
{
    constexpr std::string_view kLeft = "l$";
    constexpr std::string_view kRight = "r$";
    SqlFragment result;
    result.append("NOT EXISTS (SELECT 1 FROM ");
    if (left.many) {
        result += valuesOf(*left.many, kLeft, dialect);
    }
    if (left.many && right.many) {
        result.append(" LEFT JOIN ");
    }
    if (right.many) {
        result += valuesOf(*right.many, kRight, dialect);
    }
    if (left.many && right.many) {
        result.append(" ON ").append(dialect.booleanLiteral(true));
    }
    const Operand innerLeft = left.many ? valueOf(left, kLeft, dialect) : plain(left);
    const Operand innerRight = right.many ? valueOf(right, kRight, dialect) : plain(right);
    result.append(" WHERE NOT (") += compareOne(innerLeft, sign, innerRight, dialect);
    result.append("))");
    return result;
}

} // namespace

SqlFragment compare(
    const Operand &left, Sign sign, bool any, const Operand &right, const Dialect &dialect)
{
    SqlFragment result = compareOne(left, sign, right, dialect);
    const bool all = !any && (left.many || right.many);
    if (!all && left.condition.empty() && right.condition.empty()) {
        return result;
    }
    SqlFragment wrapped;
    wrapped.append("(") += result;
    if (all) {
        wrapped.append(" AND ") += noViolation(left, sign, right, dialect);
    }
    for (const Operand *operand : {&left, &right}) {
        if (!operand->condition.empty()) {
            wrapped.append(" AND ").append(operand->condition);
        }
    }
    wrapped.append(")");
    return wrapped;
}

} // namespace socle::rules
