// Turns an answered request into a row of the activity log (records-api.md 1.16, admin-api.md
// A3.3).
#pragma once

#include "backend/api/Dispatcher.h"
#include "backend/observability/RequestLog.h"

namespace socle::observability {
class Log;
}

namespace socle::runtime {
class Clock;
}

namespace socle::app {

class ActivityLog
{
public:
    /// The references outlive the object.
    ActivityLog(observability::RequestLog &rows,
                observability::Log &log,
                const runtime::Clock &clock)
        : m_rows(rows)
        , m_log(log)
        , m_clock(clock)
    {
    }

    /// Any thread; never blocks. Causes of our own failures also go to the server's log.
    void add(const api::RequestLogEntry &entry);

private:
    observability::RequestLog &m_rows;
    observability::Log &m_log;
    const runtime::Clock &m_clock;
};

} // namespace socle::app
