// See TableSync.h. The steps are those of data-directory.md B4, in its order.
#include "backend/schema/TableSync.h"

#include "backend/runtime/Random.h"
#include "backend/schema/IndexStatement.h"
#include "backend/storage/SqlFragment.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/FieldType.h"

#include <algorithm>

namespace socle::schema {

namespace {

using storage::sql;

constexpr std::size_t kTemporarySuffix = 5;

std::string temporaryName(std::string_view name, runtime::Random &random)
{
    return std::string(name) + random.fromAlphabet(runtime::kLowerAlphanumeric, kTemporarySuffix);
}

struct SavedView
{
    std::string name;
    std::string statement;
};

Result<std::vector<SavedView>> listViews(storage::WriteTransaction &tx)
{
    std::vector<SavedView> views;
    SOCLE_TRY(tx.query(sql(tx.dialect().listViews()), [&](const storage::Row &row) {
        views.push_back({std::string(row.text(0)), std::string(row.text(1))});
        return storage::Next::Continue;
    }));
    return views;
}

// B4.6: the column under a temporary name, a new one beside it, the values across, the old one
// gone.
Result<void> convertColumn(storage::WriteTransaction &tx,
                           std::string_view table,
                           const fields::Field &field,
                           runtime::Random &random)
{
    const storage::Dialect &dialect = tx.dialect();
    const std::string old = temporaryName("_" + field.name, random);
    SOCLE_TRY(tx.executeScript(dialect.renameColumn(table, field.name, old)));
    SOCLE_TRY(tx.executeScript(dialect.addColumn(table, field.name, columnClass(field))));
    const std::string source = dialect.identifier(old);
    const std::string value
        = field.isMultiple() ? dialect.textToList(source) : dialect.listToText(source);
    SOCLE_TRY(tx.executeScript("UPDATE " + dialect.identifier(table) + " SET "
                               + dialect.identifier(field.name) + " = " + value));
    return tx.executeScript(dialect.dropColumn(table, old));
}

Result<void> convertMultiplicity(storage::WriteTransaction &tx,
                                 const Collection &before,
                                 const Collection &after,
                                 runtime::Random &random)
{
    std::vector<const fields::Field *> changed;
    for (const fields::Field &field : after.fields) {
        const fields::Field *old = before.fieldById(field.id);
        // A new multiple column is made with its final type already.
        if (old != nullptr && old->isMultiple() != field.isMultiple()) {
            changed.push_back(&field);
        }
    }
    if (changed.empty()) {
        return {};
    }
    // Views that read the table would stop the columns from going.
    const auto views = SOCLE_TRY(listViews(tx));
    for (const SavedView &view : views) {
        SOCLE_TRY(tx.executeScript(tx.dialect().dropView(view.name)));
    }
    for (const fields::Field *field : changed) {
        SOCLE_TRY(convertColumn(tx, after.name, *field, random));
    }
    for (const SavedView &view : views) {
        SOCLE_TRY(tx.executeScript(view.statement));
    }
    return {};
}

Result<void> syncColumns(storage::WriteTransaction &tx,
                         const Collection &before,
                         const Collection &after,
                         runtime::Random &random)
{
    const storage::Dialect &dialect = tx.dialect();
    const std::string &table = after.name;
    // 3: columns whose field id is gone
    for (const fields::Field &old : before.fields) {
        if (after.fieldById(old.id) == nullptr) {
            if (auto dropped = tx.executeScript(dialect.dropColumn(table, old.name)); !dropped) {
                Error error = dropped.takeError();
                error.cause = "failed to drop column " + old.name + " - " + error.cause;
                return error;
            }
        }
    }
    // 4: new and renamed columns under temporary names, so that names can be swapped
    std::vector<std::pair<std::string, std::string>> renames;
    for (const fields::Field &field : after.fields) {
        const fields::Field *old = before.fieldById(field.id);
        if (old != nullptr && old->name == field.name) {
            continue;
        }
        const std::string temporary = temporaryName(field.name, random);
        SOCLE_TRY(tx.executeScript(old == nullptr
                                       ? dialect.addColumn(table, temporary, columnClass(field))
                                       : dialect.renameColumn(table, old->name, temporary)));
        renames.emplace_back(temporary, field.name);
    }
    // 5: final names
    for (const auto &[temporary, name] : renames) {
        SOCLE_TRY(tx.executeScript(dialect.renameColumn(table, temporary, name)));
    }
    // 6
    return convertMultiplicity(tx, before, after, random);
}

bool hasTable(storage::WriteTransaction &tx, std::string_view name)
{
    bool found = false;
    discard(tx.query(sql(tx.dialect().listTables()),
                     [&](const storage::Row &row) {
                         found = found || equalsIgnoreCase(row.text(0), name);
                         return found ? storage::Next::Stop : storage::Next::Continue;
                     }),
            "an unreadable list is an empty one: the CREATE that follows says what is wrong");
    return found;
}

} // namespace

storage::ColumnClass columnClass(const fields::Field &field)
{
    switch (field.kind->storageClass(field)) {
    case fields::StorageClass::PrimaryKey:
        return storage::ColumnClass::Id;
    case fields::StorageClass::Text:
        return storage::ColumnClass::Text;
    case fields::StorageClass::Number:
        return storage::ColumnClass::Number;
    case fields::StorageClass::Bool:
        return storage::ColumnClass::Bool;
    case fields::StorageClass::Json:
        return storage::ColumnClass::Json;
    case fields::StorageClass::TextList:
        return storage::ColumnClass::JsonList;
    case fields::StorageClass::Point:
        return storage::ColumnClass::GeoPoint;
    }
    return storage::ColumnClass::Text;
}

std::string engineText(const Error &error)
{
    const std::string_view cause = error.cause;
    const std::string text(cause.substr(0, cause.find(" in: ")));
    return text.empty() ? error.message : text;
}

Result<void> createTable(storage::WriteTransaction &tx, const Collection &collection)
{
    std::vector<const fields::Field *> sorted;
    for (const fields::Field &field : collection.fields) {
        sorted.push_back(&field);
    }
    std::sort(sorted.begin(), sorted.end(), [](const fields::Field *a, const fields::Field *b) {
        return a->name < b->name;
    });
    const storage::Dialect &dialect = tx.dialect();
    std::vector<std::string> definitions;
    for (const fields::Field *field : sorted) {
        definitions.push_back(dialect.identifier(field->name) + " "
                              + dialect.columnType(columnClass(*field)));
    }
    SOCLE_TRY(tx.executeScript(dialect.createTable(collection.name, definitions)));
    return createIndexes(tx, collection);
}

Result<void> createIndexes(storage::WriteTransaction &tx, const Collection &collection)
{
    FieldErrors errors;
    for (std::size_t i = 0; i < collection.indexes.size(); ++i) {
        IndexStatement index = parseIndex(collection.indexes[i]);
        index.tableName = collection.name;
        const auto created = tx.savepoint([&] { return tx.executeScript(index.canonical()); });
        if (created) {
            continue;
        }
        if (created.error().kind == ErrorKind::Unavailable) {
            return created.error();
        }
        errors["indexes"].children[std::to_string(i)]
            = FieldError{.code = "validation_invalid_index_expression",
                         .message = normalizedMessage("Failed to create index " + index.indexName
                                                      + " - " + engineText(created.error()) + ".")};
    }
    if (!errors.empty()) {
        return invalidInput({}, std::move(errors));
    }
    return {};
}

Result<void> dropIndexes(storage::WriteTransaction &tx, const Collection &collection)
{
    for (const std::string &text : collection.indexes) {
        const IndexStatement index = parseIndex(text);
        if (!index.indexName.empty()) {
            SOCLE_TRY(tx.executeScript(tx.dialect().dropIndex(index.indexName)));
        }
    }
    return {};
}

Result<void> updateTable(storage::WriteTransaction &tx,
                         const Collection &before,
                         const Collection &after,
                         runtime::Random &random)
{
    if (!hasTable(tx, before.name)) {
        return createTable(tx, after);
    }
    const bool renamed = !equalsIgnoreCase(before.name, after.name);
    const bool touchesIndexes
        = renamed || !(before.fields == after.fields) || before.indexes != after.indexes;
    // 1
    if (touchesIndexes) {
        SOCLE_TRY(dropIndexes(tx, before));
    }
    // 2: a rename in letter case only changes just the row
    if (renamed) {
        SOCLE_TRY(tx.executeScript(tx.dialect().renameTable(before.name, after.name)));
    }
    SOCLE_TRY(syncColumns(tx, before, after, random));
    // 7
    return touchesIndexes ? createIndexes(tx, after) : Result<void>();
}

} // namespace socle::schema
