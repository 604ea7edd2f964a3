// Long work over HTTP: what there is, how far it is, and ending it (socle-api.md 12). For
// superusers, who also hear of it on the realtime topic `@jobs`.
//
//   GET    /api/socle/jobs       list envelope, the newest first; `state` and `kind` restrict it
//   GET    /api/socle/jobs/{id}  {"id","kind","state","progress","done","total","message","error",
//                                "result","created","updated"}
//   DELETE /api/socle/jobs/{id}  204: it is cancelled soon; 404 when it is not under way
//   POST   /api/socle/reindex    202 {"job":"id"}: all indexes of the database are made anew
#pragma once

#include "backend/api/Route.h"
#include "backend/jobs/JobBook.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::api {

inline constexpr std::string_view kJobsTopic = "@jobs";

class JobsApi
{
public:
    /// The references outlive the api.
    JobsApi(jobs::JobBook &book, storage::Database &database)
        : m_book(book)
        , m_database(database)
    {
    }

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply view(const http::Request &request, const RequestScope &scope);
    Reply cancel(const http::Request &request, const RequestScope &scope);

    Reply reindex(const http::Request &request, const RequestScope &scope);

    jobs::JobBook &m_book;
    storage::Database &m_database;
};

/// Whether the client asked not to wait: `Prefer: respond-async`.
bool wantsJob(const http::Request &request);

/// 202 `{"job":"id"}` for work that goes on by itself.
Reply startJob(jobs::JobBook &book,
               const RequestScope &scope,
               std::string kind,
               jobs::JobBook::Work work);

} // namespace socle::api
