// The records of a collection into a file: `socle export`, and exports that go on as jobs
// (socle-api.md 6, 12). The streaming export of a request is ExportRun.
#pragma once

#include "backend/api/ExportRun.h"
#include "backend/runtime/Deadline.h"
#include "shared/core/UniqueFunction.h"

#include <cstdint>
#include <cstdio>

namespace socle::api {

/// Writes one snapshot to `out`, which stays open; the number of records. Blocks; `progress` is
/// told every few hundred records. Errors: InvalidInput (filter, sort, `fields`), Unavailable (the
/// file, the storage), Cancelled.
Result<std::int64_t> exportToFile(storage::Database &database,
                                  const ExportOrder &order,
                                  std::FILE *out,
                                  const runtime::StopToken &stop,
                                  FunctionRef<void(std::int64_t records)> progress);

} // namespace socle::api
