#include "shared/filter/Scan.h"

#include "shared/core/Text.h"

#include <cstdint>

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

int hexValue(char c)
{
    if (isDigit(c)) {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Reads exactly `digits` hexadecimal digits; false when there are fewer.
bool readHex(std::string_view text, std::size_t position, std::size_t digits, std::uint32_t &value)
{
    if (position + digits > text.size()) {
        return false;
    }
    value = 0;
    for (const char c : text.substr(position, digits)) {
        const int digit = hexValue(c);
        if (digit < 0) {
            return false;
        }
        value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    return true;
}

constexpr bool isSurrogate(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDFFF; }

/// Decodes \xHH, \uXXXX (also a surrogate pair of two) and \UXXXXXXXX at the backslash. 0: it is
/// none of them.
std::size_t decodeCodePoint(std::string_view body, std::size_t position, std::string &out)
{
    std::uint32_t value = 0;
    switch (body[position + 1]) {
    case 'x':
        if (!readHex(body, position + 2, 2, value)) {
            return 0;
        }
        out += static_cast<char>(value);
        return 4;
    case 'u': {
        if (!readHex(body, position + 2, 4, value)) {
            return 0;
        }
        std::uint32_t low = 0;
        const std::size_t second = position + 6;
        if (value >= 0xD800 && value <= 0xDBFF && body.substr(second, 2) == "\\u"
            && readHex(body, second + 2, 4, low) && low >= 0xDC00 && low <= 0xDFFF) {
            appendUtf8(out,
                       static_cast<char32_t>(0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)));
            return 12;
        }
        appendUtf8(out, isSurrogate(value) ? U'\uFFFD' : static_cast<char32_t>(value));
        return 6;
    }
    case 'U':
        if (!readHex(body, position + 2, 8, value) || value > 0x10FFFF) {
            return 0;
        }
        appendUtf8(out, static_cast<char32_t>(value));
        return 10;
    default:
        return 0;
    }
}

/// The character a one-letter escape stands for; 0 when it is none.
char simpleEscape(char c, char quote)
{
    switch (c) {
    case '\\':
        return '\\';
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'v':
        return '\v';
    case 'a':
        return '\a';
    default:
        return c == quote ? c : '\0';
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
    const char quote = literal.front();
    const std::string_view body = literal.substr(1, literal.size() - 2);
    std::string value;
    value.reserve(body.size());
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (body[i] != '\\' || i + 1 == body.size()) {
            value += body[i];
            continue;
        }
        if (const char simple = simpleEscape(body[i + 1], quote); simple != '\0') {
            value += simple;
            ++i;
            continue;
        }
        const std::size_t taken = decodeCodePoint(body, i, value);
        if (taken > 0) {
            i += taken - 1;
        } else {
            value += '\\'; // an unknown escape stays as it is: '50\%' is a LIKE pattern
        }
    }
    return value;
}

} // namespace socle::filter::scan
