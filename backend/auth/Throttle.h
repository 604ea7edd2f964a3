// How often somebody may do one thing: at most N times within a window, counted in memory by key
// (auth-api.md 3.7 step 4, 3.9, 3.10).
//
// A window opens with its first use and ends by itself. Bounded: when too many keys are open, those
// that are over go first.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace socle::runtime {
class Clock;
}

namespace socle::auth {

class Throttle
{
public:
    /// `clock` outlives the object.
    Throttle(const runtime::Clock &clock, int times, std::chrono::milliseconds window)
        : m_clock(clock)
        , m_times(times)
        , m_window(window)
    {
    }

    /// Takes one turn of `key`; false when its window is used up. Any thread.
    bool take(std::string_view key);
    /// Forgets the key: its next use opens a new window. Any thread.
    void clear(std::string_view key);
    void clearAll();

private:
    struct Window
    {
        std::chrono::steady_clock::time_point start = {};
        int left = 0;
    };

    const runtime::Clock &m_clock;
    const int m_times;
    const std::chrono::milliseconds m_window;
    std::mutex m_mutex; // guards m_windows; a leaf
    std::unordered_map<std::string, Window> m_windows;
};

} // namespace socle::auth
