// Many rows at once, each as if it had come alone: the same rules, checks, listeners and events as
// RecordStore::create() and update().
//
// A chunk is one step on the writer. A row that fails undoes only itself; its neighbours stay.
// Source: socle-api.md 6.
#pragma once

#include "backend/records/RecordInput.h"
#include "backend/schema/Collection.h"
#include "shared/core/Result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace socle::storage {
class WriteTransaction;
}

namespace socle::rules {
struct RequestContext;
}

namespace socle::records {

class RecordStore;

inline constexpr std::size_t kMaxImportChunk = 1000; // rows in one commit

enum class ImportMode {
    Insert, // every row is a new record
    Update, // the record of the row's key; a row without one fails
    Upsert, // the record of the row's key, or a new one
};

enum class OnError { Stop, Skip };

struct ImportPlan
{
    ImportMode mode = ImportMode::Insert;
    std::string key = "id"; // a field whose value names one record
    OnError onError = OnError::Stop;
};

struct ImportRow
{
    std::int64_t number = 0; // 1 for the first
    RecordInput input = {};
    std::optional<Error> fault = {}; // it could not even be read
};

struct ImportFailure
{
    std::int64_t row = 0;
    Error error = {};
};

struct ImportOutcome
{
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::vector<ImportFailure> failures = {};
    bool isStopped = false; // OnError::Stop met a failure; later rows were not looked at
};

/// Refuses a plan that cannot be meant: a view, or (when rows are looked up) a key that is neither
/// the id nor unique by an index of its own. Error: InvalidInput.
Result<void> checkImport(const schema::Collection &collection, const ImportPlan &plan);

/// Runs the rows in their order; `rows` are used up. Error: of the storage only, then nothing of
/// the chunk is kept.
Result<ImportOutcome> importRows(const RecordStore &store,
                                 storage::WriteTransaction &transaction,
                                 const schema::CollectionPtr &collection,
                                 const ImportPlan &plan,
                                 std::vector<ImportRow> &rows,
                                 const rules::RequestContext &request);

} // namespace socle::records
