#include "backend/auth/OtpDecoys.h"

#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"

namespace socle::auth {

namespace {

constexpr std::size_t kMaxAddresses = 10000;

} // namespace

std::string OtpDecoys::next(std::string_view key, std::chrono::seconds duration)
{
    const std::int64_t now = m_clock.now().milliseconds();
    const auto isOver = [now](std::int64_t end) { return end < now; };
    std::string fresh = m_random.recordId();
    const std::lock_guard lock(m_mutex);
    if (m_handed.size() >= kMaxAddresses) {
        std::erase_if(m_handed,
                      [&](const auto &entry) { return isOver(entry.second.ends.back()); });
    }
    const auto known = m_handed.find(std::string(key));
    if (known == m_handed.end() && m_handed.size() >= kMaxAddresses) {
        return fresh;
    }
    Handed &handed = known == m_handed.end() ? m_handed[std::string(key)] : known->second;
    std::erase_if(handed.ends, isOver);
    if (handed.ends.size() >= kMaxActive) {
        return handed.newest;
    }
    handed.ends.push_back(now + std::chrono::milliseconds(duration).count());
    handed.newest = fresh;
    return fresh;
}

} // namespace socle::auth
