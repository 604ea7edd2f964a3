// Is a password in a list of leaked ones? Asked by k-anonymity: the first five hex digits of its
// SHA-1 leave the server, the list answers with all endings it knows for them (design.md 10,
// `accounts.passwordPolicy.breachCheck`). Off by default.
#pragma once

#include "shared/core/Error.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace socle::outbound {
class HttpClient;
}

namespace socle::auth {

struct BreachRules
{
    bool enabled = false;
    std::string url = {}; // the five digits are put behind it
    bool allowPrivate = false; // private and loopback addresses, and plain HTTP
    bool failOpen = true; // a list that does not answer refuses nobody
};

class BreachCheck
{
public:
    /// The client outlives the object; `rules` is asked with every password.
    BreachCheck(outbound::HttpClient &http, std::function<BreachRules()> rules)
        : m_http(http)
        , m_rules(std::move(rules))
    {
    }

    bool isOn() const { return m_rules().enabled; }

    /// What is wrong with the password. Waits for the network, at most 5 s: for the `outbound`
    /// pool.
    std::optional<FieldError> fault(std::string_view password) const;

private:
    outbound::HttpClient &m_http;
    const std::function<BreachRules()> m_rules;
};

/// True when a list ("SUFFIX:COUNT" a line) has the suffix with a count above 0; padding has 0.
bool hasSuffix(std::string_view list, std::string_view suffix);

} // namespace socle::auth
