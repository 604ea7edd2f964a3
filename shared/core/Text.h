// Text helpers over UTF-8 bytes that several modules need; ASCII-only where the protocol is ASCII-only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace socle {

std::string asciiLower(std::string_view text);
bool equalsIgnoreCase(std::string_view a, std::string_view b); // ASCII only
bool startsWith(std::string_view text, std::string_view prefix);
bool endsWith(std::string_view text, std::string_view suffix);
std::string_view trimmed(std::string_view text); // blanks, tabs, CR, LF
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string> &parts, std::string_view separator);
/// ASCII letters and digits, lower-cased, parts joined by `_`; a new part begins after anything else and before an upper-case
/// letter that follows a non-upper-case one (data-directory.md B1.2).
std::string snakeCase(std::string_view text);
std::string replaceAll(std::string text, std::string_view what, std::string_view with);

/// True when `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool isValidUtf8(std::string_view text);
/// `text` with every malformed byte replaced by U+FFFD.
std::string toValidUtf8(std::string_view text);
/// Number of code points; malformed bytes count one each.
std::size_t codePointCount(std::string_view text);
/// First `count` code points of `text`.
std::string_view firstCodePoints(std::string_view text, std::size_t count);
/// Appends one code point as UTF-8; values that are no scalar value become U+FFFD.
void appendUtf8(std::string &out, char32_t codePoint);

/// Percent-decodes; `plusIsSpace` for query strings. An invalid escape gives false and leaves `out` untouched.
bool percentDecode(std::string_view text, bool plusIsSpace, std::string &out);
std::string percentEncode(std::string_view text);

/// CRC-32 (IEEE) of the bytes: collection and field ids derive from it (data-directory.md B5.2, B5.3).
unsigned crc32(std::string_view bytes);

} // namespace socle
