// The filter language as a run of tokens that covers every byte and never fails: highlighting and
// completion read this.
//
// The parser does not: inside parentheses it does not see comments while it looks for the closing
// one, as the peer does not (records-api.md 3.1). For text that parses, both agree.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace socle::filter {

enum class TokenKind {
    Blank,
    Comment,
    Identifier, // field paths, @request.*, macros, true, false, null
    Function, // a name with "(" right behind it
    Number,
    Text, // with its quotes
    Sign,
    Join,
    OpenParenthesis,
    CloseParenthesis,
    Comma,
    Invalid, // a byte run that begins no token, or a malformed one: `5.`, `=!`, an unterminated
             // text
};

struct Token
{
    TokenKind kind = TokenKind::Invalid;
    std::size_t start = 0; // bytes
    std::size_t end = 0;

    bool operator==(const Token &) const = default;
};

/// Tokens in order, without gaps, up to the end of `text`. Linear time.
std::vector<Token> tokenize(std::string_view text);

} // namespace socle::filter
