// All indexes of the database made anew, one after the other: each is a write of its own, so that
// others come in between, and the work can be ended after any of them.
#pragma once

#include "backend/jobs/JobRun.h"
#include "shared/core/Result.h"

namespace socle::storage {
class Database;
}

namespace socle::jobs {

/// Blocks. Errors: those of the writer, Cancelled.
Result<void> rebuildIndexes(storage::Database &database, JobRun &job);

} // namespace socle::jobs
