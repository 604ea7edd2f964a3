// One change for many records, as a value: set, clear, add, take away, increase, replace text, or
// build from other fields (studio.md 4.3.10).
//
// Pure: the sheet shows what it would do, the staging engine then stores it, one undo step. UI
// thread or pool.
#pragma once

#include "shared/core/Result.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CollectionSchema.h"

#include <QSet>

#include <vector>

namespace socle::studio {

class SchemaStore;

enum class BulkOperation {
    Unchanged,
    Set,
    Clear,
    Add, // to a multiple field
    Remove, // from a multiple field
    Increase, // a number, by a number or a percentage
    ReplaceText,
    FromFields, // "{title} - {author}"
};

struct BulkChange
{
    QString field = {};
    BulkOperation operation = BulkOperation::Unchanged;
    Json value = {}; // Set, Add, Remove
    QString text
        = {}; // Increase: "1.5", "+5%"; ReplaceText: what is searched; FromFields: template
    QString replacement = {};
    bool isRegex = false;
};

/// Operations that make sense for a field, in the order they are offered.
std::vector<BulkOperation> bulkOperationsFor(const fields::Field &field);
/// The new value of the field in `record`. Errors: InvalidInput with the reason (no number, a
/// pattern that is none, a value the field refuses).
Result<Json> applyBulk(const BulkChange &change,
                       const fields::Field &field,
                       const JsonObject &record);

/// Records by id, or all that match a filter but `exceptions`, at most `most` (+1 tells that there
/// are more). Read in pages by a keyset on the id.
struct GatherPlan
{
    CollectionPtr collection = {};
    QStringList ids = {}; // not empty: exactly these
    QString filter = {};
    QSet<QString> exceptions = {};
    QString fields = {}; // empty: all
    int most = 10'000;
};

QFuture<Result<std::vector<Record>>> gatherRecords(ApiClient &client,
                                                   const GatherPlan &plan,
                                                   QObject *context);

} // namespace socle::studio
