// The table `_logs` of auxiliary.db (data-directory.md B2.1): made when missing, filled in batches,
// cleared of old rows.
#pragma once

#include "backend/observability/RequestLog.h"
#include "shared/core/DateTime.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace socle::runtime {
class Random;
}

namespace socle::storage {
class Database;
}

namespace socle::observability {

class LogStore
{
public:
    /// Makes table and indexes when the file has none: at every start (data-directory.md B1.5).
    /// `auxiliary` and `random` outlive the store. Blocks.
    static Result<LogStore> open(storage::Database &auxiliary, runtime::Random &random);

    /// One transaction for all rows. Blocks: for RequestLog's thread, as its sink.
    Result<void> write(std::vector<LogEntry> rows);

    /// Deletes rows created at or before `now` minus `maxDays` days (admin-api.md A3.4); the number
    /// of them. Blocks.
    Result<std::int64_t> deleteOld(DateTime now, int maxDays);

    /// What a load of the settings does: old rows and rows below minLevel go; with maxDays 0 the
    /// file shrinks too. Blocks.
    Result<void> apply(const LogPolicy &policy, DateTime now);

private:
    LogStore(storage::Database &auxiliary, runtime::Random &random)
        : m_database(&auxiliary)
        , m_random(&random)
    {
    }

    storage::Database *m_database; // pointers, so that a store can be moved
    runtime::Random *m_random;
};

} // namespace socle::observability
