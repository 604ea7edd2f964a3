// Syntax tree -> text, in one normal form: text in double quotes, blanks around signs and joins,
// comments gone.
//
// Parsing the printed text gives the same tree (positions aside), and printing that gives the same
// text.
#pragma once

#include "shared/filter/Ast.h"

#include <string>
#include <string_view>

namespace socle::filter {

/// `title ~ "a" && (views > 3 || tags.name ?= "x")`.
std::string printFilter(const ast::Expression &expression);
std::string printOperand(const ast::Operand &operand);
/// "?!~" for (NotLike, any).
std::string_view signText(ast::Sign sign, bool any = false);

/// `value` as a text literal with its quotes, every special character escaped.
std::string quoteText(std::string_view value);

} // namespace socle::filter
