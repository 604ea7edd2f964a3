// SQL of the log table.
#include "backend/observability/LogStore.h"

#include "backend/runtime/Random.h"
#include "backend/storage/Database.h"

#include <algorithm>
#include <cstdint>
#include <future>

namespace socle::observability {

namespace {

using storage::sql;

// Exactly the peer's text: it compares nothing, but a folder must look the same whoever made it.
constexpr std::string_view kTable = R"(CREATE TABLE IF NOT EXISTS `_logs` (
  `id`      TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL,
  `level`   INTEGER DEFAULT 0 NOT NULL,
  `message` TEXT DEFAULT "" NOT NULL,
  `data`    JSON DEFAULT "{}" NOT NULL,
  `created` TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_logs_level on `_logs` (`level`);
CREATE INDEX IF NOT EXISTS idx_logs_message on `_logs` (`message`);
CREATE INDEX IF NOT EXISTS idx_logs_created_hour on `_logs` (strftime('%Y-%m-%d %H:00:00', `created`));)";

constexpr std::int64_t kDayMs = 86400000;

std::string oldest(DateTime now, int maxDays)
{
    return DateTime(now.milliseconds() - maxDays * kDayMs).toString();
}

/// 15 characters of [a-z0-9] like every log id, but in the order of time: eight digits of base 36
/// milliseconds (good until 2059), then chance. Ids in order fill the index from the right; wholly
/// random ones touch a page of it each, which cost a third of a busy server's time.
std::string logId(DateTime created, runtime::Random &random)
{
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    constexpr std::size_t timeLength = 8;
    std::string id(timeLength, digits.front());
    auto rest = static_cast<std::uint64_t>(std::max<std::int64_t>(created.milliseconds(), 0));
    for (std::size_t i = timeLength; i-- > 0; rest /= digits.size()) {
        id[i] = digits[rest % digits.size()];
    }
    return id + random.fromAlphabet(digits, 15 - timeLength);
}

} // namespace

Result<LogStore> LogStore::open(storage::Database &auxiliary, runtime::Random &random)
{
    const auto prepare = [](storage::WriteTransaction &transaction) -> Result<void> {
        const bool isThere = SOCLE_TRY(transaction.exists(
            sql("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_logs'")));
        return isThere ? Result<void>() : transaction.executeScript(kTable);
    };
    SOCLE_TRY(auxiliary.runExclusive(prepare));
    return LogStore(auxiliary, random);
}

Result<void> LogStore::write(std::vector<LogEntry> rows)
{
    return m_database->runExclusive([&](storage::WriteTransaction &transaction) -> Result<void> {
        for (LogEntry &row : rows) {
            SOCLE_TRY(transaction.execute(sql("INSERT INTO `_logs` (`id`, `level`, `message`, "
                                              "`data`, `created`) VALUES (?, ?, ?, ?, ?)",
                                              logId(row.created, *m_random),
                                              std::int64_t(row.level),
                                              std::move(row.message),
                                              std::move(row.data),
                                              row.created.toString())));
        }
        return {};
    });
}

Result<std::int64_t> LogStore::deleteOld(DateTime now, int maxDays)
{
    std::int64_t deleted = 0;
    const auto step = [&](storage::WriteTransaction &transaction) -> Result<void> {
        deleted = SOCLE_TRY(transaction.execute(
            sql("DELETE FROM `_logs` WHERE `created` <= ?", oldest(now, maxDays))));
        return {};
    };
    SOCLE_TRY(m_database->runExclusive(step));
    return deleted;
}

Result<void> LogStore::apply(const LogPolicy &policy, DateTime now)
{
    const auto step = [&](storage::WriteTransaction &transaction) -> Result<void> {
        SOCLE_TRY(transaction.execute(sql("DELETE FROM `_logs` WHERE `created` <= ? OR `level` < ?",
                                          oldest(now, policy.maxDays),
                                          std::int64_t(policy.minLevel))));
        return {};
    };
    SOCLE_TRY(m_database->runExclusive(step));
    if (policy.maxDays != 0) {
        return {};
    }
    std::promise<Result<void>> promise;
    m_database->writer().maintain(storage::Maintenance::Vacuum, [&](Result<void> result) {
        promise.set_value(std::move(result));
    });
    return promise.get_future().get();
}

} // namespace socle::observability
