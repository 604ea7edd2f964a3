// See JobsApi.h.
#include "backend/api/JobsApi.h"

#include "backend/api/RequestScope.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Text.h"

namespace socle::api {

using http::Request;
using http::Response;

std::vector<Route> JobsApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/socle/jobs/{id}",
             .access = Access::Superuser,
             .handler = handledBy(this, &JobsApi::view)},
            {.method = http::Method::Delete,
             .pattern = "/api/socle/jobs/{id}",
             .access = Access::Superuser,
             .handler = handledBy(this, &JobsApi::cancel)}};
}

Reply JobsApi::view(const Request &request, const RequestScope &)
{
    return onReader(
        [this, id = std::string(request.param("id"))](storage::ReadTransaction &tx) -> Reply {
            const auto job = SOCLE_TRY(m_book.find(tx, id));
            return job ? Reply(Response::json(200, job->dump())) : Reply(notFound());
        });
}

Reply JobsApi::cancel(const Request &request, const RequestScope &)
{
    return m_book.cancel(request.param("id")) ? Reply(Response::empty(204)) : Reply(notFound());
}

bool wantsJob(const Request &request)
{
    for (const std::string &wish : split(request.headers.value("Prefer"), ',')) {
        if (equalsIgnoreCase(trimmed(wish), "respond-async")) {
            return true;
        }
    }
    return false;
}

Reply startJob(jobs::JobBook &book,
               const RequestScope &scope,
               std::string kind,
               jobs::JobBook::Work work)
{
    const std::string id
        = SOCLE_TRY(book.start(std::move(kind), rules::actorOf(scope.caller()), std::move(work)));
    return Response::json(202, Json(JsonObject{{"job", id}}).dump());
}

} // namespace socle::api
