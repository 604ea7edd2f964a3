// Counts, sums and the like over the records a caller may list, in groups (socle-api.md 5).
//
// The list rule, the client's filter and the field paths go through the same QueryBuilder as a
// list, so nothing can be counted that could not be listed and no hidden field can be grouped by.
#pragma once

#include "backend/schema/Catalogue.h"
#include "shared/core/Result.h"
#include "shared/protocol/Paging.h"

#include <string>

namespace socle::storage {
class ReadTransaction;
}

namespace socle::rules {
struct RequestContext;
}

namespace socle::records {

struct AggregateQuery
{
    std::string group = {}; // "status,created:month"; empty: one group of everything
    std::string measure = {}; // "count,sum:price"; empty: count
    std::string filter = {};
    std::string sort = {}; // groups and measures by their text, `-` for descending
    protocol::Paging paging = {}; // of groups
};

/// The list envelope of `{"status":"draft","count":12}`, one item a group; keys are the texts of
/// the query. Without a sort the groups come in ascending order; ties are always broken by it.
///
/// A record counts once in each group it belongs to, also when a path crosses a relation to many.
/// `min` and `max` look at every value such a path has; `sum`, `avg` and `distinct` refuse it,
/// because a record would weigh as often as it has values.
/// Errors: Forbidden (locked rule, superuser-only tokens), InvalidInput (filter; unknown, hidden or
/// unfit field).
Result<std::string> aggregate(storage::ReadTransaction &transaction,
                              const schema::CollectionPtr &collection,
                              const AggregateQuery &query,
                              const rules::RequestContext &request);

} // namespace socle::records
