// A row of the route table: method, pattern, who may call, the handler. Each <Group>Api gives its
// rows as `std::vector<Route> routes()`; `socle routes` prints them all.
//
// Patterns: literal segments, `{name}` for one non-empty segment, `{name...}` as the last one for
// the rest of the path. Literals win over parameters. GET rows answer HEAD too. The class that
// gives the rows outlives the dispatcher.
#pragma once

#include "backend/api/Reply.h"
#include "backend/http/Request.h"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace socle::api {

class RequestScope;

enum class Access {
    Public,
    Auth, // any record: guests get 401
    Superuser, // guests get 401, other records 403
    ByRule, // the collection's own rules decide, in the handler
};

enum class Logged {
    Always,
    ErrorsOnly, // realtime, logs, static files, OAuth2 redirects (records-api.md 1.16)
};

using RouteHandler = std::function<Reply(const http::Request &, const RequestScope &)>;

struct Route
{
    http::Method method = http::Method::Get;
    std::string_view pattern = {}; // a literal: the table keeps the view
    Access access = Access::Public;
    RouteHandler handler = {};
    /// Tags of the collection-aware rate limit ("list", "authWithPassword", "auth"); empty: the
    /// plain one.
    std::vector<std::string_view> rateTags = {};
    /// Body limit when it is not the default of 32 MiB. Called with route parameters filled in.
    std::function<std::uint64_t(const http::Request &)> bodyLimit = {};
    /// Takes the body while it arrives instead of collecting it (imports, restores).
    std::function<http::BodyPlan(const http::Request &)> bodyPlan = {};
    Logged logged = Logged::Always;
};

/// `handledBy(this, &RecordsApi::create)`: a member function as the handler of a row.
template <typename Api>
RouteHandler handledBy(Api *api, Reply (Api::*member)(const http::Request &, const RequestScope &))
{
    return [api, member](const http::Request &request, const RequestScope &scope) {
        return (api->*member)(request, scope);
    };
}

template <typename Api>
RouteHandler handledBy(const Api *api,
                       Reply (Api::*member)(const http::Request &, const RequestScope &) const)
{
    return [api, member](const http::Request &request, const RequestScope &scope) {
        return (api->*member)(request, scope);
    };
}

} // namespace socle::api
