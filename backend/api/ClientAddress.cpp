// See ClientAddress.h.
#include "backend/api/ClientAddress.h"

#include "backend/http/Request.h"
#include "backend/schema/Settings.h"
#include "shared/core/Text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>

namespace socle::api {

namespace {

struct Address
{
    std::array<std::uint8_t, 16> bytes{};
    std::size_t size = 0; // 4 or 16
};

std::optional<Address> parseAddress(std::string_view text)
{
    const std::string zero(text);
    Address address;
    if (::inet_pton(AF_INET, zero.c_str(), address.bytes.data()) == 1) {
        address.size = 4;
        return address;
    }
    // A zone ("fe80::1%eth0") is no part of the address.
    if (::inet_pton(AF_INET6, zero.substr(0, zero.find('%')).c_str(), address.bytes.data()) == 1) {
        address.size = 16;
        return address;
    }
    return std::nullopt;
}

std::string textOf(const Address &address)
{
    std::array<char, 48> text{};
    const auto &b = address.bytes;
    if (address.size == 4) {
        std::snprintf(text.data(), text.size(), "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
        return text.data();
    }
    std::string full;
    for (std::size_t i = 0; i < 16; i += 2) {
        std::snprintf(text.data(), text.size(), i == 0 ? "%02x%02x" : ":%02x%02x", b[i], b[i + 1]);
        full += text.data();
    }
    return full;
}

bool isInside(const Address &address, const Address &network, unsigned bits)
{
    if (address.size != network.size || bits > address.size * 8) {
        return false;
    }
    for (unsigned bit = 0; bit < bits; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        if ((address.bytes[bit / 8] & mask) != (network.bytes[bit / 8] & mask)) {
            return false;
        }
    }
    return true;
}

} // namespace

std::string normalizedAddress(std::string_view text)
{
    const auto address = parseAddress(trimmed(text));
    return address ? textOf(*address) : std::string();
}

bool isListed(std::string_view address, const std::vector<std::string> &list)
{
    const auto subject = parseAddress(address);
    if (!subject) {
        return false;
    }
    for (const std::string &entry : list) {
        const auto slash = entry.find('/');
        const auto network = parseAddress(std::string_view(entry).substr(0, slash));
        if (!network) {
            continue;
        }
        unsigned bits = static_cast<unsigned>(network->size * 8);
        if (slash != std::string::npos) {
            const char *end = entry.data() + entry.size();
            if (std::from_chars(entry.data() + slash + 1, end, bits).ptr != end) {
                continue;
            }
        }
        if (isInside(*subject, *network, bits)) {
            return true;
        }
    }
    return false;
}

std::string clientAddress(const http::Request &request, const schema::Settings &settings)
{
    for (const std::string &name : settings.trustedProxy.headers) {
        std::vector<std::string> parts = split(request.headers.lastValue(name), ',');
        if (!settings.trustedProxy.useLeftmostIp) {
            std::reverse(parts.begin(), parts.end());
        }
        for (const std::string &part : parts) {
            if (std::string address = normalizedAddress(part); !address.empty()) {
                return address;
            }
        }
    }
    if (request.remoteAddress.find(':') == std::string::npos) {
        return request.remoteAddress;
    }
    return normalizedAddress(request.remoteAddress);
}

} // namespace socle::api
