// Who is at the other end, as far as addresses tell: the "real IP" behind proxies, and lists of
// addresses and subnets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace socle::http {
struct Request;
}

namespace socle::schema {
struct Settings;
}

namespace socle::api {

/// The client's address (records-api.md 1.15): the first trusted header that yields one, else the
/// TCP peer. IPv4 as it is, IPv6 written out in full, lower case.
std::string clientAddress(const http::Request &request, const schema::Settings &settings);

/// `text` in that form; empty when it is no IP address.
std::string normalizedAddress(std::string_view text);

/// True when `address` equals an entry of `list` or lies in a CIDR block of it (auth-api.md 2.4).
bool isListed(std::string_view address, const std::vector<std::string> &list);

} // namespace socle::api
