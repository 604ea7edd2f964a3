// See Import.h.
//
// A savepoint for each row costs more than the row itself, and most chunks have no failure: they
// run in one, and only a chunk with a failure is undone and run again row by row.
#include "backend/records/Import.h"

#include "backend/records/Expand.h"
#include "backend/records/RecordStore.h"
#include "backend/records/UniqueIndex.h"
#include "backend/rules/RequestContext.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Messages.h"

#include <utility>

namespace socle::records {

namespace {

enum class Done { Created, Updated };

Error withoutRecord(std::string_view key)
{
    return Error{.kind = ErrorKind::NotFound,
                 .fields = {{std::string(key),
                             FieldError{.code = "validation_missing_record",
                                        .message = "No record has this value."}}}};
}

Result<Done> importRow(const RecordStore &store,
                       storage::WriteTransaction &transaction,
                       const schema::CollectionPtr &collection,
                       const ImportPlan &plan,
                       RecordInput input,
                       const rules::RequestContext &request)
{
    if (plan.mode != ImportMode::Insert) {
        const Json *value = input.body.find(plan.key);
        const std::string text = value != nullptr ? fields::toText(*value) : std::string();
        std::optional<Record> known;
        if (!text.empty()) {
            known = SOCLE_TRY(store.findBy(transaction, collection, plan.key, text));
        }
        if (known) {
            SOCLE_TRY(
                store.update(transaction, collection, known->id(), std::move(input), request));
            return Done::Updated;
        }
        if (plan.mode == ImportMode::Update) {
            return withoutRecord(plan.key);
        }
    }
    SOCLE_TRY(store.create(transaction, collection, std::move(input), request));
    return Done::Created;
}

} // namespace

Result<void> checkImport(const schema::Collection &collection, const ImportPlan &plan)
{
    if (collection.isView()) {
        return invalidInput(std::string(protocol::kUnsupportedCollectionType));
    }
    const bool isKey = plan.mode == ImportMode::Insert || plan.key == "id"
        || (collection.field(plan.key) != nullptr
            && singleColumnUniqueIndex(collection, plan.key).has_value());
    if (!isKey) {
        return invalidInput(
            "Invalid import.",
            {{"key",
              FieldError{.code = "validation_invalid_key",
                         .message = "Must be id or a field with a unique index."}}});
    }
    return {};
}

Result<ImportOutcome> importRows(const RecordStore &store,
                                 storage::WriteTransaction &transaction,
                                 const schema::CollectionPtr &collection,
                                 const ImportPlan &plan,
                                 std::vector<ImportRow> &rows,
                                 const rules::RequestContext &request)
{
    ImportOutcome outcome;
    const auto count
        = [&outcome](Done done) { ++(done == Done::Created ? outcome.created : outcome.updated); };
    const auto together = transaction.savepoint([&]() -> Result<void> {
        for (const ImportRow &row : rows) {
            if (row.fault) {
                return *row.fault;
            }
            count(SOCLE_TRY(importRow(store, transaction, collection, plan, row.input, request)));
        }
        return {};
    });
    if (together) {
        return outcome;
    }
    if (isStorageFailure(together.error())) {
        return together.error();
    }
    outcome = {};
    for (ImportRow &row : rows) {
        Result<void> result;
        if (row.fault) {
            result = std::move(*row.fault);
        } else {
            result = transaction.savepoint([&]() -> Result<void> {
                count(SOCLE_TRY(importRow(
                    store, transaction, collection, plan, std::move(row.input), request)));
                return {};
            });
        }
        if (result) {
            continue;
        }
        if (isStorageFailure(result.error())) {
            return result.takeError();
        }
        outcome.failures.push_back({.row = row.number, .error = result.takeError()});
        if (plan.onError == OnError::Stop) {
            outcome.isStopped = true;
            break;
        }
    }
    return outcome;
}

} // namespace socle::records
