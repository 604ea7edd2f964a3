// Accounts that somebody is guessing at: after too many wrong passwords nobody gets in for a while,
// and the while doubles with each round (design.md 10, `accounts.lockout`). Off by default.
//
// Counted by account, or by the identity that was given when there is no such account, so that an
// answer does not tell the two apart; and apart for places the account signed in from before, so
// that a stranger's guesses do not lock out the owner at home. Sessions go on whatever is locked.
//
// In memory, bounded; written to `_sign_in_failures` every few seconds, a lock before the answer
// that tells of it, and read again at the start.
#pragma once

#include "shared/core/DateTime.h"
#include "shared/core/Result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace socle::storage {
class Database;
class WriteTransaction;
} // namespace socle::storage

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
    std::string collectionId = {};
    std::string record = {}; // its id, or what was given as identity
    bool isKnownPlace = false; // only for one place that the account signed in from before
    DateTime until = {};
    std::int64_t rounds = 0; // locks in a row
};

class Lockout
{
public:
    /// The references outlive the object; `rules` is asked with every attempt. Without a database
    /// nothing is kept.
    Lockout(const runtime::Clock &clock,
            std::function<LockoutRules()> rules,
            storage::Database *database = nullptr);

    /// Reads what an earlier run left. After the migrations.
    Result<void> open();
    /// Writes what has changed, in the background; every few seconds, and before the end.
    void flush();

    // All functions: any thread.

    bool isOn() const { return m_rules().enabled; }

    /// Seconds until the account opens, rounded up; 0 when it is open.
    std::int64_t remaining(std::string_view key) const;
    /// True when the account is locked by it: then keep() follows before anybody is answered.
    [[nodiscard]] bool failed(std::string_view key);
    /// Writes the lock of `key`. On the writer.
    Result<void> keep(storage::WriteTransaction &transaction, const std::string &key) const;
    void succeeded(std::string_view key);
    /// Opens the account everywhere. False when it was not locked.
    bool unlock(std::string_view collectionId, std::string_view record);
    std::vector<LockedAccount> locked() const;

    /// `place`: fingerprint of one the account is known from, "" for all others together.
    static std::string keyOf(std::string_view collectionId,
                             std::string_view recordOrIdentity,
                             std::string_view place = {});

private:
    struct Entry
    {
        std::int64_t windowStart = 0; // ms since the epoch
        std::int64_t failures = 0;
        std::int64_t rounds = 0;
        std::int64_t lockedUntil = 0;
    };

    bool isOver(const Entry &entry, std::int64_t now, const LockoutRules &rules) const;
    void dropOld(std::int64_t now, const LockoutRules &rules);
    static Result<void> writeRow(storage::WriteTransaction &transaction,
                                 const std::string &key,
                                 const std::optional<Entry> &entry);
    void write(std::vector<std::pair<std::string, std::optional<Entry>>> rows) const;

    const runtime::Clock &m_clock;
    const std::function<LockoutRules()> m_rules;
    storage::Database *const m_database;
    mutable std::mutex m_mutex; // guards what follows; a leaf
    std::unordered_map<std::string, Entry> m_entries;
    std::unordered_set<std::string> m_changed; // keys whose row is not what it should be
    std::int64_t m_lastSweep = 0; // ms: looking through a full table is for once a second
};

} // namespace socle::auth
