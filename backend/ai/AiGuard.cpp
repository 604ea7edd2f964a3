// See AiGuard.h. Fixed windows of one minute, starting with the first call.
#include "backend/ai/AiGuard.h"

namespace socle::ai {

namespace {

constexpr std::chrono::seconds kWindow{60};
constexpr std::size_t kRemembered = 10000;

} // namespace

std::variant<std::shared_ptr<AiGuard::Ticket>, AiError> AiGuard::open(const Principal &principal, const AiSettings &settings,
                                                                       Steady::time_point now)
{
    const std::lock_guard lock(m_mutex);
    if (m_usage.size() > kRemembered) {
        std::erase_if(m_usage, [now](const auto &entry) {
            return entry.second.running == 0 && now - entry.second.windowStart > kWindow;
        });
    }
    if (m_running >= kMaxConcurrentOnServer) {
        return AiError{.code = AiCode::TooManyConcurrent, .retryAfterSeconds = 1};
    }
    Usage &usage = m_usage[principal.key];
    if (now - usage.windowStart > kWindow) {
        usage.windowStart = now;
        usage.inWindow = 0;
    }
    if (!principal.isSuperuser) {
        const int allowed = principal.isGuest ? settings.perGuestIpPerMinute() : settings.perUserPerMinute();
        if (usage.inWindow >= allowed) {
            const auto left = std::chrono::ceil<std::chrono::seconds>(usage.windowStart + kWindow - now);
            return AiError{.code = AiCode::RateLimited, .retryAfterSeconds = std::max(1, static_cast<int>(left.count()))};
        }
        if (usage.running >= settings.concurrentPerUser()) {
            return AiError{.code = AiCode::TooManyConcurrent, .retryAfterSeconds = 1};
        }
    }
    ++usage.inWindow;
    ++usage.running;
    ++m_running;
    return std::make_shared<Ticket>(*this, principal.key);
}

void AiGuard::close(const std::string &key)
{
    const std::lock_guard lock(m_mutex);
    --m_running;
    if (const auto it = m_usage.find(key); it != m_usage.end()) {
        --it->second.running;
    }
}

} // namespace socle::ai
