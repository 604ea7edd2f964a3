// The syntax tree of the filter language (records-api.md 3.1): values that own their text, every
// node with its place.
//
// Positions are byte offsets into the text that was parsed, `start` inclusive, `end` exclusive; a
// tree that was built by hand leaves them 0. An Expression is flat: terms joined by `&&` and `||`
// in the order they were written, `&&` binding tighter, groups as nested expressions.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace socle::filter {

struct Span
{
    std::size_t start = 0;
    std::size_t end = 0;

    bool operator==(const Span &) const = default;
};

namespace ast {

enum class Join {
    And, // &&
    Or, // ||
};

enum class Sign {
    Equal, // =
    NotEqual, // !=
    Like, // ~
    NotLike, // !~
    Less, // <
    LessOrEqual, // <=
    Greater, // >
    GreaterOrEqual, // >=
};

/// One side of a comparison or one argument of a function.
struct Operand
{
    enum class Kind { Text, Number, Identifier, Function };

    Kind kind = Kind::Text;
    std::string text
        = {}; // Text: decoded value; Number: as spelled; Identifier, Function: the name
    double number = 0; // Number only
    std::vector<Operand> arguments = {}; // Function only
    Span span = {};
};

struct Comparison
{
    Operand left = {};
    Sign sign = Sign::Equal;
    bool any = false; // written with "?": one matching value of a multi-valued path is enough
    Operand right = {};
    Span signSpan = {};
    Span span = {};
};

struct Expression;

/// A parenthesised expression; `span` includes the parentheses.
struct Group
{
    std::unique_ptr<Expression> expression = {};
    Span span = {};
};

struct Term
{
    Join join = Join::And; // how it hangs on the term before it; without meaning on the first
    std::variant<Comparison, Group> content = {};
};

struct Expression
{
    std::vector<Term> terms = {}; // never empty after parsing
    Span span = {};
};

} // namespace ast
} // namespace socle::filter
