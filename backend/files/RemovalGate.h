// Keeps stored files in place for a moment: while somebody holds the gate, removals wait and run
// when it is let go.
//
// A backup holds it from its database snapshot until every file has a second name in the backup's
// own folder, so no file that the snapshot speaks of can vanish in between. Any thread.
#pragma once

#include "shared/core/UniqueFunction.h"

#include <mutex>
#include <vector>

namespace socle::files {

class RemovalGate
{
public:
    /// Runs `now` at once, or keeps what `later` gives until nobody holds the gate. Neither may
    /// call the gate again.
    void pass(FunctionRef<void()> now, FunctionRef<UniqueFunction<void()>()> later);

    class Hold
    {
    public:
        explicit Hold(RemovalGate &gate);
        ~Hold();
        Hold(const Hold &) = delete;
        Hold &operator=(const Hold &) = delete;

    private:
        RemovalGate &m_gate;
    };

private:
    std::mutex m_mutex; // guards what follows; `now` of pass() runs under it
    int m_holders = 0;
    std::vector<UniqueFunction<void()>> m_waiting;
};

} // namespace socle::files
