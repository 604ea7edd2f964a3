#include "backend/api/LockoutApi.h"

#include "backend/api/AuthForm.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/Lockout.h"
#include "backend/schema/Catalogue.h"
#include "shared/json/JsonWriter.h"

namespace socle::api {

using http::Request;
using http::Response;

std::vector<Route> LockoutApi::routes()
{
    using http::Method;
    return {{.method = Method::Get,
             .pattern = "/api/socle/accounts/locked",
             .access = Access::Superuser,
             .handler = handledBy(this, &LockoutApi::list)},
            {.method = Method::Post,
             .pattern = "/api/socle/accounts/{collection}/{id}/unlock",
             .access = Access::Superuser,
             .handler = handledBy(this, &LockoutApi::unlock)}};
}

Reply LockoutApi::list(const Request &, const RequestScope &scope)
{
    std::string out;
    JsonWriter writer(out);
    writer.startArray();
    for (const auth::LockedAccount &account : m_lockout.locked()) {
        const auto slash = account.key.find('/');
        const auto collection = scope.catalogue()->findById(account.key.substr(0, slash));
        writer.startObject();
        writer.member("collection", collection ? collection->name : std::string());
        writer.member("record", account.key.substr(slash + 1)); // or what was given as identity
        writer.member("until", account.until.toString());
        writer.member("rounds", account.rounds);
        writer.endObject();
    }
    writer.endArray();
    return Response::json(200, std::move(out));
}

Reply LockoutApi::unlock(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    if (!m_lockout.unlock(auth::Lockout::keyOf(collection->id, request.param("id")))) {
        return notFound("The account is not locked.");
    }
    return Response::empty(204);
}

} // namespace socle::api
