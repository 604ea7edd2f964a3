// See BulkDelete.h.
#include "backend/storage/BulkDelete.h"

#include "backend/storage/Database.h"
#include "backend/storage/Dialect.h"

namespace socle::storage {

namespace {

constexpr std::int64_t kDayMs = 86400000;

}

Result<void> deleteInSteps(Database &database, const SqlFragment &statement)
{
    std::int64_t removed = kDeletedPerStep;
    const auto step = [&](WriteTransaction &tx) -> Result<void> {
        removed = SOCLE_TRY(tx.execute(statement));
        return {};
    };
    while (removed >= kDeletedPerStep) {
        SOCLE_TRY(database.writer().run(step));
    }
    return {};
}

Result<void> deleteOlderThan(Database &database,
                             std::string_view table,
                             std::int64_t maxDays,
                             DateTime now,
                             std::string_view condition)
{
    if (maxDays == 0) {
        return {};
    }
    const std::string name = database.dialect().identifier(table);
    const std::string more = condition.empty() ? std::string() : " AND " + std::string(condition);
    return deleteInSteps(database,
                         sql("DELETE FROM " + name + " WHERE rowid IN (SELECT rowid FROM " + name
                                 + " WHERE `created` < ?" + more + " LIMIT ?)",
                             DateTime(now.milliseconds() - maxDays * kDayMs).toString(),
                             kDeletedPerStep));
}

} // namespace socle::storage
