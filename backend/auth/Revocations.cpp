#include "backend/auth/Revocations.h"

#include "backend/runtime/Clock.h"
#include "backend/storage/Database.h"

#include <algorithm>
#include <mutex>

namespace socle::auth {

namespace {

using storage::sql;

} // namespace

bool Revoked::concerns(const rules::Caller &caller) const
{
    if (!caller.is(collectionId, recordId) || (caller.key && !everything)) {
        return false; // a key has an end of its own
    }
    const std::string_view session = caller.session();
    return everything || (withoutSession && session.empty())
        || std::find(sessions.begin(), sessions.end(), session) != sessions.end();
}

Revocations::Revocations(storage::Database &database,
                         const runtime::Clock &clock,
                         std::function<bool()> sessionsAreOn)
    : m_database(database)
    , m_clock(clock)
    , m_sessionsAreOn(std::move(sessionsAreOn))
{
}

std::string Revocations::accountKey(std::string_view collectionId, std::string_view recordId)
{
    return std::string(collectionId) + "/" + std::string(recordId);
}

Result<void> Revocations::open()
{
    const auto read = [&](storage::ReadTransaction &tx) { return load(tx); };
    return m_database.read(read);
}

Result<void> Revocations::load(storage::ReadTransaction &transaction)
{
    std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> sessions;
    Names locked;
    Names onlySessions;
    SOCLE_TRY(transaction.query(
        sql("SELECT `id`, `expires` FROM `_sessions` WHERE `ended` > 0 AND `expires` > ?",
            m_clock.now().milliseconds()),
        [&](const storage::Row &row) {
            sessions.emplace(row.text(0), row.integer(1));
            return storage::Next::Continue;
        }));
    SOCLE_TRY(transaction.query(
        sql("SELECT `collectionRef`, `recordRef`, `locked`, `onlySessions` FROM `_account_marks`"),
        [&](const storage::Row &row) {
            const std::string key = accountKey(row.text(0), row.text(1));
            if (row.integer(2) != 0) {
                locked.insert(key);
            }
            if (row.integer(3) != 0) {
                onlySessions.insert(key);
            }
            return storage::Next::Continue;
        }));
    change([&] {
        m_sessions = std::move(sessions);
        m_locked = std::move(locked);
        m_onlySessions = std::move(onlySessions);
    });
    return {};
}

void Revocations::change(const std::function<void()> &step)
{
    const std::unique_lock lock(m_mutex);
    step();
    m_isAny = !m_sessions.empty() || !m_locked.empty() || !m_onlySessions.empty();
}

void Revocations::tell(const Revoked &revoked) const
{
    for (const auto &told : m_told) {
        told(revoked);
    }
}

bool Revocations::refuses(std::string_view accountKey, std::string_view session) const
{
    const std::shared_lock lock(m_mutex);
    if (m_locked.find(accountKey) != m_locked.end()) {
        return true;
    }
    if (session.empty()) {
        return m_onlySessions.find(accountKey) != m_onlySessions.end() && m_sessionsAreOn();
    }
    return m_sessions.find(session) != m_sessions.end();
}

bool Revocations::isLocked(std::string_view accountKey) const
{
    const std::shared_lock lock(m_mutex);
    return m_locked.find(accountKey) != m_locked.end();
}

void Revocations::sessionsEnded(storage::WriteTransaction &transaction,
                                Revoked revoked,
                                std::int64_t expires)
{
    transaction.afterCommit([this, revoked = std::move(revoked), expires] {
        change([&] {
            for (const std::string &session : revoked.sessions) {
                m_sessions.insert_or_assign(session, expires);
            }
        });
        tell(revoked);
    });
}

Result<void> Revocations::requireSession(storage::WriteTransaction &transaction,
                                         std::string_view collectionId,
                                         std::string_view recordId)
{
    SOCLE_TRY(transaction.execute(
        sql("INSERT INTO `_account_marks` (`collectionRef`, `recordRef`, `onlySessions`) VALUES "
            "(?, ?, 1) ON CONFLICT (`collectionRef`, `recordRef`) DO UPDATE SET `onlySessions` = 1",
            std::string(collectionId),
            std::string(recordId))));
    transaction.afterCommit([this,
                             revoked = Revoked{.collectionId = std::string(collectionId),
                                               .recordId = std::string(recordId),
                                               .withoutSession = true}] {
        change([&] { m_onlySessions.insert(accountKey(revoked.collectionId, revoked.recordId)); });
        tell(revoked);
    });
    return {};
}

Result<void> Revocations::lock(storage::WriteTransaction &transaction,
                               std::string_view collectionId,
                               std::string_view recordId,
                               std::string_view reason)
{
    SOCLE_TRY(transaction.execute(sql(
        "INSERT INTO `_account_marks` (`collectionRef`, `recordRef`, `locked`, `reason`) VALUES "
        "(?, ?, ?, ?) ON CONFLICT (`collectionRef`, `recordRef`) DO UPDATE SET `locked` = "
        "excluded.`locked`, `reason` = excluded.`reason`",
        std::string(collectionId),
        std::string(recordId),
        m_clock.now().milliseconds(),
        std::string(reason))));
    transaction.afterCommit([this,
                             revoked = Revoked{.collectionId = std::string(collectionId),
                                               .recordId = std::string(recordId),
                                               .everything = true}] {
        change([&] { m_locked.insert(accountKey(revoked.collectionId, revoked.recordId)); });
        tell(revoked);
    });
    return {};
}

Result<bool> Revocations::unlock(storage::WriteTransaction &transaction,
                                 std::string_view collectionId,
                                 std::string_view recordId)
{
    const auto changed = SOCLE_TRY(transaction.execute(
        sql("UPDATE `_account_marks` SET `locked` = 0, `reason` = '' WHERE `collectionRef` = ? AND "
            "`recordRef` = ? AND `locked` > 0",
            std::string(collectionId),
            std::string(recordId))));
    transaction.afterCommit(
        [this, key = accountKey(collectionId, recordId)] { change([&] { m_locked.erase(key); }); });
    return changed > 0;
}

Result<void> Revocations::forget(storage::WriteTransaction &transaction,
                                 std::string_view collectionId,
                                 std::string_view recordId)
{
    const auto removed = SOCLE_TRY(transaction.execute(
        sql("DELETE FROM `_account_marks` WHERE `collectionRef` = ? AND `recordRef` = ?",
            std::string(collectionId),
            std::string(recordId))));
    if (removed > 0) {
        transaction.afterCommit([this, key = accountKey(collectionId, recordId)] {
            change([&] {
                m_locked.erase(key);
                m_onlySessions.erase(key);
            });
        });
    }
    return {};
}

Result<std::vector<AccountMark>> Revocations::locked(storage::ReadTransaction &transaction) const
{
    std::vector<AccountMark> all;
    SOCLE_TRY(transaction.query(
        sql("SELECT `collectionRef`, `recordRef`, `locked`, `reason` FROM `_account_marks` WHERE "
            "`locked` > 0 ORDER BY `locked` DESC"),
        [&](const storage::Row &row) {
            all.push_back({.collectionId = std::string(row.text(0)),
                           .recordId = std::string(row.text(1)),
                           .locked = row.integer(2),
                           .reason = std::string(row.text(3))});
            return storage::Next::Continue;
        }));
    return all;
}

void Revocations::prune()
{
    const std::int64_t now = m_clock.now().milliseconds();
    change([&] {
        std::erase_if(m_sessions, [now](const auto &entry) { return entry.second <= now; });
    });
}

} // namespace socle::auth
