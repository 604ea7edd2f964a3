#include "backend/auth/Sessions.h"

#include "backend/auth/DeviceName.h"
#include "backend/auth/SignIn.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/BulkDelete.h"
#include "backend/storage/Database.h"

#include <algorithm>

namespace socle::auth {

namespace {

using records::Record;
using storage::sql;

constexpr std::size_t kMaxSeen = 100000;
constexpr std::int64_t kKeptMs = 90LL * 24 * 3600 * 1000; // after the end: devices that are known

constexpr std::string_view kSessionsOfAccount = " WHERE `collectionRef` = ? AND `recordRef` = ? ";

} // namespace

Result<std::string> Sessions::begin(storage::WriteTransaction &transaction,
                                    const Record &account,
                                    const Origin &origin,
                                    const Start &start)
{
    const std::string collectionId = account.collection().id;
    const std::string recordId(account.id());
    if (start.mostPerAccount > 0) {
        std::vector<std::string> ids;
        for (const Session &session : SOCLE_TRY(list(transaction, collectionId, recordId))) {
            ids.push_back(session.id);
        }
        const auto most = static_cast<std::size_t>(start.mostPerAccount);
        if (ids.size() >= most) {
            ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(most - 1));
            SOCLE_TRY(endWhere(transaction, collectionId, recordId, std::move(ids)));
        }
    }
    const std::int64_t now = m_clock.now().milliseconds();
    std::string id = m_random.recordId();
    SOCLE_TRY(transaction.execute(
        sql("INSERT INTO `_sessions` (`id`, `collectionRef`, `recordRef`, `method`, `device`, "
            "`userAgent`, `address`, `impersonatedBy`, `created`, `lastSeen`, `expires`) VALUES "
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            id,
            collectionId,
            recordId,
            start.method,
            deviceName(origin.userAgent),
            shortUserAgent(origin.userAgent),
            origin.ip,
            start.impersonatedBy,
            now,
            now,
            now + start.seconds * 1000)));
    return id;
}

Result<void> Sessions::renewed(storage::WriteTransaction &transaction,
                               const std::string &id,
                               const Origin &origin,
                               std::int64_t seconds)
{
    const std::int64_t now = m_clock.now().milliseconds();
    SOCLE_TRY(transaction.execute(
        sql("UPDATE `_sessions` SET `lastSeen` = ?, `expires` = MAX(`expires`, ?), `address` = ?, "
            "`userAgent` = ?, `device` = ? WHERE `id` = ? AND `ended` = 0",
            now,
            now + seconds * 1000,
            origin.ip,
            shortUserAgent(origin.userAgent),
            deviceName(origin.userAgent),
            id)));
    return {};
}

Result<std::vector<Session>> Sessions::list(storage::ReadTransaction &transaction,
                                            std::string_view collectionId,
                                            std::string_view recordId) const
{
    std::vector<Session> all;
    SOCLE_TRY(transaction.query(
        sql("SELECT `id`, `method`, `device`, `userAgent`, `address`, `impersonatedBy`, `created`, "
            "`lastSeen`, `expires` FROM `_sessions`"
                + std::string(kSessionsOfAccount)
                + "AND `ended` = 0 AND `expires` > ? ORDER BY `lastSeen` DESC, `created` DESC",
            std::string(collectionId),
            std::string(recordId),
            m_clock.now().milliseconds()),
        [&](const storage::Row &row) {
            all.push_back({.id = std::string(row.text(0)),
                           .method = std::string(row.text(1)),
                           .device = std::string(row.text(2)),
                           .userAgent = std::string(row.text(3)),
                           .address = std::string(row.text(4)),
                           .impersonatedBy = std::string(row.text(5)),
                           .created = row.integer(6),
                           .lastSeen = row.integer(7),
                           .expires = row.integer(8)});
            return storage::Next::Continue;
        }));
    return all;
}

Result<bool> Sessions::knowsDevice(storage::ReadTransaction &transaction,
                                   const Record &account,
                                   std::string_view device,
                                   bool &hasAny) const
{
    bool isKnown = false;
    hasAny = false;
    SOCLE_TRY(
        transaction.query(sql("SELECT DISTINCT `device` FROM `_sessions`"
                                  + std::string(kSessionsOfAccount) + "AND `impersonatedBy` = ''",
                              account.collection().id,
                              std::string(account.id())),
                          [&](const storage::Row &row) {
                              hasAny = true;
                              isKnown = isKnown || row.text(0) == device;
                              return storage::Next::Continue;
                          }));
    return isKnown;
}

