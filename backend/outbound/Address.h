// Which addresses of the world the server may connect to on somebody's behalf.
//
// Webhooks, providers and fetches name hosts that a caller chose; without this list a caller could
// reach the machine's own services. The check is made on the address actually connected to, inside
// the socket callback, so that a name which resolves differently the second time gains nothing.
#pragma once

#include <string>
#include <string_view>

struct sockaddr;

namespace socle::outbound {

/// True for loopback, private, link-local, CGNAT, multicast, unspecified, documentation and
/// reserved ranges, and for the IPv4-mapped and NAT64 forms of these. Anything that is neither IPv4
/// nor IPv6 counts as private.
bool isPrivateAddress(const sockaddr &address);

/// The same for a textual address ("127.0.0.1", "::1"); text that is no address counts as private.
bool isPrivateAddress(std::string_view text);

/// "127.0.0.1:8080" of a socket address, "[::1]:80" for IPv6, empty when it is neither.
std::string hostPort(const sockaddr &address);

} // namespace socle::outbound
