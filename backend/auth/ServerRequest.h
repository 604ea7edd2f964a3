// A request that no client sent: the server's own writes to accounts and their rows.
#pragma once

#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"

namespace socle::auth {

/// Holds caller and context together, since the one points to the other.
struct ServerRequest
{
    ServerRequest(const schema::Catalogue &catalogue, DateTime now)
        : context{.caller = &caller, .catalogue = &catalogue, .method = "POST", .now = now}
    {
    }

    ServerRequest(const ServerRequest &) = delete;
    ServerRequest &operator=(const ServerRequest &) = delete;

    rules::Caller caller = rules::Caller::superuser();
    rules::RequestContext context;
};

} // namespace socle::auth