Result<std::vector<std::string>> Sessions::endWhere(storage::WriteTransaction &transaction,
                                                    std::string_view collectionId,
                                                    std::string_view recordId,
                                                    std::vector<std::string> ids)
{
    const std::int64_t now = m_clock.now().milliseconds();
    std::vector<std::string> ended;
    std::int64_t expires = 0;
    for (std::string &id : ids) {
        const auto until = SOCLE_TRY(transaction.scalar(sql("SELECT `expires` FROM `_sessions`"
                                                                + std::string(kSessionsOfAccount)
                                                                + "AND `id` = ? AND `ended` = 0",
                                                            std::string(collectionId),
                                                            std::string(recordId),
                                                            id)));
        if (!until) {
            continue;
        }
        SOCLE_TRY(
            transaction.execute(sql("UPDATE `_sessions` SET `ended` = ? WHERE `id` = ?", now, id)));
        expires = std::max(expires, storage::integerOf(*until));
        ended.push_back(std::move(id));
    }
    if (!ended.empty()) {
        m_revocations.sessionsEnded(transaction,
                                    {.collectionId = std::string(collectionId),
                                     .recordId = std::string(recordId),
                                     .sessions = ended},
                                    expires);
    }
    return ended;
}

Result<bool> Sessions::end(storage::WriteTransaction &transaction,
                           std::string_view collectionId,
                           std::string_view recordId,
                           const std::string &id)
{
    const auto ended = SOCLE_TRY(endWhere(transaction, collectionId, recordId, {id}));
    return !ended.empty();
}

Result<std::int64_t> Sessions::endOthers(storage::WriteTransaction &transaction,
                                         std::string_view collectionId,
                                         std::string_view recordId,
                                         std::string_view keep)
{
    std::vector<std::string> ids;
    for (const Session &session : SOCLE_TRY(list(transaction, collectionId, recordId))) {
        if (session.id != keep) {
            ids.push_back(session.id);
        }
    }
    const auto ended = SOCLE_TRY(endWhere(transaction, collectionId, recordId, std::move(ids)));
    SOCLE_TRY(m_revocations.requireSession(transaction, collectionId, recordId));
    return static_cast<std::int64_t>(ended.size());
}

void Sessions::seen(std::string_view id)
{
    const std::int64_t now = m_clock.now().milliseconds();
    const std::lock_guard lock(m_mutex);
    if (m_seen.size() < kMaxSeen) {
        m_seen.insert_or_assign(std::string(id), now);
    }
}

void Sessions::flush()
{
    std::unordered_map<std::string, std::int64_t> seen;
    {
        const std::lock_guard lock(m_mutex);
        seen.swap(m_seen);
    }
    if (seen.empty()) {
        return;
    }
    m_database.writer().submit(
        [seen = std::move(seen)](storage::WriteTransaction &tx) -> Result<void> {
            for (const auto &[id, time] : seen) {
                SOCLE_TRY(tx.execute(
                    sql("UPDATE `_sessions` SET `lastSeen` = MAX(`lastSeen`, ?) WHERE `id` = ?",
                        time,
                        id)));
            }
            return {};
        },
        [](const Result<void> &) {}); // the next minute sees them again
}

Result<void> Sessions::prune()
{
    m_revocations.prune();
    return storage::deleteInSteps(
        m_database,
        sql("DELETE FROM `_sessions` WHERE `id` IN (SELECT `id` FROM `_sessions` WHERE `expires` < "
            "? LIMIT ?)",
            m_clock.now().milliseconds() - kKeptMs,
            storage::kDeletedPerStep));
}

Result<void> Sessions::recordChanged(storage::WriteTransaction &transaction,
                                     const records::Change &change,
                                     const rules::RequestContext &)
{
    if (!change.record().collection().isAuth() || change.kind == records::ChangeKind::Created) {
        return {};
    }
    const std::string &collectionId = change.before->collection().id;
    const std::string recordId(change.before->id());
    if (change.kind == records::ChangeKind::Deleted) {
        SOCLE_TRY(transaction.execute(sql(
            "DELETE FROM `_sessions`" + std::string(kSessionsOfAccount), collectionId, recordId)));
        return m_revocations.forget(transaction, collectionId, recordId);
    }
    if (change.before->text("tokenKey") != change.after->text("tokenKey")) {
        SOCLE_TRY(transaction.execute(sql("UPDATE `_sessions` SET `ended` = ?, `expires` = ?"
                                              + std::string(kSessionsOfAccount) + "AND `ended` = 0",
                                          m_clock.now().milliseconds(),
                                          m_clock.now().milliseconds(),
                                          collectionId,
                                          recordId)));
    }
    return {};
}

} // namespace socle::auth
