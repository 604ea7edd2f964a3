// Deleting many rows without holding the writer up: in steps of a few hundred, between which other
// writes get their turn. Blocks: for workers and the command line, never on an I/O or writer
// thread.
#pragma once

#include "backend/storage/SqlFragment.h"
#include "shared/core/DateTime.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <string_view>

namespace socle::storage {

class Database;

inline constexpr std::int64_t kDeletedPerStep = 500;

/// Runs `statement`, which deletes at most kDeletedPerStep rows, until it deletes fewer.
Result<void> deleteInSteps(Database &database, const SqlFragment &statement);

/// Deletes the rows of `table` whose column `created` lies more than `maxDays` days before `now`;
/// 0 days deletes nothing. `condition` is SQL about the same row, "" for none.
Result<void> deleteOlderThan(Database &database,
                             std::string_view table,
                             std::int64_t maxDays,
                             DateTime now,
                             std::string_view condition = {});

} // namespace socle::storage
