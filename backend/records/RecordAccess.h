// What reading and writing one record share: the rule before anything is looked at, the row a rule
// lets be seen, and how refusals hide what is there (records-api.md 2.2).
//
// Private to records/: the door is RecordStore.
#pragma once

#include "backend/records/RecordPlan.h"
#include "backend/records/RecordWriter.h"
#include "backend/rules/RuleCheck.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace socle::rules {
struct RequestContext;
}

namespace socle::records {

/// The rule before any record is looked at: a locked one is 403 whatever else is wrong
/// (records-api.md 2.2).
Result<rules::Gate> passGate(const schema::Rule &rule,
                             const rules::RequestContext &request,
                             const schema::Collection &collection,
                             std::string_view action);

/// A rule that cannot be compiled or run hides the record; trouble of the storage stays what it is.
Error hidden(Error error);

/// InvalidInput with the surface's message.
Error refused(std::string_view message, FieldErrors fields = {});

/// One row with its plan: the input of everything that works on a single stored record.
struct Found
{
    PlanPtr plan;
    KeptRow row;

    Record record() const { return toRecord(row, *plan); }

    std::uint64_t etag() const
    {
        return etagOf(*plan, [this](int column) { return row.cell(column); });
    }
};

/// Runs `each` on the row of `id` if the caller's rule lets it be seen; false when there is no such
/// row.
Result<bool> withRow(storage::ReadTransaction &transaction,
                     const RecordPlan &plan,
                     std::string_view id,
                     const schema::Rule &rule,
                     rules::Gate gate,
                     const rules::RequestContext &request,
                     FunctionRef<void(const storage::Row &)> each);

/// The kept row of `id`. Errors: NotFound, also when the rule hides it.
Result<Found> findRow(storage::ReadTransaction &transaction,
                      const schema::CollectionPtr &collection,
                      std::string_view id,
                      const schema::Rule &rule,
                      rules::Gate gate,
                      const rules::RequestContext &request);

/// True when the collection's manageRule may show e-mail addresses to this caller
/// (records-api.md 2.3).
bool needsManagedIds(const schema::Collection &collection, const rules::RequestContext &request);

/// Appends kept rows with expand and e-mail visibility, separated by commas.
Result<void> writeKept(std::string &out,
                       storage::ReadTransaction &transaction,
                       const RecordPlan &plan,
                       std::span<const KeptRow> rows,
                       std::string_view expand,
                       bool withEtags,
                       const rules::RequestContext &request);

} // namespace socle::records
