// Tokens that were taken back before they ran out: those of a session that was ended, and those of
// an account that a superuser locked (design.md 10, `accounts.sessions`).
//
// A token of the peer's cannot be taken back alone: it names no session. Tokens made while sessions
// are on carry the claim `sid`, and what has ended is kept here, in memory, until its last token is
// over. Asking costs one load of an atomic as long as nothing was ever taken back, then a look-up
// by hash. Written in the same transaction as the tables `_sessions` and `_account_marks`; read
// from them at the start.
#pragma once

#include "backend/rules/Caller.h"
#include "shared/core/Result.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace socle::storage {
class Database;
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Clock;
}

namespace socle::auth {

/// Whose tokens are no good any more, for those who keep streams open for them.
struct Revoked
{
    std::string collectionId = {};
    std::string recordId = {};
    std::vector<std::string> sessions = {}; // only these; empty: see the flags
    bool withoutSession = false; // tokens that name no session
    bool everything = false; // the account is locked

    /// True when a stream that `caller` opened must go on as a guest's.
    bool concerns(const rules::Caller &caller) const;
};

struct AccountMark
{
    std::string collectionId = {};
    std::string recordId = {};
    std::int64_t locked = 0; // ms since the epoch, 0: not locked
    std::string reason = {};
};

class Revocations
{
public:
    /// The references outlive the object. `sessionsAreOn` is asked with tokens that name no
    /// session.
    Revocations(storage::Database &database,
                const runtime::Clock &clock,
                std::function<bool()> sessionsAreOn);

    /// Reads the tables. After the migrations.
    Result<void> open();

    /// Told after the commit, on the writer thread; must not block. At start-up.
    void onRevoked(std::function<void(const Revoked &)> told) { m_told.push_back(std::move(told)); }

    // -- Any thread

    /// False when nothing was taken back: what every request asks.
    bool isAny() const { return m_isAny.load(std::memory_order_relaxed); }

    /// True for a token of this account and session ("": none) that is no good any more.
    bool refuses(std::string_view accountKey, std::string_view session) const;
    bool isLocked(std::string_view accountKey) const;

    static std::string accountKey(std::string_view collectionId, std::string_view recordId);

    // -- The writer; the memory follows after the commit

    /// Sessions whose row says so already; `expires`: when the last token of each is over, ms.
    void sessionsEnded(storage::WriteTransaction &transaction,
                       Revoked revoked,
                       std::int64_t expires);
    /// From now on only tokens that name a session are good for the account.
    Result<void> requireSession(storage::WriteTransaction &transaction,
                                std::string_view collectionId,
                                std::string_view recordId);
    /// Until unlock(), no token and no sign-in of the account is accepted.
    Result<void> lock(storage::WriteTransaction &transaction,
                      std::string_view collectionId,
                      std::string_view recordId,
                      std::string_view reason);
    /// False when it was not locked.
    Result<bool> unlock(storage::WriteTransaction &transaction,
                        std::string_view collectionId,
                        std::string_view recordId);
    /// The account is gone.
    Result<void> forget(storage::WriteTransaction &transaction,
                        std::string_view collectionId,
                        std::string_view recordId);
    /// Locked accounts.
    Result<std::vector<AccountMark>> locked(storage::ReadTransaction &transaction) const;

    /// Forgets sessions whose tokens are all over. Any thread, now and then.
    void prune();

private:
    struct Hash
    {
        using is_transparent = void;

        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>{}(text);
        }
    };

    using Names = std::unordered_set<std::string, Hash, std::equal_to<>>;

    Result<void> load(storage::ReadTransaction &transaction);
    void change(const std::function<void()> &step);
    void tell(const Revoked &revoked) const;

    storage::Database &m_database;
    const runtime::Clock &m_clock;
    const std::function<bool()> m_sessionsAreOn;
    std::vector<std::function<void(const Revoked &)>> m_told; // filled before the program serves

    std::atomic<bool> m_isAny = false;
    mutable std::shared_mutex m_mutex; // guards the three below; a leaf
    std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>>
        m_sessions; // id -> expires
    Names m_locked; // account keys
    Names m_onlySessions; // account keys
};

} // namespace socle::auth
