// Revisions of records: reading them and going back to one (socle-api.md 8).
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::history {
class RevisionStore;
}

namespace socle::records {
class RecordStore;
}

namespace socle::runtime {
class Clock;
}

namespace socle::api {

class HistoryApi
{
public:
    /// The references outlive the api.
    HistoryApi(const history::RevisionStore &revisions,
               const records::RecordStore &records,
               const runtime::Clock &clock)
        : m_revisions(revisions)
        , m_records(records)
        , m_clock(clock)
    {
    }

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply restore(const http::Request &request, const RequestScope &scope);

    const history::RevisionStore &m_revisions;
    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
};

} // namespace socle::api
