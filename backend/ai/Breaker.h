// Keeps a failing provider from being asked again and again (ai.md 3.8).
//
// closed --5 failures in a row, or one refused credential--> open (30 s, doubling to 10 min) --time is up--> half open
// half open --success--> closed; half open --failure--> open, longer. One probe passes while half open. Thread-safe.
#pragma once

#include "backend/ai/AiError.h"

#include <chrono>
#include <mutex>
#include <optional>

namespace socle::ai {

class Breaker
{
public:
    using Steady = std::chrono::steady_clock;
    enum class State { Closed, Open, HalfOpen };

    /// True when a call may be made now; a half-open breaker lets one through.
    bool allows(Steady::time_point now);
    void record(const std::optional<AiError> &outcome, Steady::time_point now);
    State state(Steady::time_point now) const;

private:
    mutable std::mutex m_mutex; // guards everything below; taken last
    int m_failures = 0;
    std::chrono::seconds m_pause{0};
    Steady::time_point m_openUntil = {};
    bool m_probing = false;
};

} // namespace socle::ai
