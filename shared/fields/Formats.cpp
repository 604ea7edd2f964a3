// See Formats.h. Hand-written matchers: shared/ has no regular expressions, and these run on every
// saved record.
#include "shared/fields/Formats.h"

#include "shared/core/Text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace socle::fields {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool isAlnum(char c) { return isDigit(c) || isAlpha(c); }

// Bytes of code points from U+0080 on: the peer allows letters of any script.
bool isHigh(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool allDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

bool isIpv4(std::string_view text)
{
    const auto parts = split(text, '.');
    return parts.size() == 4
        && std::all_of(parts.begin(), parts.end(), [](const std::string &part) {
               return allDigits(part) && part.size() <= 3 && (part.size() == 1 || part[0] != '0')
                   && std::stoi(part) <= 255;
           });
}

bool isIpv6(std::string_view text)
{
    if (const auto zone = text.find('%'); zone != std::string_view::npos) {
        return false;
    }
    const auto doubleColon = text.find("::");
    if (doubleColon != std::string_view::npos
        && text.find("::", doubleColon + 1) != std::string_view::npos) {
        return false;
    }
    const auto countGroups = [](std::string_view part, bool last) -> int {
        if (part.empty()) {
            return 0;
        }
        int groups = 0;
        const auto pieces = split(part, ':');
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const std::string &piece = pieces[i];
            if (last && i + 1 == pieces.size() && piece.find('.') != std::string::npos) {
                if (!isIpv4(piece)) {
                    return -100;
                }
                groups += 2;
                continue;
            }
            const bool hex = !piece.empty() && piece.size() <= 4
                && piece.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
            if (!hex) {
                return -100;
            }
            ++groups;
        }
        return groups;
    };
    if (doubleColon == std::string_view::npos) {
        return countGroups(text, true) == 8;
    }
    const int before = countGroups(text.substr(0, doubleColon), false);
    const int after = countGroups(text.substr(doubleColon + 2), true);
    return before >= 0 && after >= 0 && before + after <= 7;
}

// One label of a URL's or e-mail's host: starts and ends with a letter or digit of any script.
bool isLooseLabel(std::string_view label, std::string_view inner)
{
    if (label.empty()) {
        return false;
    }
    const auto outer = [](char c) { return isAlnum(c) || isHigh(c); };
    return outer(label.front()) && outer(label.back())
        && std::all_of(label.begin(), label.end(), [&](char c) {
               return outer(c) || inner.find(c) != std::string_view::npos;
           });
}

bool isLooseHost(std::string_view host)
{
    const auto labels = split(host, '.');
    return std::all_of(labels.begin(),
                       labels.end(),
                       [](const std::string &label) { return isLooseLabel(label, "-_"); })
        && !allDigits(labels.back());
}

std::string_view schemeOf(std::string_view url)
{
    static constexpr std::array<std::string_view, 7> kSchemes{
        "https", "http", "wss", "ws", "ftp", "tcp", "udp"};
    for (const auto scheme : kSchemes) {
        if (startsWith(url, scheme) && startsWith(url.substr(scheme.size()), "://")) {
            return scheme;
        }
    }
    return {};
}

bool isAtext(char c)
{
    return isAlnum(c) || isHigh(c)
        || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

} // namespace

bool isWord(std::string_view text)
{
    return !text.empty()
        && std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '_'; });
}

bool isEmail(std::string_view text)
{
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0
        || text.find('@', at + 1) != std::string_view::npos) {
        return false;
    }
    for (const auto &atom : split(text.substr(0, at), '.')) {
        if (atom.empty() || !std::all_of(atom.begin(), atom.end(), isAtext)) {
            return false;
        }
    }
    std::string_view domain = text.substr(at + 1);
    if (endsWith(domain, ".")) {
        domain.remove_suffix(1);
    }
    const auto labels = split(domain, '.');
    if (labels.size() < 2) {
        return false;
    }
    if (!std::all_of(labels.begin(), labels.end(), [](const std::string &label) {
            return isLooseLabel(label, "-_~");
        })) {
        return false;
    }
    const std::string &tld = labels.back();
    const auto letter = [](char c) { return isAlpha(c) || isHigh(c); };
    return letter(tld.front()) && letter(tld.back());
}

