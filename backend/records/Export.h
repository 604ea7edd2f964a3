// Every record a caller may list, one after the other, from one snapshot: the list without pages.
//
// Nothing is gathered: a row goes from its cursor to the callback, with `expand` in groups of a few
// hundred. Source: socle-api.md 6.
#pragma once

#include "backend/schema/Collection.h"
#include "backend/storage/Row.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class ReadTransaction;
}

namespace socle::rules {
struct Caller;
struct RequestContext;
} // namespace socle::rules

namespace socle::records {

struct ExportQuery
{
    std::string filter = {};
    std::string sort = {}; // empty: in the order of insertion
    std::string expand = {};
};

/// Calls `each` with the JSON of every record, until it answers Stop.
/// Errors: Forbidden (locked rule, superuser-only tokens), InvalidInput (filter, sort), those of
/// the read. Before the first record nothing was handed out.
Result<void> exportRecords(storage::ReadTransaction &transaction,
                           const schema::CollectionPtr &collection,
                           const ExportQuery &query,
                           const rules::RequestContext &request,
                           FunctionRef<storage::Next(const std::string &json)> each);

/// Names of the columns of a table of records: what `caller` may see, in the order of the schema,
/// without what never leaves (passwords, token keys).
std::vector<std::string> exportColumns(const schema::Collection &collection,
                                       const rules::Caller &caller);

} // namespace socle::records
