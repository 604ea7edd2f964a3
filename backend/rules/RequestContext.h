// What a rule can see of the request: `@request.*` and the macros (records-api.md 3.6, 3.8).
#pragma once

#include "shared/core/DateTime.h"
#include "shared/json/Json.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace socle::schema {
class Catalogue;
}

namespace socle::rules {

struct Caller;

using RequestMap = std::map<std::string, std::string, std::less<>>;

enum class BodyState {
    Received, // as decoded
    Resolved, // create and update: modifiers resolved, known fields normalised (records-api.md 2.6)
};

struct RequestContext
{
    const Caller *caller = nullptr; // null: guest
    const schema::Catalogue *catalogue = nullptr; // required
    std::string context = "default"; // @request.context
    std::string method = "GET"; // @request.method
    RequestMap query = {}; // first value of each key
    RequestMap headers = {}; // first value; keys through headerKey()
    /// Object; uploads stand in it as {name, originalName, size}.
    Json body = {};
    BodyState bodyState = BodyState::Received;
    DateTime now = {}; // of the injected clock; the macros count from it
};

/// The caller of the request; a guest when it names none.
const Caller &callerOf(const RequestContext &request);

/// Name of a header below @request.headers: "X-Token" -> "x_token".
std::string headerKey(std::string_view name);

} // namespace socle::rules
