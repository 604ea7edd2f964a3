// Where tokens begin and end: the lexical rules of records-api.md 3.1 and 3.2, shared by the parser
// and the tokenizer.
//
// Every function starts at `position`, where its token is known to begin, and returns where it
// ends; nothing here fails, callers ask the is… functions whether what was scanned is well-formed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace socle::filter::scan {

bool isBlank(char c); // CR, VT and FF too: a harmless superset
bool isDigit(char c);
bool isIdentifierStart(char c); // letter @ _ #
bool isIdentifierPart(char c); // letter digit _ . :
bool isSignCharacter(char c);
bool isJoinCharacter(char c);
bool isQuote(char c);
/// "//" stands at `position`.
bool startsComment(std::string_view text, std::size_t position);
/// A digit, or "-" before a digit or before "." and a digit.
bool startsNumber(std::string_view text, std::size_t position);

std::size_t endOfBlanks(std::string_view text, std::size_t position);
std::size_t endOfComment(std::string_view text, std::size_t position); // behind the LF
std::size_t endOfIdentifier(std::string_view text, std::size_t position);
std::size_t endOfNumber(std::string_view text, std::size_t position); // takes every digit and point
std::size_t endOfSign(std::string_view text, std::size_t position);
std::size_t endOfJoin(std::string_view text, std::size_t position);
/// Behind the closing quote; npos when there is none.
std::size_t endOfText(std::string_view text, std::size_t position);

bool isWellFormedIdentifier(std::string_view name);
bool isWellFormedNumber(std::string_view number);

/// The value between the quotes of a text literal, escapes decoded (3.2). `literal` has its quotes.
std::string decodeText(std::string_view literal);

} // namespace socle::filter::scan
