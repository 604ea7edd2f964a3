#include "backend/auth/RememberedDevices.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/BulkDelete.h"
#include "backend/storage/Database.h"

namespace socle::auth {

namespace {

using storage::sql;

constexpr std::size_t kDeviceBytes = 32;
constexpr std::int64_t kMostPerAccount = 20;
constexpr std::string_view kOfAccount = " WHERE `collectionRef` = ? AND `recordRef` = ? ";

std::string digestOf(std::string_view secret)
{
    return crypto::sha256Hex("device:" + std::string(secret));
}

} // namespace

Result<std::string> RememberedDevices::remember(storage::WriteTransaction &transaction,
                                                const records::Record &account,
                                                std::string_view name,
                                                std::chrono::seconds duration) const
{
    const std::int64_t now = m_clock.now().milliseconds();
    const std::string secret = crypto::base64UrlEncode(m_random.bytes(kDeviceBytes));
    SOCLE_TRY(transaction.execute(
        sql("INSERT INTO `_devices` (`id`, `hash`, `collectionRef`, `recordRef`, `name`, "
            "`created`, `lastUsed`, `expires`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            m_random.recordId(),
            digestOf(secret),
            account.collection().id,
            std::string(account.id()),
            std::string(name),
            now,
            now,
            now + std::chrono::milliseconds(duration).count())));
    SOCLE_TRY(transaction.execute(sql("DELETE FROM `_devices`" + std::string(kOfAccount)
                                          + "AND `id` NOT IN (SELECT `id` FROM `_devices`"
                                          + std::string(kOfAccount)
                                          + "ORDER BY `lastUsed` DESC, rowid DESC LIMIT ?)",
                                      account.collection().id,
                                      std::string(account.id()),
                                      account.collection().id,
                                      std::string(account.id()),
                                      kMostPerAccount)));
    return secret;
}

Result<bool> RememberedDevices::use(storage::WriteTransaction &transaction,
                                    const records::Record &account,
                                    std::string_view secret) const
{
    const std::int64_t now = m_clock.now().milliseconds();
    const auto changed = SOCLE_TRY(
        transaction.execute(sql("UPDATE `_devices` SET `lastUsed` = ?" + std::string(kOfAccount)
                                    + "AND `hash` = ? AND `expires` > ?",
                                now,
                                account.collection().id,
                                std::string(account.id()),
                                digestOf(secret),
                                now)));
    return changed > 0;
}

Result<std::vector<RememberedDevice>> RememberedDevices::list(storage::ReadTransaction &transaction,
                                                              std::string_view collectionId,
                                                              std::string_view recordId) const
{
    std::vector<RememberedDevice> all;
    SOCLE_TRY(transaction.query(
        sql("SELECT `id`, `name`, `created`, `lastUsed`, `expires` FROM `_devices`"
                + std::string(kOfAccount) + "AND `expires` > ? ORDER BY `lastUsed` DESC",
            std::string(collectionId),
            std::string(recordId),
            m_clock.now().milliseconds()),
        [&](const storage::Row &row) {
            all.push_back({.id = std::string(row.text(0)),
                           .name = std::string(row.text(1)),
                           .created = row.integer(2),
                           .lastUsed = row.integer(3),
                           .expires = row.integer(4)});
            return storage::Next::Continue;
        }));
    return all;
}

Result<bool> RememberedDevices::forget(storage::WriteTransaction &transaction,
                                       std::string_view collectionId,
                                       std::string_view recordId,
                                       std::string_view id) const
{
    const auto removed = SOCLE_TRY(transaction.execute(
        sql("DELETE FROM `_devices`" + std::string(kOfAccount) + "AND (? = '' OR `id` = ?)",
            std::string(collectionId),
            std::string(recordId),
            std::string(id),
            std::string(id))));
    return removed > 0;
}

Result<void> RememberedDevices::prune() const
{
    return storage::deleteInSteps(
        m_database,
        sql("DELETE FROM `_devices` WHERE `id` IN (SELECT `id` FROM `_devices` WHERE `expires` < ? "
            "LIMIT ?)",
            m_clock.now().milliseconds(),
            storage::kDeletedPerStep));
}

Result<void> RememberedDevices::recordChanged(storage::WriteTransaction &transaction,
                                              const records::Change &change,
                                              const rules::RequestContext &)
{
    if (!change.before || !change.before->collection().isAuth()) {
        return {};
    }
    const bool isOver = change.kind == records::ChangeKind::Deleted
        || change.before->text("password") != change.after->text("password");
    if (isOver) {
        SOCLE_TRY(forget(transaction, change.before->collection().id, change.before->id(), {}));
    }
    return {};
}

} // namespace socle::auth
