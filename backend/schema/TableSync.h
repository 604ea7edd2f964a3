// Brings the record table of a collection in line with its definition (data-directory.md B4).
//
// A field is the same column as before when its id is the same, whatever its name. Everything runs
// inside the caller's transaction, so a failure anywhere leaves the table as it was.
#pragma once

#include "backend/schema/Collection.h"
#include "backend/storage/Dialect.h"

#include <string_view>

namespace socle::storage {
class WriteTransaction;
}

namespace socle::runtime {
class Random;
}

namespace socle::schema {

storage::ColumnClass columnClass(const fields::Field &field);

/// CREATE TABLE with columns in byte order of their names, then all indexes.
Result<void> createTable(storage::WriteTransaction &tx, const Collection &collection);
/// Errors: InvalidInput with fields.indexes.<i> for indexes SQLite refuses, else the engine's.
Result<void> updateTable(storage::WriteTransaction &tx,
                         const Collection &before,
                         const Collection &after,
                         runtime::Random &random);
/// Errors of all failing indexes together.
Result<void> createIndexes(storage::WriteTransaction &tx, const Collection &collection);
Result<void> dropIndexes(storage::WriteTransaction &tx, const Collection &collection);

/// The engine's own words of a failed statement: "SQL logic error: no such column: x (1)".
std::string engineText(const Error &error);

} // namespace socle::schema
