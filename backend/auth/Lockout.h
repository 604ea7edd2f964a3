// Accounts that somebody is guessing at: after too many wrong passwords nobody gets in for a while,
// and the while doubles with each round (design.md 10, `accounts.lockout`). Off by default.
//
// Counted by account, or by the identity that was given when there is no such account, so that an
// answer does not tell the two apart. In memory: a restart forgives.
#pragma once

#include "shared/core/DateTime.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace socle::runtime {
class Clock;
}

namespace socle::auth {

struct LockoutRules
{
    bool enabled = false;
    std::int64_t maxAttempts = 10;
    std::chrono::seconds window{900}; // in which failures are counted
    std::chrono::seconds duration{900}; // of the first lock
};

struct LockedAccount
{
    std::string key = {};
    DateTime until = {};
    std::int64_t rounds = 0; // locks in a row
};

class Lockout
{
public:
    /// `clock` outlives the object; `rules` is asked with every attempt.
    Lockout(const runtime::Clock &clock, std::function<LockoutRules()> rules);

    // All functions: any thread.

    /// Seconds until the account opens, rounded up; 0 when it is open.
    std::int64_t remaining(std::string_view key) const;
    void failed(std::string_view key);
    void succeeded(std::string_view key);
    /// False when it was not locked.
    bool unlock(std::string_view key);
    std::vector<LockedAccount> locked() const;

    static std::string keyOf(std::string_view collectionId, std::string_view recordOrIdentity);

private:
    struct Entry
    {
        std::int64_t windowStart = 0; // ms since the epoch
        std::int64_t failures = 0;
        std::int64_t rounds = 0;
        std::int64_t lockedUntil = 0;
    };

    void dropOld(std::int64_t now, const LockoutRules &rules);

    const runtime::Clock &m_clock;
    const std::function<LockoutRules()> m_rules;
    mutable std::mutex m_mutex; // guards m_entries; a leaf
    std::unordered_map<std::string, Entry> m_entries;
};

} // namespace socle::auth
