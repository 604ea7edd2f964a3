// Fixed-window request limits by client address (records-api.md 1.14, auth-api.md 6): in memory,
// gone with a restart or a change of the settings.
#pragma once

#include "backend/schema/Settings.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace socle::runtime {
class Clock;
}

namespace socle::api {

/// What is being limited. Views live for the call only.
struct RateSubject
{
    std::string_view method = {};
    std::string_view path = {};
    bool isGuest = true;
    std::string_view clientIp = {}; // empty: not limited
    // Collection routes only:
    std::string_view collectionId = {};
    std::string_view collectionName = {};
    std::string_view pattern = {}; // of the route
    std::vector<std::string_view> tags = {};
};

class RateLimiter
{
public:
    explicit RateLimiter(const runtime::Clock &clock)
        : m_clock(clock)
    {
    }

    /// Takes one token; false when the window of the first rule that fits is used up. Any thread.
    /// Superusers are the caller's business: ask only for others.
    bool allow(const schema::SettingsPtr &settings, const RateSubject &subject);
    /// Forgets windows that ended more than half an hour ago (cron `__pbRateLimitersCleanup__`).
    void cleanUp();

private:
    struct Window
    {
        std::int64_t start = 0; // unix seconds
        std::int64_t duration = 0;
        std::int64_t left = 0;
    };

    void dropOld(std::int64_t now);

    const runtime::Clock &m_clock;
    std::mutex m_mutex; // guards the two below; a leaf
    schema::SettingsPtr m_settings; // whose rules the windows belong to
    std::unordered_map<std::string, Window> m_windows;
};

} // namespace socle::api
