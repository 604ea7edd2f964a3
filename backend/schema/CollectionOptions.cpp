// See CollectionOptions.h.
#include "backend/schema/CollectionOptions.h"

#include "backend/runtime/Clock.h"
#include "backend/schema/SchemaStore.h"
#include "backend/storage/Database.h"
#include "backend/storage/StoredJson.h"

namespace socle::schema {

namespace {

using storage::sql;

Result<std::shared_ptr<const OptionRows>> readRows(storage::ReadTransaction &tx)
{
    auto rows = std::make_shared<OptionRows>();
    SOCLE_TRY(tx.query(sql("SELECT `collection`, `key`, `value` FROM `_socleOptions`"),
                       [&](const storage::Row &row) {
                           (*rows)[std::string(row.text(0))][std::string(row.text(1))]
                               = storage::storedJson(row.text(2));
                           return storage::Next::Continue;
                       }));
    return std::shared_ptr<const OptionRows>(std::move(rows));
}

} // namespace

Result<void> CollectionOptions::open(SchemaStore &schema)
{
    schema.addListener(
        [this](storage::WriteTransaction &tx, const CollectionChange &change) -> Result<void> {
            if (change.after || !change.before) {
                return {};
            }
            const auto removed = SOCLE_TRY(tx.execute(
                sql("DELETE FROM `_socleOptions` WHERE `collection` = ?", change.before->id)));
            return removed > 0 ? reload(tx) : Result<void>();
        });
    return reload();
}

Result<void> CollectionOptions::reload()
{
    std::shared_ptr<const OptionRows> rows;
    const auto read = [&](storage::ReadTransaction &tx) -> Result<void> {
        rows = SOCLE_TRY(readRows(tx));
        return {};
    };
    SOCLE_TRY(m_database.read(read));
    publish(std::move(rows));
    return {};
}

Result<void> CollectionOptions::reload(storage::WriteTransaction &tx)
{
    tx.afterCommit([this, rows = SOCLE_TRY(readRows(tx))] { publish(rows); });
    return {};
}

Result<void> CollectionOptions::set(storage::WriteTransaction &tx,
                                    const runtime::Clock &clock,
                                    std::string_view collectionId,
                                    std::string_view key,
                                    const Json &value)
{
    const std::string collection(collectionId);
    const std::string name(key);
    if (value.isNull()) {
        SOCLE_TRY(tx.execute(sql("DELETE FROM `_socleOptions` WHERE `collection` = ? AND `key` = ?",
                                 collection,
                                 name)));
        return reload(tx);
    }
    const std::string now = clock.now().toString();
    const auto changed = SOCLE_TRY(tx.execute(
        sql("UPDATE `_socleOptions` SET `value` = ?, `updated` = ? WHERE `collection` = ? AND "
            "`key` = ?",
            value.dump(),
            now,
            collection,
            name)));
    if (changed == 0) { // the id is the column's default
        SOCLE_TRY(tx.execute(
            sql("INSERT INTO `_socleOptions` (`collection`, `key`, `value`, `created`, `updated`) "
                "VALUES (?, ?, ?, ?, ?)",
                collection,
                name,
                value.dump(),
                now,
                now)));
    }
    return reload(tx);
}

Json CollectionOptions::value(std::string_view collectionId, std::string_view key) const
{
    const auto rows = snapshot();
    const auto options = rows->find(collectionId);
    if (options == rows->end()) {
        return {};
    }
    const auto found = options->second.find(key);
    return found != options->second.end() ? found->second : Json();
}

std::shared_ptr<const OptionRows> CollectionOptions::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    return m_snapshot;
}

void CollectionOptions::addListener(UniqueFunction<void(const OptionRows &)> listener)
{
    m_listeners.push_back(std::move(listener));
}

void CollectionOptions::publish(std::shared_ptr<const OptionRows> next)
{
    {
        const std::lock_guard lock(m_mutex);
        m_snapshot = next;
    }
    for (auto &listener : m_listeners) {
        listener(*next);
    }
}

} // namespace socle::schema
