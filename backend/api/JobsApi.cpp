// See JobsApi.h.
#include "backend/api/JobsApi.h"

#include "backend/api/ListParameters.h"
#include "backend/api/RequestScope.h"
#include "backend/jobs/Reindex.h"
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
             .pattern = "/api/socle/jobs",
             .access = Access::Superuser,
             .handler = handledBy(this, &JobsApi::list)},
            {.method = http::Method::Get,
             .pattern = "/api/socle/jobs/{id}",
             .access = Access::Superuser,
             .handler = handledBy(this, &JobsApi::view)},
            {.method = http::Method::Delete,
             .pattern = "/api/socle/jobs/{id}",
             .access = Access::Superuser,
             .handler = handledBy(this, &JobsApi::cancel)},
            {.method = http::Method::Post,
             .pattern = "/api/socle/reindex",
             .access = Access::Superuser,
             .handler = handledBy(this, &JobsApi::reindex)}};
}

// The newest first; `state` and `kind` restrict it. Everything else that a list can do is done by
// the records of `_jobs`.
Reply JobsApi::list(const Request &request, const RequestScope &)
{
    const protocol::Paging paging = SOCLE_TRY(readListPaging(request));
    const jobs::JobBook::Query query{.state = request.queryParam("state").value_or(""),
                                     .kind = request.queryParam("kind").value_or(""),
                                     .offset = paging.offset(),
                                     .count = paging.perPage};
    return onReader([this, paging, query](storage::ReadTransaction &tx) -> Reply {
        const auto page = SOCLE_TRY(m_book.list(tx, query));
        std::vector<std::string> items;
        for (const Json &job : page.items) {
            items.push_back(job.dump());
        }
        return Response::json(200, listEnvelope(items, paging, page.total));
    });
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

Reply JobsApi::reindex(const Request &, const RequestScope &scope)
{
    return startJob(m_book, scope, "reindex", [this](jobs::JobRun &job) {
        return jobs::rebuildIndexes(m_database, job);
    });
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
