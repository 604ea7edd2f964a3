// Nobody asks a model without passing here: how often and how many at once a caller may (ai.md 2.2, 2.4 limits).
//
// open() gives a Ticket; its life is the call's place among the caller's concurrent ones. Superusers are counted for
// concurrency on the server only, the per-minute limits do not bind them. Memory is bounded: idle callers are forgotten.
#pragma once

#include "backend/ai/AiError.h"
#include "backend/ai/AiSettings.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

namespace socle::ai {

inline constexpr int kMaxConcurrentOnServer = 256; // ai.md 9

struct Principal
{
    std::string key = {}; // "users/u1", "guest/203.0.113.7"
    bool isGuest = false;
    bool isSuperuser = false;
};

class AiGuard
{
public:
    using Steady = std::chrono::steady_clock;

    /// Frees its place when it goes. Movable, shared by the parts of one call.
    class Ticket
    {
    public:
        Ticket(AiGuard &guard, std::string key) : m_guard(guard), m_key(std::move(key)) { }
        ~Ticket() { m_guard.close(m_key); }
        Ticket(const Ticket &) = delete;
        Ticket &operator=(const Ticket &) = delete;

    private:
        AiGuard &m_guard;
        std::string m_key;
    };

    /// Errors: RateLimited, TooManyConcurrent, both with retryAfterSeconds.
    std::variant<std::shared_ptr<Ticket>, AiError> open(const Principal &principal, const AiSettings &settings,
                                                        Steady::time_point now);

private:
    struct Usage
    {
        Steady::time_point windowStart = {};
        int inWindow = 0;
        int running = 0;
    };

    void close(const std::string &key);

    std::mutex m_mutex; // guards everything below; taken last
    std::map<std::string, Usage, std::less<>> m_usage;
    int m_running = 0;
};

} // namespace socle::ai
