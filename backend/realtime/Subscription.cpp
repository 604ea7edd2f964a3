#include "backend/realtime/Subscription.h"

#include "shared/core/Number.h"
#include "shared/core/Text.h"
#include "shared/json/Json.h"

#include <optional>
#include <utility>

namespace socle::realtime {

namespace {

constexpr std::string_view kOptions = "options=";

std::string asText(const Json &value)
{
    switch (value.type()) {
    case Json::Type::Null:
        return {};
    case Json::Type::String:
        return value.toText();
    case Json::Type::Double:
        return formatNumber(value.toDouble());
    case Json::Type::Bool:
    case Json::Type::Int:
    case Json::Type::Array:
    case Json::Type::Object:
        return value.dump();
    }
    return {};
}

/// Value of the first `options` parameter of a query string, decoded.
std::optional<std::string> optionsOf(std::string_view query)
{
    for (const std::string &pair : split(query, '&')) {
        std::string decoded;
        if (startsWith(pair, kOptions)
            && percentDecode(std::string_view(pair).substr(kOptions.size()), true, decoded)) {
            return decoded;
        }
    }
    return std::nullopt;
}

} // namespace

SubscriptionPtr parseSubscription(std::string_view text)
{
    auto made = std::make_shared<Subscription>();
    made->text = text;
    const auto mark = text.find('?');
    made->topic = text.substr(0, mark);
    if (mark == std::string_view::npos) {
        return made;
    }
    const auto options = optionsOf(text.substr(mark + 1));
    const auto parsed = options ? parseJson(*options) : Result<Json>(Json());
    if (!parsed) {
        return made;
    }
    for (const auto &[name, value] : (*parsed)["query"].object()) {
        made->query.insert_or_assign(name, asText(value));
    }
    for (const auto &[name, value] : (*parsed)["headers"].object()) {
        made->headers.insert_or_assign(rules::headerKey(name), asText(value));
    }
    return made;
}

} // namespace socle::realtime
