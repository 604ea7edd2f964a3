#include "backend/rules/Compiler.h"

#include "backend/rules/Comparison.h"
#include "backend/storage/Dialect.h"

#include <algorithm>
#include <utility>

namespace socle::rules {

namespace {

using filter::ast::Expression;
using filter::ast::Group;
using filter::ast::Join;
using Kind = filter::ast::Operand::Kind;

constexpr std::size_t kGeoDistanceArguments = 4; // records-api.md 3.3
constexpr std::size_t kMaxStrftimeArguments = 10;
// Parentheses around an OR below an AND, one in another. SQLite's parser stops at a stack of 100
// (3.40: 11 levels around the costliest comparison still pass), and would say so as an internal
// error.
constexpr int kMaxOrNesting = 10;

bool hasOr(const Expression &expression)
{
    return std::any_of(expression.terms.begin() + 1, expression.terms.end(), [](const auto &term) {
        return term.join == Join::Or;
    });
}

} // namespace

Compiler::Compiler(const Scope &scope, Access access, PathResolver::Constrain constrain)
    : m_scope(scope)
    , m_resolver(scope, access, std::move(constrain))
{
}

Result<SqlFragment> Compiler::compile(const Expression &expression)
{
    return compileTerms(expression, Join::And);
}

// AND binds tighter than OR in SQL as in the language, so terms are written flat. Parentheses
// appear only where they change the meaning, an OR below an AND: SQLite's own parser has a stack of
// bounded depth.
Result<SqlFragment> Compiler::compileTerms(const Expression &expression, Join around)
{
    const auto &terms = expression.terms;
    const bool isWrapped = around == Join::And && hasOr(expression);
    m_orNesting += isWrapped ? 1 : 0;
    if (m_orNesting > kMaxOrNesting) {
        return located(cannotCompile("|| and && alternate in parentheses too deeply."),
                       expression.span);
    }
    SqlFragment result;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        if (i > 0) {
            result.append(terms[i].join == Join::And ? " AND " : " OR ");
        }
        if (const auto *group = std::get_if<Group>(&terms[i].content)) {
            const bool afterAnd = i > 0 && terms[i].join == Join::And;
            const bool beforeAnd = i + 1 < terms.size() && terms[i + 1].join == Join::And;
            const bool alone = terms.size() == 1;
            const bool underAnd = afterAnd || beforeAnd || (alone && around == Join::And);
            result += SOCLE_TRY(compileTerms(*group->expression, underAnd ? Join::And : Join::Or));
            continue;
        }
        const auto &comparison = std::get<filter::ast::Comparison>(terms[i].content);
        const Operand left = SOCLE_TRY(operand(comparison.left));
        const Operand right = SOCLE_TRY(operand(comparison.right));
        result += compare(left, comparison.sign, comparison.any, right, m_scope.dialect);
    }
    if (isWrapped) {
        --m_orNesting;
        result.text.insert(0, "(");
        result.append(")");
    }
    return result;
}

Result<Operand> Compiler::operand(const filter::ast::Operand &operand)
{
    auto resolved = [&]() -> Result<Operand> {
        Operand literal;
        switch (operand.kind) {
        case Kind::Text:
            literal.sql.bind(operand.text);
            return literal;
        case Kind::Number:
            literal.sql.bind(operand.number);
            return literal;
        case Kind::Identifier:
            return m_resolver.resolve(operand.text);
        case Kind::Function:
            return function(operand);
        }
        return literal;
    }();
    if (!resolved) {
        return located(resolved.takeError(), operand.span);
    }
    return resolved;
}

Result<Operand> Compiler::function(const filter::ast::Operand &call)
{
    if (call.text == "geoDistance") {
        return geoDistance(call);
    }
    if (call.text == "strftime") {
        return formatTime(call);
    }
    return cannotCompile("There is no function \"" + call.text + "\".");
}

Result<Operand> Compiler::geoDistance(const filter::ast::Operand &call)
{
    if (call.arguments.size() != kGeoDistanceArguments) {
        return cannotCompile("geoDistance takes four arguments: lonA, latA, lonB, latB.");
    }
    std::vector<Operand> arguments;
    Operand result;
    for (const auto &argument : call.arguments) {
        if (argument.kind != Kind::Number && argument.kind != Kind::Identifier) {
            return located(cannotCompile("geoDistance takes numbers and fields only."),
                           argument.span);
        }
        arguments.push_back(SOCLE_TRY(operand(argument)));
    }
    result.isRaw = true;
    result.sql = fill(m_scope.dialect.geoDistance(kSlots[0], kSlots[1], kSlots[2], kSlots[3]),
                      {&arguments[0].sql, &arguments[1].sql, &arguments[2].sql, &arguments[3].sql});
    return result;
}

Result<Operand> Compiler::formatTime(const filter::ast::Operand &call)
{
    const auto &arguments = call.arguments;
    if (arguments.empty() || arguments.size() > kMaxStrftimeArguments) {
        return cannotCompile("strftime takes 1 to 10 arguments.");
    }
    std::vector<Operand> operands;
    std::vector<std::string> slots;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const bool isTime = i == 1;
        const bool fits
            = isTime ? arguments[i].kind != Kind::Function : arguments[i].kind == Kind::Text;
        if (!fits) {
            return located(
                cannotCompile(isTime ? "The time of strftime is a field, a text or a number."
                                     : "Format and modifiers of strftime are texts."),
                arguments[i].span);
        }
        operands.push_back(SOCLE_TRY(operand(arguments[i])));
        slots.emplace_back(kSlots[i]);
    }
    const std::string pattern = m_scope.dialect.formatTime(slots);
    std::vector<const SqlFragment *> parts;
    for (const Operand &part : operands) {
        parts.push_back(&part.sql);
    }
    Operand result;
    result.isOpaque = true;
    result.sql = fill(pattern, parts);
    if (operands.size() > 1 && operands[1].many) {
        result.many = ManyValues{{}, operands[1].many->source};
        parts[1] = &operands[1].many->value;
        result.many->value = fill(pattern, parts);
    }
    return result;
}

Error Compiler::located(Error error, const filter::Span &span)
{
    if (!m_isLocated) {
        m_problem = {error.cause, span.start, span.end};
        m_isLocated = true;
    }
    return error;
}

} // namespace socle::rules
