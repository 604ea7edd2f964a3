// Formats that fields and settings share: e-mail, URL, host, domain, IP, hexadecimal colour
// (admin-api.md A2.3).
//
// They follow the peer's patterns, not the RFCs: what an existing server accepted must stay
// acceptable.
#pragma once

#include <string>
#include <string_view>

namespace socle::fields {

bool isEmail(std::string_view text);
bool isUrl(std::string_view text); // the scheme is optional
bool isDomain(std::string_view text);
bool isIp(std::string_view text); // v4 or v6
bool isIpOrSubnet(std::string_view text);
bool isHost(std::string_view text); // IP or DNS name
bool isHexColor(std::string_view text);
/// `^\w+$` with ASCII word characters.
bool isWord(std::string_view text);

/// Host with port of a URL that has a scheme, else "".
std::string urlHost(std::string_view url);

} // namespace socle::fields
