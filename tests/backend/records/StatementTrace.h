// The statements SQLite is asked to run, as it was asked: how many, and which.
//
// One trace at a time, for the connections opened while it is there; the production code knows
// nothing of it.
#pragma once

#include <string>
#include <vector>

namespace socle::test {

class StatementTrace
{
public:
    StatementTrace();
    ~StatementTrace();
    StatementTrace(const StatementTrace &) = delete;
    StatementTrace &operator=(const StatementTrace &) = delete;

    /// SELECTs since the last call, values filled in, in their order.
    std::vector<std::string> takeSelects();
};

} // namespace socle::test
