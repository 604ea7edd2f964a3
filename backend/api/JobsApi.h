// Long work over HTTP: how far it is, and ending it (socle-api.md 12). For superusers.
#pragma once

#include "backend/api/Route.h"
#include "backend/jobs/JobBook.h"

#include <string>
#include <vector>

namespace socle::api {

class JobsApi
{
public:
    /// The book outlives the api.
    explicit JobsApi(jobs::JobBook &book)
        : m_book(book)
    {
    }

    std::vector<Route> routes();

private:
    Reply view(const http::Request &request, const RequestScope &scope);
    Reply cancel(const http::Request &request, const RequestScope &scope);

    jobs::JobBook &m_book;
};

/// Whether the client asked not to wait: `Prefer: respond-async`.
bool wantsJob(const http::Request &request);

/// 202 `{"job":"id"}` for work that goes on by itself.
Reply startJob(jobs::JobBook &book,
               const RequestScope &scope,
               std::string kind,
               jobs::JobBook::Work work);

} // namespace socle::api
