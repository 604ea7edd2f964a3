// base64 (RFC 4648) in both alphabets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace socle::crypto {

std::string base64Encode(std::string_view bytes); // standard alphabet, padded
std::string base64UrlEncode(std::string_view bytes); // URL alphabet, no padding
/// Nothing when a character is foreign, the padding wrong, or bits are left over.
std::optional<std::string> base64Decode(std::string_view text);
std::optional<std::string> base64UrlDecode(std::string_view text);

std::string hexEncode(std::string_view bytes); // lower case

} // namespace socle::crypto
