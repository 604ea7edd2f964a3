#include "backend/api/CronsApi.h"

#include "backend/api/RequestScope.h"
#include "backend/jobs/CronScheduler.h"
#include "shared/json/JsonWriter.h"

namespace socle::api {

std::vector<Route> CronsApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/crons",
             .access = Access::Superuser,
             .handler = handledBy(this, &CronsApi::list)},
            {.method = http::Method::Post,
             .pattern = "/api/crons/{id}",
             .access = Access::Superuser,
             .handler = handledBy(this, &CronsApi::run)}};
}

Reply CronsApi::list(const http::Request &, const RequestScope &)
{
    std::string out;
    JsonWriter writer(out);
    writer.startArray();
    for (const jobs::CronScheduler::Entry &entry : m_crons.list()) {
        writer.startObject();
        writer.member("id", entry.id);
        writer.member("expression", entry.expression);
        writer.endObject();
    }
    writer.endArray();
    return http::Response::json(200, std::move(out));
}

Reply CronsApi::run(const http::Request &request, const RequestScope &)
{
    if (!m_crons.start(request.param("id"))) {
        return notFound("Missing or invalid cron job.");
    }
    return http::Response::empty(204);
}

} // namespace socle::api
