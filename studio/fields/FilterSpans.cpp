#include "studio/fields/FilterSpans.h"

#include "shared/filter/Tokenizer.h"
#include "studio/api/Text.h"

#include <optional>

namespace socle::studio {

namespace {

std::optional<Syntax> syntaxOf(filter::TokenKind kind, std::string_view word)
{
    switch (kind) {
    case filter::TokenKind::Blank:
    case filter::TokenKind::OpenParenthesis:
    case filter::TokenKind::CloseParenthesis:
    case filter::TokenKind::Comma:
        return std::nullopt;
    case filter::TokenKind::Comment:
        return Syntax::Comment;
    case filter::TokenKind::Identifier:
        if (word == "true" || word == "false" || word == "null") {
            return Syntax::Keyword;
        }
        return word.substr(0, 1) == "@" ? Syntax::Macro : Syntax::Field;
    case filter::TokenKind::Function:
        return Syntax::Function;
    case filter::TokenKind::Number:
        return Syntax::Number;
    case filter::TokenKind::Text:
        return Syntax::String;
    case filter::TokenKind::Sign:
    case filter::TokenKind::Join:
        return Syntax::Operator;
    case filter::TokenKind::Invalid:
        return Syntax::Error;
    }
    return std::nullopt;
}

} // namespace

QVector<CodeSpan> filterSpans(const QString &text)
{
    const std::string utf8 = toUtf8(text);
    QVector<CodeSpan> spans;
    int at = 0; // UTF-16; tokens come without gaps
    for (const filter::Token &token : filter::tokenize(utf8)) {
        const std::string_view word
            = std::string_view(utf8).substr(token.start, token.end - token.start);
        const int length = static_cast<int>(toQString(word).size());
        if (const auto syntax = syntaxOf(token.kind, word)) {
            spans.append({at, length, *syntax});
        }
        at += length;
    }
    return spans;
}

bool looksLikeFilter(const QString &text)
{
    const std::string utf8 = toUtf8(text);
    for (const filter::Token &token : filter::tokenize(utf8)) {
        if (token.kind == filter::TokenKind::Sign || token.kind == filter::TokenKind::Join
            || token.kind == filter::TokenKind::Function) {
            return true;
        }
    }
    return false;
}

} // namespace socle::studio
