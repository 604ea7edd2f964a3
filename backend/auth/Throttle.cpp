#include "backend/auth/Throttle.h"

#include "backend/runtime/Clock.h"

namespace socle::auth {

namespace {

constexpr std::size_t kMaxWindows = 100000;

} // namespace

bool Throttle::take(std::string_view key)
{
    const auto now = m_clock.steadyNow();
    const std::lock_guard lock(m_mutex);
    if (m_windows.size() >= kMaxWindows) {
        std::erase_if(m_windows,
                      [&](const auto &entry) { return now - entry.second.start >= m_window; });
    }
    if (m_windows.size() >= kMaxWindows) {
        return false; // a flood: nobody new gets a turn before windows end
    }
    auto [entry, isNew] = m_windows.try_emplace(std::string(key));
    Window &window = entry->second;
    if (isNew || now - window.start >= m_window) {
        window = {.start = now, .left = m_times};
    }
    if (window.left <= 0) {
        return false;
    }
    --window.left;
    return true;
}

void Throttle::clear(std::string_view key)
{
    const std::lock_guard lock(m_mutex);
    m_windows.erase(std::string(key));
}

void Throttle::clearAll()
{
    const std::lock_guard lock(m_mutex);
    m_windows.clear();
}

} // namespace socle::auth
