// What a collection looks like to SQL and to the answer, worked out once: its columns, the order
// and spelling of its JSON keys, and the statements of the plain reads and writes.
//
// Plans are immutable. Each thread keeps those it uses, so a request finds its plan without a lock.
#pragma once

#include "backend/schema/Collection.h"
#include "backend/storage/SqlFragment.h"
#include "shared/fields/FieldType.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class Dialect;
}

namespace socle::records {

struct RecordPlan
{
    /// One key of the record's JSON, in the order of the answer (sorted by bytes).
    struct Output
    {
        enum class Kind {
            Constant, // collectionId, collectionName
            Expand, // the place of `expand`
            Value, // the column as its field type writes it
            Password, // always ""
            Email, // of an auth record: shown to some (records-api.md 2.3)
        };
        Kind kind = Kind::Value;
        std::string prefix = {}; // `"title":`
        std::string constant = {}; // JSON text
        int column = -1;
        bool superusersOnly = false; // hidden field
    };

    schema::CollectionPtr collection;
    std::vector<std::string> columns; // names, sorted by bytes
    std::vector<const fields::Field *> fields; // of the columns; owned by `collection`
    std::vector<Output> outputs;
    int idColumn = -1;
    int emailColumn = -1; // auth collections only
    int emailVisibilityColumn = -1;

    std::string select; // SELECT … FROM …
    std::string selectById; // one binding
    std::string selectPage; // two bindings: limit, offset
    std::string count;
    std::string insert; // one binding a column
    std::string removeById; // one binding

    int columnOf(std::string_view name) const; // -1 when absent
};

using PlanPtr = std::shared_ptr<const RecordPlan>;

/// The plan of `collection`, made on first use by this thread.
PlanPtr planOf(const schema::CollectionPtr &collection, const storage::Dialect &dialect);

} // namespace socle::records
