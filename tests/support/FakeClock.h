// Time that stands still until a test moves it.
#pragma once

#include "backend/runtime/Clock.h"

#include <atomic>
#include <cstdint>

namespace socle::test {

class FakeClock final : public runtime::Clock
{
public:
    explicit FakeClock(DateTime start = DateTime(1735689600000))
        : m_startMs(start.milliseconds())
    {
    }

    DateTime now() const override { return DateTime(m_startMs + m_passedMs.load()); }

    runtime::Steady::time_point steadyNow() const override
    {
        return runtime::Steady::time_point(std::chrono::milliseconds(m_passedMs.load()));
    }

    void advance(std::chrono::milliseconds by) { m_passedMs += by.count(); }

private:
    const std::int64_t m_startMs;
    std::atomic<std::int64_t> m_passedMs{0};
};

} // namespace socle::test
