#include "backend/auth/GuestBook.h"

#include "backend/auth/ServerRequest.h"
#include "backend/records/RecordStore.h"
#include "backend/runtime/Clock.h"
#include "backend/storage/Database.h"

#include <string>
#include <utility>
#include <vector>

namespace socle::auth {

namespace {

using records::Record;
using storage::sql;

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;
constexpr std::int64_t kDeletedAtOnce = 50;

Result<void> strike(storage::WriteTransaction &transaction,
                    const std::string &collectionId,
                    const std::string &recordId)
{
    SOCLE_TRY(transaction.execute(
        sql("DELETE FROM `_guests` WHERE `collectionRef` = ? AND `recordRef` = ?",
            collectionId,
            recordId)));
    return {};
}

} // namespace

Result<void> GuestBook::note(storage::WriteTransaction &transaction, const Record &account) const
{
    SOCLE_TRY(transaction.execute(
        sql("REPLACE INTO `_guests` (`collectionRef`, `recordRef`, `lastSeen`) VALUES (?, ?, ?)",
            account.collection().id,
            std::string(account.id()),
            m_clock.now().milliseconds())));
    return {};
}

Result<bool> GuestBook::isGuest(storage::ReadTransaction &transaction,
                                std::string_view collectionId,
                                std::string_view recordId) const
{
    return transaction.exists(
        sql("SELECT 1 FROM `_guests` WHERE `collectionRef` = ? AND `recordRef` = ?",
            std::string(collectionId),
            std::string(recordId)));
}

Result<void> GuestBook::prune(std::int64_t maxDays) const
{
    if (maxDays <= 0) {
        return {};
    }
    const std::int64_t oldest = m_clock.now().milliseconds() - maxDays * kDayMs;
    std::size_t count = 0;
    const auto step = [&](storage::WriteTransaction &tx) -> Result<void> {
        std::vector<std::pair<std::string, std::string>> gone;
        SOCLE_TRY(tx.query(sql("SELECT `collectionRef`, `recordRef` FROM `_guests` WHERE "
                               "`lastSeen` < ? LIMIT ?",
                               oldest,
                               kDeletedAtOnce),
                           [&](const storage::Row &row) {
                               gone.emplace_back(row.text(0), row.text(1));
                               return storage::Next::Continue;
                           }));
        const auto catalogue = m_catalogue();
        const ServerRequest server(*catalogue, m_clock.now());
        for (const auto &[collectionId, recordId] : gone) {
            const auto collection = catalogue->findById(collectionId);
            const auto removed = tx.savepoint([&]() -> Result<void> {
                if (!collection) {
                    return {};
                }
                const auto account = SOCLE_TRY(m_records.find(tx, collection, recordId));
                return m_records.removeUnchecked(tx, account, server.context);
            });
            discard(removed, "a guest that something must keep stays, as an account");
            SOCLE_TRY(strike(tx, collectionId, recordId));
        }
        count = gone.size();
        return {};
    };
    do { // in steps: other writes get their turn in between
        SOCLE_TRY(m_database.writer().run(step));
    } while (count == static_cast<std::size_t>(kDeletedAtOnce));
    return {};
}

Result<void> GuestBook::recordChanged(storage::WriteTransaction &transaction,
                                      const records::Change &change,
                                      const rules::RequestContext &)
{
    if (!change.before || !change.before->collection().isAuth()
        || !change.before->text("email").empty()) {
        return {};
    }
    const bool isOver
        = change.kind == records::ChangeKind::Deleted || !change.after->text("email").empty();
    return isOver
        ? strike(transaction, change.before->collection().id, std::string(change.before->id()))
        : Result<void>();
}

} // namespace socle::auth
