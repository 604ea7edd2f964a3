// A page of records as the wire wants it: the list envelope of records-api.md 2.4.
//
// Private to records/: the door is RecordStore.
#pragma once

#include "backend/records/RecordPlan.h"
#include "backend/rules/RuleCheck.h"
#include "shared/core/Result.h"

#include <string>

namespace socle::storage {
class ReadTransaction;
}

namespace socle::rules {
struct RequestContext;
}

namespace socle::records {

struct ListQuery;

/// The envelope with the records of `query` that the list rule shows; `gate` is what it means for
/// the caller. Errors: InvalidInput (filter or sort; the cause says why), those of the storage.
Result<std::string> listRecords(storage::ReadTransaction &transaction,
                                PlanPtr plan,
                                const ListQuery &query,
                                const rules::RequestContext &request,
                                rules::Gate gate);

} // namespace socle::records
