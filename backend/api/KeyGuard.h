// What a request with an API key may reach: the scope each route asks for (socle-api.md 10).
//
// Records are guarded twice: here by route, and in records/ for whatever reaches them another way
// (batch, expand, streams). Keys never make tokens, never manage keys, and never set provider
// secrets.
#pragma once

#include "backend/api/Route.h"
#include "shared/core/Error.h"

#include <optional>

namespace socle::rules {
struct Caller;
}

namespace socle::schema {
class Catalogue;
}

namespace socle::api {

/// Why the key of `caller` cannot be used on this route; nothing when it can. `caller` has a key.
std::optional<Error> keyProblem(const Route &route,
                                const http::Request &request,
                                const rules::Caller &caller,
                                const schema::Catalogue &catalogue);

/// True when a route for superusers is open to this key although it acts for somebody else: the
/// routes of AI for the scope `ai:admin`.
bool opensSuperuserRoute(const Route &route, const rules::Caller &caller);

} // namespace socle::api
