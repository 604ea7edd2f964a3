// Log routes, for superusers: the peer's list, view and hourly counts (admin-api.md A3), and ours
// with percentiles and a live stream (socle-api.md 7).
//
// Logs live in auxiliary.db, so these handlers read it themselves instead of taking the
// dispatcher's snapshot of data.db: on the I/O thread for one slice, then again on the `read` pool.
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::observability {
class RequestLog;
}

namespace socle::runtime {
class Clock;
}

namespace socle::storage {
class Database;
}

namespace socle::api {

class LogsApi
{
public:
    /// `logs` is auxiliary.db; everything outlives the api.
    LogsApi(storage::Database &logs,
            observability::RequestLog &requestLog,
            const runtime::Clock &clock)
        : m_logs(logs)
        , m_requestLog(requestLog)
        , m_clock(clock)
    {
    }

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply view(const http::Request &request, const RequestScope &scope);
    Reply hours(const http::Request &request, const RequestScope &scope);
    Reply stats(const http::Request &request, const RequestScope &scope);
    Reply follow(const http::Request &request, const RequestScope &scope);

    storage::Database &m_logs;
    observability::RequestLog &m_requestLog;
    const runtime::Clock &m_clock;
};

} // namespace socle::api
