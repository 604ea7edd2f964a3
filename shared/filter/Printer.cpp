#include "shared/filter/Printer.h"

#include <array>

namespace socle::filter {

namespace {

void appendOperand(std::string &out, const ast::Operand &operand)
{
    switch (operand.kind) {
    case ast::Operand::Kind::Text:
        out += quoteText(operand.text);
        return;
    case ast::Operand::Kind::Number:
    case ast::Operand::Kind::Identifier:
        out += operand.text;
        return;
    case ast::Operand::Kind::Function:
        break;
    }
    out += operand.text;
    out += '(';
    for (std::size_t i = 0; i < operand.arguments.size(); ++i) {
        out += i == 0 ? "" : ", ";
        appendOperand(out, operand.arguments[i]);
    }
    out += ')';
}

void appendExpression(std::string &out, const ast::Expression &expression)
{
    for (std::size_t i = 0; i < expression.terms.size(); ++i) {
        const ast::Term &term = expression.terms[i];
        if (i > 0) {
            out += term.join == ast::Join::And ? " && " : " || ";
        }
        if (const auto *group = std::get_if<ast::Group>(&term.content)) {
            out += '(';
            appendExpression(out, *group->expression);
            out += ')';
            continue;
        }
        const auto &comparison = std::get<ast::Comparison>(term.content);
        appendOperand(out, comparison.left);
        out += ' ';
        out += signText(comparison.sign, comparison.any);
        out += ' ';
        appendOperand(out, comparison.right);
    }
}

/// The letter behind the backslash for characters that are written as an escape; 0 for the others.
char escapeLetter(char c)
{
    switch (c) {
    case '"':
        return '"';
    case '\\':
        return '\\';
    case '\n':
        return 'n';
    case '\t':
        return 't';
    case '\r':
        return 'r';
    default:
        return '\0';
    }
}

} // namespace

std::string quoteText(std::string_view value)
{
    std::string out = "\"";
    for (const char c : value) {
        if (const char letter = escapeLetter(c); letter != '\0') {
            out += '\\';
            out += letter;
        } else {
            out += c;
        }
    }
    out += '"';
    return out;
}

std::string_view signText(ast::Sign sign, bool any)
{
    static constexpr std::array<std::string_view, 8> kWithMark{
        "?=", "?!=", "?~", "?!~", "?<", "?<=", "?>", "?>="};
    const std::string_view text = kWithMark[static_cast<std::size_t>(sign)];
    return any ? text : text.substr(1);
}

std::string printOperand(const ast::Operand &operand)
{
    std::string out;
    appendOperand(out, operand);
    return out;
}

std::string printFilter(const ast::Expression &expression)
{
    std::string out;
    appendExpression(out, expression);
    return out;
}

} // namespace socle::filter
