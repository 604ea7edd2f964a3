// Aggregation over HTTP: GET /api/collections/{collection}/aggregate (socle-api.md 5).
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::runtime {
class Clock;
}

namespace socle::api {

class AggregateApi
{
public:
    /// The clock outlives the object.
    explicit AggregateApi(const runtime::Clock &clock)
        : m_clock(clock)
    {
    }

    std::vector<Route> routes();

private:
    Reply aggregate(const http::Request &request, const RequestScope &scope);

    const runtime::Clock &m_clock;
};

} // namespace socle::api
