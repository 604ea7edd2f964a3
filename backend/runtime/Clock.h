// The one place that asks what time it is: everything else receives a Clock, so that tests can move
// it.
#pragma once

#include "shared/core/DateTime.h"

#include <chrono>

namespace socle::runtime {

using Steady = std::chrono::steady_clock;

/// Wall clock and monotonic clock together. Safe to call from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual DateTime now() const = 0; // UTC, milliseconds
    virtual Steady::time_point steadyNow()
        const = 0; // for durations and deadlines, never goes back
};

/// The system's clocks; lives as long as the process.
const Clock &systemClock();

} // namespace socle::runtime
