// The counters a scraper sees, gathered from the parts that keep them (socle-api.md 7).
#pragma once

#include "backend/observability/Metrics.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace socle::app {

class Surface;

/// Answered requests by class of status, and the time they took. Any thread.
class RequestCounters
{
public:
    void add(int status, std::chrono::nanoseconds duration)
    {
        m_byClass[static_cast<std::size_t>(status / 100 % 10)].fetch_add(1,
                                                                         std::memory_order_relaxed);
        m_microseconds.fetch_add(static_cast<std::uint64_t>(duration.count() / 1000),
                                 std::memory_order_relaxed);
    }

    /// `statusClass` 2 = 2xx.
    std::uint64_t count(std::size_t statusClass) const { return m_byClass[statusClass]; }

    double seconds() const { return static_cast<double>(m_microseconds) / 1e6; }

private:
    std::array<std::atomic<std::uint64_t>, 10> m_byClass = {};
    std::atomic<std::uint64_t> m_microseconds = 0;
};

/// Registers a reader for every number the server has. `surface` outlives `metrics`.
void registerMetrics(observability::Metrics &metrics, Surface &surface);

} // namespace socle::app
