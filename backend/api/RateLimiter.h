// Fixed-window request limits by client address (records-api.md 1.14, auth-api.md 6): in memory,
// gone with a restart or a change of the settings. Ours, off by default: the same by account, one
// limit for all requests of an account, and what is left told in headers (design.md 10, `limits`).
#pragma once

#include "backend/schema/Settings.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace socle::http {
class Headers;
}

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
    std::string_view account = {}; // collection id and record id of the caller, empty for guests
    // Collection routes only:
    std::string_view collectionId = {};
    std::string_view collectionName = {};
    std::string_view pattern = {}; // of the route
    std::vector<std::string_view> tags = {};
};

/// What the peer's settings have no place for.
struct FurtherLimits
{
    bool headers = false;
    bool byAccount = false; // signed-in callers of the rules are counted by account
    std::int64_t perAccountMaxRequests = 0; // of one account, whatever the rules say; 0: no limit
    std::int64_t perAccountDuration = 60; // seconds
};

struct RateVerdict
{
    bool isAllowed = true;
    std::int64_t limit = 0; // 0: none applies
    std::int64_t left = 0;
    std::int64_t reset = 0; // seconds until the window is over
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
    bool allow(const schema::SettingsPtr &settings, const RateSubject &subject)
    {
        return take(settings, subject).isAllowed;
    }

    /// The same, telling what is left of the limit that is nearer.
    RateVerdict take(const schema::SettingsPtr &settings, const RateSubject &subject);

    /// Any thread.
    void configure(const FurtherLimits &limits);

    /// True when take() has nothing to look at, whoever asks.
    bool isIdle(const schema::Settings &settings) const
    {
        return !settings.rateLimits.enabled && !m_limitsAccounts.load(std::memory_order_relaxed);
    }

    /// X-RateLimit-Limit, -Remaining, -Reset, and Retry-After with a refusal; nothing while they
    /// are off. Any thread.
    void tell(const RateVerdict &verdict, http::Headers &headers) const;

    /// Forgets windows that ended more than half an hour ago (cron `__pbRateLimitersCleanup__`).
    void cleanUp();

private:
    struct Window
    {
        std::int64_t start = 0; // unix seconds
        std::int64_t duration = 0;
        std::int64_t left = 0;
    };

    RateVerdict takeFrom(const std::string &bucket,
                         std::int64_t maxRequests,
                         std::int64_t duration,
                         std::int64_t now);
    void dropOld(std::int64_t now);

    const runtime::Clock &m_clock;
    std::atomic<bool> m_tellsHeaders = false;
    std::atomic<bool> m_limitsAccounts = false;
    std::mutex m_mutex; // guards what follows; a leaf
    FurtherLimits m_further;
    schema::SettingsPtr m_settings; // whose rules the windows belong to
    std::unordered_map<std::string, Window> m_windows;
};

} // namespace socle::api
