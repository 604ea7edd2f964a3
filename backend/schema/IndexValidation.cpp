// See IndexValidation.h. Checking stops at the first error, in the order of the specification's
// table.
#include "backend/schema/IndexValidation.h"

#include "backend/schema/IndexStatement.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace socle::schema {

namespace {

using fields::errorWithText;
using protocol::fieldError;

constexpr protocol::Code kExistingName{
    "validation_existing_index_name",
    "The index name is already used in {usedTableName} collection."};
constexpr protocol::Code kUniqueSystem{
    "validation_invalid_unique_system_field_index",
    "Unique index definition on system fields ({fieldName}) is invalid or missing."};
constexpr protocol::Code kMissingUnique{"validation_missing_required_unique_index",
                                        "Missing required unique index for field \"{fieldName}\"."};

using TablesByIndex
    = std::unordered_map<std::string, std::string>; // lower-case index name -> table

Result<TablesByIndex> foreignIndexes(storage::ReadTransaction &tx,
                                     const Collection &collection,
                                     const SaveContext &context)
{
    TablesByIndex tables;
    SOCLE_TRY(tx.query(
        storage::sql("SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index'"),
        [&](const storage::Row &row) {
            const std::string_view table = row.text(1);
            const bool isOwn = equalsIgnoreCase(table, collection.name)
                || (context.original != nullptr && equalsIgnoreCase(table, context.original->name));
            if (!isOwn) {
                tables.emplace(asciiLower(row.text(0)), std::string(table));
            }
            return storage::Next::Continue;
        }));
    return tables;
}

bool hasSameColumns(const IndexStatement &a, const IndexStatement &b)
{
    return std::equal(a.columns.begin(),
                      a.columns.end(),
                      b.columns.begin(),
                      b.columns.end(),
                      [](const IndexColumn &x, const IndexColumn &y) {
                          return equalsIgnoreCase(x.name, y.name);
                      });
}

std::optional<FieldError> checkSystemIndexes(const Collection &original,
                                             const std::vector<IndexStatement> &indexes)
{
    for (const std::string &text : original.indexes) {
        const IndexStatement old = parseIndex(text);
        if (!old.isUnique) {
            continue;
        }
        for (const IndexColumn &column : old.columns) {
            const fields::Field *field = original.field(column.name);
            if (field == nullptr || !field->system) {
                continue;
            }
            const bool kept
                = std::any_of(indexes.begin(), indexes.end(), [&](const IndexStatement &index) {
                      return index.isUnique && hasSameColumns(index, old);
                  });
            if (!kept) {
                return fieldError(kUniqueSystem, {{"fieldName", field->name}});
            }
        }
    }
    return std::nullopt;
}

} // namespace

Result<std::optional<FieldError>> checkIndexes(storage::ReadTransaction &tx,
                                               const Collection &collection,
                                               const SaveContext &context)
{
    using Outcome = std::optional<FieldError>;
    if (collection.isView()) {
        return collection.indexes.empty()
            ? Outcome()
            : Outcome(errorWithText("validation_indexes_not_supported",
                                    "View collections don't support indexes."));
    }
    const TablesByIndex foreign = SOCLE_TRY(foreignIndexes(tx, collection, context));
    std::vector<IndexStatement> indexes;
    for (std::size_t i = 0; i < collection.indexes.size(); ++i) {
        IndexStatement index = parseIndex(collection.indexes[i]);
        const auto at = [&](FieldError error) {
            FieldError list;
            list.children[std::to_string(i)] = std::move(error);
            return Outcome(std::move(list));
        };
        if (!index.isValid()) {
            return at(errorWithText("validation_invalid_index_expression",
                                    "Invalid CREATE INDEX expression."));
        }
        const auto isNamed = [&](const IndexStatement &other) {
            return equalsIgnoreCase(other.indexName, index.indexName);
        };
        if (std::any_of(indexes.begin(), indexes.end(), isNamed)) {
            return at(errorWithText("validation_duplicated_index_name",
                                    "The index name already exists."));
        }
        if (const auto it = foreign.find(asciiLower(index.indexName)); it != foreign.end()) {
            return at(fieldError(kExistingName, {{"usedTableName", it->second}}));
        }
        const auto isSame
            = [&](const IndexStatement &other) { return other.definition() == index.definition(); };
        if (std::any_of(indexes.begin(), indexes.end(), isSame)) {
            return at(errorWithText("validation_duplicated_index_definition",
                                    "The index definition already exists."));
        }
        indexes.push_back(std::move(index));
    }
    if (context.original != nullptr) {
        if (auto error = checkSystemIndexes(*context.original, indexes)) {
            return Outcome(std::move(error));
        }
    }
    if (collection.isAuth()) {
        for (const std::string_view field : std::array<std::string_view, 2>{"tokenKey", "email"}) {
            const auto covers
                = [&](const IndexStatement &index) { return index.isSingleUnique(field); };
            if (std::none_of(indexes.begin(), indexes.end(), covers)) {
                return Outcome(fieldError(kMissingUnique, {{"fieldName", std::string(field)}}));
            }
        }
    }
    return Outcome();
}

} // namespace socle::schema
