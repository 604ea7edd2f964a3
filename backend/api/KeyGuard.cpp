// See KeyGuard.h.
#include "backend/api/KeyGuard.h"

#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/schema/Catalogue.h"
#include "shared/core/Text.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <array>
#include <string>

namespace socle::api {

namespace {

using http::Method;

constexpr std::string_view kCollection = "/api/collections/{collection}/";
constexpr std::string_view kAi = "/api/ai/";
constexpr std::string_view kFile = "/api/files/{collection}/";
constexpr std::string_view kAdminScope = "ai:admin";

/// Routes that would let a key outlive or outgrow itself.
constexpr std::array<std::string_view, 4> kNeverForKeys{
    "/api/collections/{collection}/auth-refresh",
    "/api/collections/{collection}/impersonate/{id}",
    "/api/collections/_apiKeys/records",
    "/api/ai/providers/{id}/secrets"};

struct Scope
{
    std::string subject;
    std::string action;
};

std::string firstSegment(std::string_view rest)
{
    return std::string(rest.substr(0, rest.find('/')));
}

std::string_view recordAction(Method method, bool isOne)
{
    switch (method) {
    case Method::Post:
        return "create";
    case Method::Patch:
        return "update";
    case Method::Delete:
        return "delete";
    default:
        return isOne ? "view" : "list";
    }
}

/// Routes below a collection: records and what reads or writes them.
Scope collectionScope(const Route &route, std::string collection)
{
    const std::string_view rest = route.pattern.substr(kCollection.size());
    const bool isOne = rest.find("{id}") != std::string_view::npos;
    if (startsWith(rest, "records")) {
        const bool isHistory = rest.find("revisions") != std::string_view::npos;
        return {std::move(collection),
                isHistory ? route.method == Method::Post ? "update" : "view"
                          : std::string(recordAction(route.method, isOne))};
    }
    if (startsWith(rest, "aggregate") || startsWith(rest, "export")
        || startsWith(rest, "revisions")) {
        return {std::move(collection), "list"};
    }
    if (startsWith(rest, "import")) {
        return {std::move(collection), "create"};
    }
    return {"schema", firstSegment(rest)};
}

/// The scope a route asks for; an empty subject: none.
Scope scopeOf(const Route &route, const http::Request &request, const schema::Catalogue &catalogue)
{
    const std::string_view pattern = route.pattern;
    if (startsWith(pattern, kCollection) && route.access != Access::Public) {
        const auto collection = catalogue.findByNameOrId(request.param("collection"));
        return collection ? collectionScope(route, collection->name) : Scope{};
    }
    if (startsWith(pattern, kAi)) {
        return {"ai",
                route.access == Access::Superuser ? "admin"
                                                  : firstSegment(pattern.substr(kAi.size()))};
    }
    if (route.access == Access::Public && !startsWith(pattern, "/api/realtime")) {
        return {};
    }
    if (pattern == "/api/batch" || startsWith(pattern, kFile)) {
        return {}; // each request of a batch is checked where it reaches records; files ask no
                   // header
    }
    std::string_view rest
        = pattern.substr(std::min(pattern.size(), std::string_view("/api/").size()));
    if (startsWith(rest, "collections")) {
        return {"schema", route.method == Method::Get ? "view" : "change"};
    }
    if (startsWith(rest, "socle/")) {
        rest.remove_prefix(std::string_view("socle/").size());
    }
    const std::string area = firstSegment(rest);
    if (area == "realtime" || area == "mcp" || area == "graphql" || area == "files") {
        return {area, "use"};
    }
    return {"admin", area};
}

} // namespace

std::optional<Error> keyProblem(const Route &route,
                                const http::Request &request,
                                const rules::Caller &caller,
                                const schema::Catalogue &catalogue)
{
    const bool isNever = std::find(kNeverForKeys.begin(), kNeverForKeys.end(), route.pattern)
        != kNeverForKeys.end();
    const Scope scope = scopeOf(route, request, catalogue);
    if (isNever
        || (!scope.subject.empty() && !rules::isInScope(caller, scope.subject, scope.action))) {
        return forbidden(std::string(protocol::kKeyOutOfScope));
    }
    return std::nullopt;
}

bool opensSuperuserRoute(const Route &route, const rules::Caller &caller)
{
    return caller.key && startsWith(route.pattern, kAi)
        && std::find(caller.key->scopes.begin(), caller.key->scopes.end(), kAdminScope)
        != caller.key->scopes.end();
}

} // namespace socle::api
