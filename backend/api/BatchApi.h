// POST /api/batch: several record writes in one transaction (records-api.md 5).
//
// The body is read and checked on the I/O thread, passwords are hashed on the cpu pool, then
// everything runs in one savepoint of one writer step: the first failure undoes the whole batch and
// nothing else.
#pragma once

#include "backend/api/Route.h"
#include "backend/records/RecordStore.h"

#include <functional>
#include <memory>
#include <vector>

namespace socle::runtime {
class Clock;
}

namespace socle::schema {
struct Settings;
}

namespace socle::api {

class RateLimiter;

class BatchApi
{
public:
    /// The references outlive the object; `limiter` may be null. `settings` gives the current
    /// snapshot.
    BatchApi(const records::RecordStore &records,
             const runtime::Clock &clock,
             RateLimiter *limiter,
             std::function<std::shared_ptr<const schema::Settings>()> settings);

    std::vector<Route> routes();

private:
    Reply run(const http::Request &request, const RequestScope &scope);

    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
    RateLimiter *m_limiter;
    std::function<std::shared_ptr<const schema::Settings>()> m_settings;
};

} // namespace socle::api
