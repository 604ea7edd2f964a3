// One subscription text of a client: `<collection>/*?options=…` taken apart.
//
// Nothing is refused here: any text may be subscribed, and access is checked for each event.
// Source: records-api.md 6.5.
#pragma once

#include "backend/rules/RequestContext.h"

#include <memory>
#include <string>
#include <string_view>

namespace socle::realtime {

struct Subscription
{
    std::string text = {}; // exactly as submitted: the name of its events
    std::string topic = {}; // the part before the first `?`
    rules::RequestMap query = {}; // of the options
    rules::RequestMap headers = {}; // of the options; keys through headerKey()

    std::string_view filter() const { return option("filter"); }

    std::string_view expand() const { return option("expand"); }

    std::string_view fields() const { return option("fields"); }

private:
    std::string_view option(std::string_view name) const
    {
        const auto found = query.find(name);
        return found != query.end() ? std::string_view(found->second) : std::string_view();
    }
};

using SubscriptionPtr = std::shared_ptr<const Subscription>;

/// Options that cannot be read are left out.
SubscriptionPtr parseSubscription(std::string_view text);

} // namespace socle::realtime
