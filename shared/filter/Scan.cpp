#include "shared/filter/Scan.h"

namespace socle::filter::scan {

namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

template <typename Predicate>
std::size_t endOfRun(std::string_view text, std::size_t position, Predicate belongs)
{
    while (position < text.size() && belongs(text[position])) {
        ++position;
    }
    return position;
}

/// The character an escape stands for; 0 when it is none. These six are the peer's, asked over the
/// wire.
char escaped(char c)
{
    switch (c) {
    case '\\':
    case '"':
    case '\'':
        return c;
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    default:
        return '\0';
    }
}

} // namespace

bool isBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isIdentifierStart(char c) { return isLetter(c) || c == '@' || c == '_' || c == '#'; }

bool isIdentifierPart(char c)
{
    return isLetter(c) || isDigit(c) || c == '_' || c == '.' || c == ':';
}

bool isSignCharacter(char c)
{
    return c == '=' || c == '?' || c == '!' || c == '<' || c == '>' || c == '~';
}

bool isJoinCharacter(char c) { return c == '&' || c == '|'; }

bool isQuote(char c) { return c == '\'' || c == '"'; }

bool startsComment(std::string_view text, std::size_t position)
{
    return text.substr(position, 2) == "//";
}

bool startsNumber(std::string_view text, std::size_t position)
{
    const auto digitAt = [text](std::size_t at) { return at < text.size() && isDigit(text[at]); };
    if (digitAt(position)) {
        return true;
    }
    if (position >= text.size() || text[position] != '-') {
        return false;
    }
    return digitAt(position + 1)
        || (position + 1 < text.size() && text[position + 1] == '.' && digitAt(position + 2));
}

std::size_t endOfBlanks(std::string_view text, std::size_t position)
{
    return endOfRun(text, position, isBlank);
}

std::size_t endOfComment(std::string_view text, std::size_t position)
{
    const std::size_t lineEnd = text.find('\n', position);
    return lineEnd == std::string_view::npos ? text.size() : lineEnd + 1;
}

std::size_t endOfIdentifier(std::string_view text, std::size_t position)
{
    return endOfRun(text, position + 1, isIdentifierPart);
}

std::size_t endOfNumber(std::string_view text, std::size_t position)
{
    return endOfRun(text, position + 1, [](char c) { return isDigit(c) || c == '.'; });
}

std::size_t endOfSign(std::string_view text, std::size_t position)
{
    return endOfRun(text, position, isSignCharacter);
}

std::size_t endOfJoin(std::string_view text, std::size_t position)
{
    return endOfRun(text, position, isJoinCharacter);
}

std::size_t endOfText(std::string_view text, std::size_t position)
{
    const char quote = text[position];
    for (std::size_t i = position + 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i; // whatever it escapes, it does not close the literal
        } else if (text[i] == quote) {
            return i + 1;
        }
    }
    return std::string_view::npos;
}

bool isWellFormedIdentifier(std::string_view name)
{
    if (name.empty() || name.back() == '.' || name.back() == ':') {
        return false;
    }
    return name != "@" && name != "_" && name != "#";
}

bool isWellFormedNumber(std::string_view number)
{
    if (number.empty() || !isDigit(number.back())) {
        return false;
    }
    const std::size_t point = number.find('.');
    return point == std::string_view::npos || number.find('.', point + 1) == std::string_view::npos;
}

std::string decodeText(std::string_view literal)
{
    const std::string_view body = literal.substr(1, literal.size() - 2);
    std::string value;
    value.reserve(body.size());
    for (std::size_t i = 0; i < body.size(); ++i) {
        const char meant = body[i] == '\\' && i + 1 < body.size() ? escaped(body[i + 1]) : '\0';
        if (meant != '\0') {
            value += meant;
            ++i;
        } else {
            value += body[i]; // also of an unknown escape: '50\%' is a LIKE pattern
        }
    }
    return value;
}

} // namespace socle::filter::scan
