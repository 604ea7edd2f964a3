#include "backend/auth/PasswordBook.h"

#include "backend/crypto/Password.h"
#include "backend/runtime/Clock.h"
#include "backend/storage/Database.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/StoredJson.h"
#include "shared/json/Json.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace socle::auth {

namespace {

using records::Record;
using storage::sql;

constexpr std::int64_t kAgeDayMs = 24LL * 3600 * 1000;

/// One row of `_passwords`.
struct Page
{
    std::int64_t changed = 0; // ms since the epoch
    JsonArray former; // hashes, the newest first
};

Result<std::optional<Page>> pageOf(storage::ReadTransaction &transaction,
                                   const std::string &collectionId,
                                   std::string_view recordId)
{
    std::optional<Page> page;
    SOCLE_TRY(transaction.query(sql("SELECT `changed`, `former` FROM `_passwords` WHERE "
                                    "`collectionRef` = ? AND `recordRef` = ?",
                                    collectionId,
                                    std::string(recordId)),
                                [&](const storage::Row &row) {
                                    page = Page{.changed = row.integer(0),
                                                .former = storage::storedJson(row.text(1)).array()};
                                    return storage::Next::Stop;
                                }));
    return page;
}

Result<void> keep(storage::WriteTransaction &transaction, const Record &account, const Page &page)
{
    SOCLE_TRY(transaction.execute(
        sql("REPLACE INTO `_passwords` (`collectionRef`, `recordRef`, `changed`, `former`) VALUES "
            "(?, ?, ?, ?)",
            account.collection().id,
            std::string(account.id()),
            page.changed,
            Json(page.former).dump())));
    return {};
}

} // namespace

bool PasswordBook::wasUsed(const schema::Collection &collection,
                           std::string_view recordId,
                           std::string_view plain) const
{
    const Rules rules = m_rules();
    if (rules.history <= 0 || recordId.empty()) {
        return false;
    }
    std::vector<std::string> hashes;
    const auto read = [&](storage::ReadTransaction &tx) -> Result<void> {
        const storage::Dialect &dialect = tx.dialect();
        const auto present = SOCLE_TRY(tx.scalar(
            sql("SELECT `password` FROM " + dialect.identifier(collection.name) + " WHERE `id` = ?",
                std::string(recordId))));
        if (present) {
            hashes.emplace_back(storage::textOf(*present));
        }
        if (const auto page = SOCLE_TRY(pageOf(tx, collection.id, recordId))) {
            for (const Json &hash : page->former) {
                hashes.push_back(hash.toText());
            }
        }
        return {};
    };
    if (const auto done = m_database.read(read); !done) {
        return false;
    }
    hashes.resize(std::min(hashes.size(), static_cast<std::size_t>(rules.history)));
    return std::any_of(hashes.begin(), hashes.end(), [&](const std::string &hash) {
        return crypto::verifyPassword(plain, hash);
    });
}

Result<bool> PasswordBook::isExpired(storage::WriteTransaction &transaction,
                                     const Record &account) const
{
    const Rules rules = m_rules();
    if (rules.maxDays <= 0) {
        return false;
    }
    const std::int64_t now = m_clock.now().milliseconds();
    const auto page = SOCLE_TRY(pageOf(transaction, account.collection().id, account.id()));
    if (!page) {
        SOCLE_TRY(keep(transaction, account, {.changed = now, .former = {}}));
        return false;
    }
    return now - page->changed > rules.maxDays * kAgeDayMs;
}

Result<void> PasswordBook::recordChanged(storage::WriteTransaction &transaction,
                                         const records::Change &change,
                                         const rules::RequestContext &)
{
    const Record &account = change.record();
    if (!account.collection().isAuth()) {
        return {};
    }
    if (change.kind == records::ChangeKind::Deleted) {
        SOCLE_TRY(transaction.execute(
            sql("DELETE FROM `_passwords` WHERE `collectionRef` = ? AND `recordRef` = ?",
                account.collection().id,
                std::string(account.id()))));
        return {};
    }
    const Rules rules = m_rules();
    if (!rules.areOn()
        || (change.before && change.before->text("password") == account.text("password"))) {
        return {};
    }
    Page page{.changed = m_clock.now().milliseconds(), .former = {}};
    if (change.before) {
        if (const auto known
            = SOCLE_TRY(pageOf(transaction, account.collection().id, account.id()))) {
            page.former = known->former;
        }
        page.former.insert(page.former.begin(), Json(change.before->text("password")));
        // One less than the rule: the present password is in the account itself.
        page.former.resize(
            std::min(page.former.size(),
                     static_cast<std::size_t>(std::max<std::int64_t>(rules.history, 1) - 1)));
    }
    return keep(transaction, account, page);
}

} // namespace socle::auth
