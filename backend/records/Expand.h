// The `expand` parameter: related records inside the answer (records-api.md 4.3).
//
// Paths become one tree whose nodes are checked against the schema before anything is read. Each
// node then costs one query for all rows of its level, however many rows there are. Nothing here
// ever fails a request: a path that cannot be followed is left out.
#pragma once

#include "backend/records/RecordPlan.h"
#include "backend/records/RecordWriter.h"
#include "shared/core/Result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class ReadTransaction;
}

namespace socle::rules {
struct RequestContext;
}

namespace socle::records {

/// Paths of an `expand` parameter, cleaned: no blanks, no duplicates, no path that another one
/// contains.
std::vector<std::string> expandPaths(std::string_view expand);

/// For each row its `expand` object as JSON text, "" where the key stays away.
/// Error: only what makes the whole read fail (slice expired, storage unavailable).
Result<std::vector<std::string>> expandRows(storage::ReadTransaction &transaction,
                                            const RecordPlan &plan,
                                            std::span<const KeptRow> rows,
                                            std::string_view expand,
                                            const rules::RequestContext &request);

/// Which of the auth records in `rows` the request's caller manages (for `email`); empty for other
/// collections.
Result<std::unordered_set<std::string>> managedIds(storage::ReadTransaction &transaction,
                                                   const RecordPlan &plan,
                                                   std::span<const KeptRow> rows,
                                                   const rules::RequestContext &request);

/// True for errors that say nothing about the question and must reach the caller: expired slice,
/// storage unavailable.
bool isStorageFailure(const Error &error);

} // namespace socle::records
