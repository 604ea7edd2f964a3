// Rows into JSON: the one place that knows how a record looks on the wire and who sees which of its
// keys.
//
// A row is read cell by cell, so the same code writes the row under the cursor (plain lists and
// views), a row kept for expanding, and a Record after a write. Source: records-api.md 2.3.
#pragma once

#include "backend/records/Record.h"
#include "backend/records/RecordPlan.h"
#include "backend/storage/Row.h"
#include "shared/core/UniqueFunction.h"
#include "shared/fields/FieldType.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace socle::rules {
struct Caller;
}

namespace socle::records {

using Cells = FunctionRef<fields::StoredView(int column)>;

/// A row that outlives its query: cells in the order of the plan's columns.
struct KeptRow
{
    std::vector<fields::StoredValue> cells = {};

    fields::StoredView cell(int column) const;
};

/// What decides the keys of one record.
struct Viewer
{
    bool isSuperuser = false;
    std::string_view ownId = {}; // of the caller's record
    /// Ids of auth records the caller manages (manageRule); null: none.
    const std::unordered_set<std::string> *managed = nullptr;

    static Viewer of(const rules::Caller &caller);
};

struct Extras
{
    std::string_view expand = {}; // JSON object; empty: no key
    std::optional<std::uint64_t> etag = {}; // as "@etag"
};

/// Appends the record's JSON object.
void writeRecord(std::string &out,
                 const RecordPlan &plan,
                 Cells cells,
                 const Viewer &viewer,
                 const Extras &extras = {});

fields::StoredView cellOf(const storage::Row &row, int column);
KeptRow keep(const storage::Row &row, const RecordPlan &plan);
KeptRow keep(const Record &record, const RecordPlan &plan);
Record toRecord(const KeptRow &row, const RecordPlan &plan);

/// 64-bit hash of all columns in the plan's order (socle-api.md 2).
std::uint64_t etagOf(const RecordPlan &plan, Cells cells);
std::string etagText(std::uint64_t etag); // 16 hex digits

/// True when an If-Match or If-None-Match header names `etag` or is `*`. Weak forms compare by
/// their value.
bool namesEtag(std::string_view header, std::uint64_t etag);

storage::Value toValue(fields::StoredValue stored);

} // namespace socle::records
