// What a person calls the device behind a User-Agent header: "Firefox on Linux".
#pragma once

#include <string>
#include <string_view>

namespace socle::auth {

/// Program and system as far as the header names them, else its first word; "" for an empty one. At
/// most 80 bytes, printable ASCII.
std::string deviceName(std::string_view userAgent);

/// The header as it is kept: the first 200 bytes and `...` (auth-api.md 3.12).
std::string shortUserAgent(std::string_view userAgent);

} // namespace socle::auth
