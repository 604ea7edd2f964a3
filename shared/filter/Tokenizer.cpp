#include "shared/filter/Tokenizer.h"

#include "shared/filter/Scan.h"

namespace socle::filter {

namespace {

bool isKnownSign(std::string_view sign)
{
    if (!sign.empty() && sign.front() == '?') {
        sign.remove_prefix(1);
    }
    return sign == "=" || sign == "!=" || sign == "~" || sign == "!~" || sign == "<" || sign == "<="
        || sign == ">" || sign == ">=";
}

bool startsToken(std::string_view text, std::size_t position)
{
    const char c = text[position];
    return scan::isBlank(c) || scan::isIdentifierStart(c) || scan::isSignCharacter(c)
        || scan::isJoinCharacter(c) || scan::isQuote(c) || c == '(' || c == ')' || c == ','
        || scan::startsComment(text, position) || scan::startsNumber(text, position);
}

Token nextToken(std::string_view text, std::size_t start)
{
    const char c = text[start];
    const auto well
        = [](bool wellFormed, TokenKind kind) { return wellFormed ? kind : TokenKind::Invalid; };
    if (scan::isBlank(c)) {
        return {TokenKind::Blank, start, scan::endOfBlanks(text, start)};
    }
    if (scan::startsComment(text, start)) {
        return {TokenKind::Comment, start, scan::endOfComment(text, start)};
    }
    if (scan::isIdentifierStart(c)) {
        const std::size_t end = scan::endOfIdentifier(text, start);
        const bool called = end < text.size() && text[end] == '(';
        return {well(scan::isWellFormedIdentifier(text.substr(start, end - start)),
                     called ? TokenKind::Function : TokenKind::Identifier),
                start,
                end};
    }
    if (scan::startsNumber(text, start)) {
        const std::size_t end = scan::endOfNumber(text, start);
        return {well(scan::isWellFormedNumber(text.substr(start, end - start)), TokenKind::Number),
                start,
                end};
    }
    if (scan::isQuote(c)) {
        const std::size_t end = scan::endOfText(text, start);
        return end == std::string_view::npos ? Token{TokenKind::Invalid, start, text.size()}
                                             : Token{TokenKind::Text, start, end};
    }
    if (scan::isSignCharacter(c)) {
        const std::size_t end = scan::endOfSign(text, start);
        return {well(isKnownSign(text.substr(start, end - start)), TokenKind::Sign), start, end};
    }
    if (scan::isJoinCharacter(c)) {
        const std::size_t end = scan::endOfJoin(text, start);
        const std::string_view join = text.substr(start, end - start);
        return {well(join == "&&" || join == "||", TokenKind::Join), start, end};
    }
    switch (c) {
    case '(':
        return {TokenKind::OpenParenthesis, start, start + 1};
    case ')':
        return {TokenKind::CloseParenthesis, start, start + 1};
    case ',':
        return {TokenKind::Comma, start, start + 1};
    default:
        break;
    }
    std::size_t end = start + 1;
    while (end < text.size() && !startsToken(text, end)) {
        ++end;
    }
    return {TokenKind::Invalid, start, end};
}

} // namespace

std::vector<Token> tokenize(std::string_view text)
{
    std::vector<Token> tokens;
    for (std::size_t position = 0; position < text.size();) {
        tokens.push_back(nextToken(text, position));
        position = tokens.back().end;
    }
    return tokens;
}

} // namespace socle::filter
