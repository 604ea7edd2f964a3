// Rules made visible, for superusers: why a request is answered as it is, and whether a rule
// compiles (socle-api.md 3).
#pragma once

#include "backend/api/Route.h"
#include "backend/records/RuleExplanation.h"

#include <vector>

namespace socle::runtime {
class Clock;
}

namespace socle::api {

class ExplainApi
{
public:
    /// The references outlive the api.
    ExplainApi(const records::RecordStore &records,
               const runtime::Clock &clock,
               runtime::Random &random)
        : m_records(records)
        , m_clock(clock)
        , m_explanation(records, random)
    {
    }

    std::vector<Route> routes();

private:
    Reply explain(const http::Request &request, const RequestScope &scope);
    Reply check(const http::Request &request, const RequestScope &scope);

    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
    const records::RuleExplanation m_explanation;
};

} // namespace socle::api