bool isUrl(std::string_view text)
{
    if (codePointCount(text) < 4 || codePointCount(text) >= 2083 || startsWith(text, ".")) {
        return false;
    }
    if (std::any_of(text.begin(), text.end(), [](char c) {
            return static_cast<unsigned char>(c) <= ' ' || c == 0x7F;
        })) {
        return false;
    }
    const std::string_view scheme = schemeOf(text);
    std::string_view rest = scheme.empty() ? text : text.substr(scheme.size() + 3);
    const auto tail = rest.find_first_of("/?#");
    std::string_view authority = rest.substr(0, tail);
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        if (at == 0) {
            return false;
        }
        authority.remove_prefix(at + 1);
    }
    // Without scheme and colon the whole text reads as a path, which must then look like a host.
    if (scheme.empty() && text.find(':') == std::string_view::npos
        && text.find('.') == std::string_view::npos) {
        return false;
    }
    std::string_view host = authority;
    std::string_view port;
    if (startsWith(authority, "[")) {
        const auto close = authority.find(']');
        if (close == std::string_view::npos || !isIpv6(authority.substr(1, close - 1))) {
            return false;
        }
        host = {};
        port = authority.substr(close + 1);
        if (!port.empty() && port[0] != ':') {
            return false;
        }
        if (!port.empty()) {
            port.remove_prefix(1);
            return allDigits(port) && port.size() <= 5;
        }
        return true;
    }
    if (const auto colon = authority.rfind(':'); colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon + 1);
        if (!allDigits(port) || port.size() > 5) {
            return false;
        }
    }
    return host == "localhost" || isIpv4(host) || isLooseHost(host);
}

bool isDomain(std::string_view text)
{
    const auto labels = split(text, '.');
    if (labels.size() < 2) {
        return false;
    }
    for (const auto &label : labels) {
        const bool good = !label.empty() && label.size() <= 63 && isAlnum(label.front())
            && isAlnum(label.back()) && std::all_of(label.begin(), label.end(), [](char c) {
                   return isAlnum(c) || c == '-';
               });
        if (!good) {
            return false;
        }
    }
    return !labels.back().empty()
        && std::all_of(labels.back().begin(), labels.back().end(), isAlpha);
}

bool isIp(std::string_view text)
{
    return isIpv4(text) || (text.find(':') != std::string_view::npos && isIpv6(text));
}

bool isIpOrSubnet(std::string_view text)
{
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) {
        return isIp(text);
    }
    const std::string_view bits = text.substr(slash + 1);
    if (!isIp(text.substr(0, slash)) || !allDigits(bits) || bits.size() > 3
        || (bits.size() > 1 && bits[0] == '0')) {
        return false;
    }
    int value = 0;
    std::from_chars(bits.data(), bits.data() + bits.size(), value);
    return value <= (text.find(':') == std::string_view::npos ? 32 : 128);
}

bool isHost(std::string_view text)
{
    if (isIp(text)) {
        return true;
    }
    if (text.empty() || text.size() > 255) {
        return false;
    }
    if (text.back() == '.') {
        text.remove_suffix(1);
    }
    const auto labels = split(text, '.');
    return std::all_of(labels.begin(),
                       labels.end(),
                       [](const std::string &label) {
                           return !label.empty() && label.size() <= 63
                               && (isAlnum(label.front()) || label.front() == '_')
                               && std::all_of(label.begin(), label.end(), [](char c) {
                                      return isAlnum(c) || c == '-' || c == '_';
                                  });
                       })
        && !isIpv4(text);
}

bool isHexColor(std::string_view text)
{
    if (startsWith(text, "#")) {
        text.remove_prefix(1);
    }
    return (text.size() == 3 || text.size() == 6)
        && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

std::string urlHost(std::string_view url)
{
    const auto mark = url.find("://");
    if (mark == std::string_view::npos) {
        return {};
    }
    std::string_view authority = url.substr(mark + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        authority.remove_prefix(at + 1);
    }
    return std::string(authority);
}

} // namespace socle::fields
