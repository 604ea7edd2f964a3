#include "backend/auth/Lockout.h"

#include "backend/runtime/Clock.h"

#include <algorithm>

namespace socle::auth {

namespace {

constexpr std::int64_t kLongestLock = 24LL * 3600 * 1000; // ms
constexpr std::int64_t kMaxDoublings = 16;
constexpr std::size_t kMaxEntries = 100000;

std::int64_t milliseconds(std::chrono::seconds seconds)
{
    return std::chrono::milliseconds(seconds).count();
}

} // namespace

Lockout::Lockout(const runtime::Clock &clock, std::function<LockoutRules()> rules)
    : m_clock(clock)
    , m_rules(std::move(rules))
{
}

std::string Lockout::keyOf(std::string_view collectionId, std::string_view recordOrIdentity)
{
    return std::string(collectionId) + "/" + std::string(recordOrIdentity);
}

std::int64_t Lockout::remaining(std::string_view key) const
{
    if (!m_rules().enabled) {
        return 0;
    }
    const std::int64_t now = m_clock.now().milliseconds();
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(std::string(key));
    const std::int64_t left = found == m_entries.end() ? 0 : found->second.lockedUntil - now;
    return left <= 0 ? 0 : (left + 999) / 1000;
}

void Lockout::failed(std::string_view key)
{
    const LockoutRules rules = m_rules();
    if (!rules.enabled) {
        return;
    }
    const std::int64_t now = m_clock.now().milliseconds();
    const std::lock_guard lock(m_mutex);
    if (m_entries.size() >= kMaxEntries) {
        dropOld(now, rules);
    }
    Entry &entry = m_entries[std::string(key)];
    if (entry.lockedUntil > now) {
        return; // attempts that were under way when it locked
    }
    if (now - entry.windowStart >= milliseconds(rules.window)) {
        entry.windowStart = now;
        entry.failures = 0;
    }
    if (++entry.failures < rules.maxAttempts) {
        return;
    }
    const std::int64_t factor = std::int64_t{1} << std::min(entry.rounds, kMaxDoublings);
    entry.lockedUntil = now + std::min(milliseconds(rules.duration) * factor, kLongestLock);
    ++entry.rounds;
    entry.failures = 0;
    entry.windowStart = entry.lockedUntil;
}

void Lockout::succeeded(std::string_view key)
{
    const std::lock_guard lock(m_mutex);
    m_entries.erase(std::string(key));
}

bool Lockout::unlock(std::string_view key)
{
    const std::int64_t now = m_clock.now().milliseconds();
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(std::string(key));
    if (found == m_entries.end()) {
        return false;
    }
    const bool wasLocked = found->second.lockedUntil > now;
    m_entries.erase(found);
    return wasLocked;
}

std::vector<LockedAccount> Lockout::locked() const
{
    const std::int64_t now = m_clock.now().milliseconds();
    std::vector<LockedAccount> all;
    const std::lock_guard lock(m_mutex);
    for (const auto &[key, entry] : m_entries) {
        if (entry.lockedUntil > now) {
            all.push_back(
                {.key = key, .until = DateTime(entry.lockedUntil), .rounds = entry.rounds});
        }
    }
    return all;
}

// A flood of identities: what is neither locked nor counted any more, and if that is not enough,
// everything that is not locked.
void Lockout::dropOld(std::int64_t now, const LockoutRules &rules)
{
    std::erase_if(m_entries, [&](const auto &item) {
        const Entry &entry = item.second;
        return entry.lockedUntil <= now && now - entry.windowStart >= milliseconds(rules.window);
    });
    if (m_entries.size() >= kMaxEntries) {
        std::erase_if(m_entries,
                      [now](const auto &item) { return item.second.lockedUntil <= now; });
    }
}

} // namespace socle::auth
