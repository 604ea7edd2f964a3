// When to stop: a moment on the monotonic clock, and a token by which somebody else says "stop"
// earlier.
#pragma once

#include "backend/runtime/Clock.h"

#include <chrono>
#include <stop_token>

namespace socle::runtime {

using StopSource = std::stop_source;
using StopToken = std::stop_token;

/// A moment after which waiting or working on is pointless. Default: never.
class Deadline
{
public:
    Deadline() = default;

    explicit Deadline(Steady::time_point moment)
        : m_moment(moment)
    {
    }

    static Deadline never() { return {}; }

    static Deadline in(Steady::duration duration) { return Deadline(Steady::now() + duration); }

    bool isNever() const { return m_moment == Steady::time_point::max(); }

    bool hasPassed() const { return !isNever() && Steady::now() >= m_moment; }

    Steady::time_point moment() const { return m_moment; }

    Deadline earlierOf(Deadline other) const { return m_moment < other.m_moment ? *this : other; }

private:
    Steady::time_point m_moment = Steady::time_point::max();
};

} // namespace socle::runtime
