// See Address.h. The ranges are a table; an IPv6 address that carries an IPv4 one is judged by what
// it carries.
#include "backend/outbound/Address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace socle::outbound {

namespace {

struct Range4
{
    std::uint32_t network;
    int bits;
};

constexpr std::uint32_t ip4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d)
{
    return (a << 24) | (b << 16) | (c << 8) | d;
}

constexpr std::array kPrivate4{
    Range4{ip4(0, 0, 0, 0), 8}, // this network
    Range4{ip4(10, 0, 0, 0), 8},
    Range4{ip4(100, 64, 0, 0), 10}, // carrier-grade NAT
    Range4{ip4(127, 0, 0, 0), 8},
    Range4{ip4(169, 254, 0, 0), 16}, // link-local, cloud metadata
    Range4{ip4(172, 16, 0, 0), 12},
    Range4{ip4(192, 0, 0, 0), 24},
    Range4{ip4(192, 0, 2, 0), 24}, // documentation
    Range4{ip4(192, 168, 0, 0), 16},
    Range4{ip4(198, 18, 0, 0), 15}, // benchmarks
    Range4{ip4(198, 51, 100, 0), 24}, // documentation
    Range4{ip4(203, 0, 113, 0), 24}, // documentation
    Range4{ip4(224, 0, 0, 0), 4}, // multicast
    Range4{ip4(240, 0, 0, 0), 4}, // reserved, broadcast
};

bool isPrivate4(std::uint32_t address)
{
    for (const Range4 &range : kPrivate4) {
        const std::uint32_t mask = ~std::uint32_t{0} << (32 - range.bits);
        if ((address & mask) == range.network) {
            return true;
        }
    }
    return false;
}

bool isPrivate6(const std::array<std::uint8_t, 16> &bytes)
{
    const auto embedded4 = [&bytes](std::size_t at) {
        return ip4(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
    };
    const auto startsWith = [&bytes](std::initializer_list<std::uint8_t> prefix) {
        return std::equal(prefix.begin(), prefix.end(), bytes.begin());
    };
    if (startsWith({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) { // ::ffff:a.b.c.d
        return isPrivate4(embedded4(12));
    }
    if (startsWith(
            {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})) { // ::, ::1 and the old IPv4-compatible form
        return true;
    }
    if (startsWith({0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0})) { // 64:ff9b::/96, NAT64
        return isPrivate4(embedded4(12));
    }
    if (startsWith({0x00, 0x64, 0xFF, 0x9B})) { // local NAT64 prefixes
        return true;
    }
    if (startsWith({0x20, 0x02})) { // 6to4
        return isPrivate4(embedded4(2));
    }
    if (startsWith({0x20, 0x01, 0x0D, 0xB8})
        || startsWith({0x20, 0x01, 0x00, 0x00})) { // documentation, Teredo
        return true;
    }
    return (bytes[0] & 0xFE) == 0xFC // unique local
        || (bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80) // link-local
        || (bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0xC0) // site-local
        || bytes[0] == 0xFF; // multicast
}

} // namespace

bool isPrivateAddress(const sockaddr &address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        return isPrivate4(ntohl(in.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
        return isPrivate6(bytes);
    }
    return true;
}

bool isPrivateAddress(std::string_view text)
{
    const std::string name(text);
    in_addr four{};
    if (inet_pton(AF_INET, name.c_str(), &four) == 1) {
        return isPrivate4(ntohl(four.s_addr));
    }
    std::array<std::uint8_t, 16> six{};
    if (inet_pton(AF_INET6, name.c_str(), six.data()) == 1) {
        return isPrivate6(six);
    }
    return true;
}

std::string hostPort(const sockaddr &address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        inet_ntop(AF_INET, &in.sin_addr, text.data(), text.size());
        return std::string(text.data()) + ":" + std::to_string(ntohs(in.sin_port));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        inet_ntop(AF_INET6, &in.sin6_addr, text.data(), text.size());
        return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(in.sin6_port));
    }
    return {};
}

} // namespace socle::outbound
