// Jobs at fixed times over HTTP: their list, and one run now (admin-api.md A5.1).
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::jobs {
class CronScheduler;
}

namespace socle::api {

class CronsApi
{
public:
    /// The scheduler outlives the api.
    explicit CronsApi(jobs::CronScheduler &crons)
        : m_crons(crons)
    {
    }

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply run(const http::Request &request, const RequestScope &scope);

    jobs::CronScheduler &m_crons;
};

} // namespace socle::api
