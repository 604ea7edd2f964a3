#include "backend/auth/BreachCheck.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/outbound/HttpClient.h"
#include "shared/core/Text.h"
#include "shared/protocol/Messages.h"

#include <algorithm>

namespace socle::auth {

namespace {

using protocol::Code;

constexpr Code kLeaked{"validation_password_breached",
                       "Must not be a password that is known from a leak."};
constexpr Code kUnchecked{"validation_password_unchecked",
                          "The password cannot be checked at the moment, please try again later."};
constexpr std::chrono::seconds kLimit{5};
constexpr std::uint64_t kMaxAnswer = 1024 * 1024;
constexpr std::size_t kPrefix = 5;

std::string upperHex(std::string_view bytes)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string hex;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += kDigits[byte >> 4];
        hex += kDigits[byte & 15];
    }
    return hex;
}

} // namespace

bool hasSuffix(std::string_view list, std::string_view suffix)
{
    while (!list.empty()) {
        const auto end = std::min(list.find('\n'), list.size());
        const std::string_view line = trimmed(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
        const auto colon = line.find(':');
        if (equalsIgnoreCase(line.substr(0, colon), suffix)) {
            return colon == std::string_view::npos
                || line.substr(colon + 1).find_first_not_of("0 ") != std::string_view::npos;
        }
    }
    return false;
}

std::optional<FieldError> BreachCheck::fault(std::string_view password) const
{
    const BreachRules rules = m_rules();
    if (!rules.enabled) {
        return std::nullopt;
    }
    const std::string digest = upperHex(crypto::sha1(password));
    const auto outcome
        = m_http.sendAndWait({.url = rules.url + digest.substr(0, kPrefix),
                              .headers = {{"Add-Padding", "true"}, {"User-Agent", "socle"}},
                              .connectTimeout = kLimit,
                              .firstByteTimeout = kLimit,
                              .idleTimeout = kLimit,
                              .totalTimeout = kLimit,
                              .maxBytes = kMaxAnswer,
                              .allowHttp = rules.allowPrivate,
                              .allowPrivate = rules.allowPrivate});
    if (!outcome.ok() || outcome.response.status != 200) {
        return rules.failOpen ? std::nullopt
                              : std::optional<FieldError>(protocol::fieldError(kUnchecked));
    }
    return hasSuffix(outcome.response.body, std::string_view(digest).substr(kPrefix))
        ? std::optional<FieldError>(protocol::fieldError(kLeaked))
        : std::nullopt;
}

} // namespace socle::auth
