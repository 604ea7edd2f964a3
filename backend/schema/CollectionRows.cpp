// See CollectionRows.h.
#include "backend/schema/CollectionRows.h"

#include "backend/storage/SqlFragment.h"
#include "backend/storage/WriteTransaction.h"

#include <algorithm>
#include <utility>

namespace socle::schema {

namespace {

using storage::sql;
using storage::Value;

constexpr std::string_view kSelect = "SELECT `id`, `system`, `type`, `name`, `fields`, `indexes`, "
                                     "`listRule`, `viewRule`, `createRule`, "
                                     "`updateRule`, `deleteRule`, `options`, `created`, `updated` "
                                     "FROM `_collections` ORDER BY rowid";

Rule ruleAt(const storage::Row &row, int column)
{
    return row.isNull(column) ? Rule() : Rule(std::string(row.text(column)));
}

Value ruleValue(const Rule &rule) { return rule ? Value(*rule) : Value(); }

// What an option missing on disk means: the zero value, not the default of a new collection
// (B5.9.2).
AuthOptions zeroAuthOptions()
{
    AuthOptions auth;
    auth.authRule.reset();
    auth.alertEnabled = false;
    auth.passwordEnabled = false;
    auth.identityFields.clear();
    auth.mfaDuration = 0;
    auth.otpDuration = 0;
    auth.otpLength = 0;
    return auth;
}

Result<CollectionPtr> readRow(const storage::Row &row)
{
    auto collection = std::make_shared<Collection>();
    collection->id = row.text(0);
    collection->system = row.integer(1) != 0;
    collection->type = collectionType(row.text(2)).value_or(CollectionType::Base);
    collection->name = row.text(3);
    const Json list = SOCLE_TRY(parseJson(row.text(4)));
    collection->fields = SOCLE_TRY(fields::readFields(list));
    const Json indexes = SOCLE_TRY(parseJson(row.text(5)));
    for (const Json &index : indexes.array()) {
        collection->indexes.emplace_back(index.text());
    }
    collection->listRule = ruleAt(row, 6);
    collection->viewRule = ruleAt(row, 7);
    collection->createRule = ruleAt(row, 8);
    collection->updateRule = ruleAt(row, 9);
    collection->deleteRule = ruleAt(row, 10);
    collection->auth = zeroAuthOptions();
    collection->created = row.text(12);
    collection->updated = row.text(13);
    const Json options = SOCLE_TRY(parseJson(row.text(11)));
    SOCLE_TRY(applyJson(*collection, options));
    return CollectionPtr(std::move(collection));
}

constexpr int kColumns = 14;

/// Everything a Collection is made from, with lengths so that columns cannot run into each other.
std::string rowText(const storage::Row &row)
{
    std::string text;
    for (int column = 0; column < kColumns; ++column) {
        const std::string_view cell = row.isNull(column) ? "" : row.text(column);
        text += row.isNull(column) ? "-" : std::to_string(cell.size());
        text += ':';
        text += cell;
    }
    return text;
}

Result<CollectionPtr> readRow(const storage::Row &row, CollectionMemo &memo)
{
    CollectionMemo::Entry &entry = memo.entries[std::string(row.text(0))];
    std::string text = rowText(row);
    if (!entry.collection || entry.row != text) {
        entry.collection = SOCLE_TRY(readRow(row));
        entry.row = std::move(text);
    }
    return entry.collection;
}

void forgetOthers(CollectionMemo &memo, const std::vector<CollectionPtr> &collections)
{
    std::erase_if(memo.entries, [&](const auto &entry) {
        return std::none_of(collections.begin(), collections.end(), [&](const auto &collection) {
            return collection->id == entry.first;
        });
    });
}

std::string indexesText(const Collection &collection)
{
    JsonArray array;
    for (const std::string &index : collection.indexes) {
        array.emplace_back(index);
    }
    return Json(std::move(array)).dump();
}

} // namespace

Result<std::vector<CollectionPtr>> readCollections(storage::ReadTransaction &tx,
                                                   CollectionMemo *memo)
{
    std::unique_lock<std::mutex> lock;
    if (memo != nullptr) {
        lock = std::unique_lock(memo->mutex);
    }
    std::vector<CollectionPtr> collections;
    Result<void> outcome;
    SOCLE_TRY(tx.query(sql(kSelect), [&](const storage::Row &row) {
        auto collection = memo != nullptr ? readRow(row, *memo) : readRow(row);
        if (!collection) {
            outcome = internalError("collection " + std::string(row.text(3))
                                    + " cannot be read: " + collection.error().cause);
            return storage::Next::Stop;
        }
        collections.push_back(collection.takeValue());
        return storage::Next::Continue;
    }));
    SOCLE_TRY(std::move(outcome));
    if (memo != nullptr && memo->entries.size() > collections.size()) {
        forgetOthers(*memo, collections);
    }
    return collections;
}

Result<void> insertCollection(storage::WriteTransaction &tx, const Collection &collection)
{
    SOCLE_TRY(tx.execute(
        sql("INSERT INTO `_collections` (`id`, `system`, `type`, `name`, `fields`, `indexes`, "
            "`listRule`, `viewRule`, `createRule`, `updateRule`, `deleteRule`, `options`, "
            "`created`, `updated`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            collection.id,
            std::int64_t{collection.system ? 1 : 0},
            std::string(toText(collection.type)),
            collection.name,
            fields::toJson(collection.fields).dump(),
            indexesText(collection),
            ruleValue(collection.listRule),
            ruleValue(collection.viewRule),
            ruleValue(collection.createRule),
            ruleValue(collection.updateRule),
            ruleValue(collection.deleteRule),
            optionsJson(collection, Secrets::Show).dump(),
            collection.created,
            collection.updated)));
    return {};
}

Result<void> updateCollection(storage::WriteTransaction &tx, const Collection &collection)
{
    SOCLE_TRY(tx.execute(
        sql("UPDATE `_collections` SET `system` = ?, `type` = ?, `name` = ?, `fields` = ?, "
            "`indexes` = ?, `listRule` = ?, `viewRule` = ?, `createRule` = ?, `updateRule` = ?, "
            "`deleteRule` = ?, `options` = ?, `created` = ?, `updated` = ? WHERE `id` = ?",
            std::int64_t{collection.system ? 1 : 0},
            std::string(toText(collection.type)),
            collection.name,
            fields::toJson(collection.fields).dump(),
            indexesText(collection),
            ruleValue(collection.listRule),
            ruleValue(collection.viewRule),
            ruleValue(collection.createRule),
            ruleValue(collection.updateRule),
            ruleValue(collection.deleteRule),
            optionsJson(collection, Secrets::Show).dump(),
            collection.created,
            collection.updated,
            collection.id)));
    return {};
}

Result<void> deleteCollection(storage::WriteTransaction &tx, std::string_view id)
{
    SOCLE_TRY(tx.execute(sql("DELETE FROM `_collections` WHERE `id` = ?", std::string(id))));
    return {};
}

} // namespace socle::schema
