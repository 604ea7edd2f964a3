// RecordStore's writes: create, update, remove, in the order of records-api.md 2.6 to 2.9. All on
// the writer.
#include "backend/records/Expand.h"
#include "backend/records/InputResolver.h"
#include "backend/records/RecordAccess.h"
#include "backend/records/RecordSaver.h"
#include "backend/records/RecordStore.h"
#include "backend/records/RuleInput.h"
#include "backend/records/Validation.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Limits.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <utility>

namespace socle::records {

namespace {

using rules::callerOf;
using rules::Gate;
using schema::CollectionPtr;
using storage::SqlFragment;
using storage::WriteTransaction;

constexpr std::string_view kChangedMeanwhile = "The record was changed in the meantime.";

/// Failures of the saver become the surface's message and keep their fields.
Error failedSave(Error error, std::string_view message)
{
    if (isStorageFailure(error) || error.kind == ErrorKind::Internal) {
        return error;
    }
    return error.message.empty() ? refused(message, std::move(error.fields)) : std::move(error);
}

Result<void> checkPrecondition(const Found &found, const std::optional<std::string> &ifMatch)
{
    if (ifMatch && !namesEtag(*ifMatch, found.etag())) {
        return Error{.kind = ErrorKind::PreconditionFailed,
                     .message = std::string(kChangedMeanwhile)};
    }
    return {};
}

/// A password that bcrypt cannot take makes no candidate row: the peer then answers as if the rule
/// had refused.
bool hasUnhashable(const ResolvedInput &input)
{
    return std::any_of(
        input.plainPasswords.begin(), input.plainPasswords.end(), [](const auto &entry) {
            return entry.second.size() > protocol::kMaxPasswordBytes;
        });
}

/// records-api.md 2.9: superusers, and signed-in callers whom a non-empty manageRule lets at the
/// record.
Result<bool> hasManageAccess(const schema::Collection &collection,
                             const rules::RequestContext &request,
                             FunctionRef<Result<bool>(const schema::Rule &)> isSatisfied)
{
    const rules::Caller &caller = callerOf(request);
    if (caller.isSuperuser()) {
        return true;
    }
    const schema::Rule &rule = collection.auth.manageRule;
    if (caller.isGuest() || !rule || rule->empty()) {
        return false;
    }
    auto satisfied = isSatisfied(rule);
    if (!satisfied && isStorageFailure(satisfied.error())) {
        return satisfied.takeError();
    }
    return satisfied && *satisfied;
}

} // namespace

void RecordStore::checkNewPassword(const schema::Collection &collection,
                                   const RecordInput &input,
                                   const ResolvedInput &resolved,
                                   FieldErrors &errors) const
{
    const auto plain = resolved.plainPasswords.find("password");
    if (!m_passwordCheck || !collection.isAuth() || plain == resolved.plainPasswords.end()) {
        return;
    }
    if (auto fault = m_passwordCheck(plain->second)) {
        errors.try_emplace("password", std::move(*fault));
    }
    if (const auto known = input.passwordFaults.find(plain->second);
        known != input.passwordFaults.end()) {
        errors.try_emplace("password", known->second);
    }
}

Result<Record> RecordStore::create(WriteTransaction &transaction,
                                   const CollectionPtr &collection,
                                   RecordInput input,
                                   const rules::RequestContext &request) const
{
    // 2. view collections
    if (collection->isView()) {
        return refused(protocol::kUnsupportedCollectionType);
    }
    // 5. locked rule
    const Gate gate = SOCLE_TRY(passGate(collection->createRule, request, *collection, "create"));
    // 6, 7. modifiers, uploads, the unsaved record
    auto resolved = resolveInput(Record(collection), input, callerOf(request), m_random);
    if (!resolved) {
        return refused(protocol::kFailedToCreate);
    }
    if (!input.serverPasswordHash.empty()) {
        resolved->record.set("password", input.serverPasswordHash);
    }
    const rules::RequestContext seen = withBody(request, std::move(resolved->body));
    const bool asksCandidate
        = gate == Gate::Conditional || (collection->isAuth() && collection->auth.manageRule);
    const Json candidate = asksCandidate ? candidateOf(resolved->record) : Json();
    // 8. create rule and manage access, both on the unsaved record
    if (!callerOf(request).isSuperuser() && hasUnhashable(*resolved)) {
        return refused(protocol::kFailedToCreate);
    }
    if (gate == Gate::Conditional) {
        auto allowed = rules::isSatisfiedByCandidate(
            transaction, *collection, collection->createRule, seen, candidate);
        if (!allowed || !*allowed) {
            return !allowed && isStorageFailure(allowed.error())
                ? allowed.takeError()
                : refused(protocol::kFailedToCreate);
        }
    }
    // 9. sign-in form, fields, save
    const RecordSaver saver(*this, transaction, seen);
    if (collection->isAuth()) {
        const bool manages
            = SOCLE_TRY(hasManageAccess(*collection, seen, [&](const schema::Rule &rule) {
                  return rules::isSatisfiedByCandidate(
                      transaction, *collection, rule, seen, candidate);
              }));
        FieldErrors errors
            = checkAuthForm({.input = *resolved,
                             .oldPassword = input.oldPassword,
                             .hasManageAccess = manages,
                             .hasServerPassword = !input.serverPasswordHash.empty()});
        if (!errors.empty()) {
            return refused(protocol::kFailedToCreate, std::move(errors));
        }
    }
    Record record = std::move(resolved->record);
    SOCLE_TRY(saver.prepareNew(record));
    FieldErrors errors
        = SOCLE_TRY(validateRecord(transaction, *request.catalogue, record, nullptr, &*resolved));
    if (input.isGuest && record.text("email").empty()) {
        errors.erase("email");
    }
    checkNewPassword(*collection, input, *resolved, errors);
    if (!errors.empty()) {
        return refused(protocol::kFailedToCreate, std::move(errors));
    }
    auto saved = saver.insert(std::move(record), resolved->newFiles);
    if (!saved) {
        return failedSave(saved.takeError(), protocol::kFailedToCreate);
    }
    return saved;
}

Result<Record> RecordStore::update(WriteTransaction &transaction,
                                   const CollectionPtr &collection,
                                   std::string_view id,
                                   RecordInput input,
                                   const rules::RequestContext &request,
                                   const std::optional<std::string> &ifMatch) const
{
    if (collection->isView()) {
        return refused(protocol::kUnsupportedCollectionType);
    }
    const Gate gate = SOCLE_TRY(passGate(collection->updateRule, request, *collection, "update"));
    const Found found = SOCLE_TRY(findRow(transaction, collection, id, {}, Gate::Open, request));
    const Record before = found.record();
    auto resolved = resolveInput(before, input, callerOf(request), m_random);
    if (!resolved) {
        return refused(protocol::kFailedToUpdate);
    }
    if (!input.serverPasswordHash.empty()) {
        resolved->record.set("password", input.serverPasswordHash);
    }
    const rules::RequestContext seen = withBody(request, std::move(resolved->body));
    if (gate == Gate::Conditional) {
        auto allowed
            = rules::isSatisfied(transaction, *collection, collection->updateRule, seen, id);
        if (!allowed || !*allowed) {
            return !allowed ? hidden(allowed.takeError()) : notFound();
        }
    }
    SOCLE_TRY(checkPrecondition(found, ifMatch));

    if (collection->isAuth()) {
        const bool manages
            = SOCLE_TRY(hasManageAccess(*collection, seen, [&](const schema::Rule &rule) {
                  return rules::isSatisfied(transaction, *collection, rule, seen, id);
              }));
        FieldErrors errors
            = checkAuthForm({.before = &before,
                             .input = *resolved,
                             .oldPassword = input.oldPassword,
                             .hasManageAccess = manages,
                             .hasServerPassword = !input.serverPasswordHash.empty()});
        if (!errors.empty()) {
            return refused(protocol::kFailedToUpdate, std::move(errors));
        }
    }
    FieldErrors errors = SOCLE_TRY(
        validateRecord(transaction, *request.catalogue, resolved->record, &before, &*resolved));
    const bool isNamelessStill = errors.contains("email") && collection->isAuth()
        && before.text("email").empty() && resolved->record.text("email").empty();
    if (isNamelessStill && m_isGuest && SOCLE_TRY(m_isGuest(transaction, before))) {
        errors.erase("email");
    }
    checkNewPassword(*collection, input, *resolved, errors);
    if (!errors.empty()) {
        return refused(protocol::kFailedToUpdate, std::move(errors));
    }
    auto saved
        = RecordSaver(*this, transaction, seen)
              .update(
                  before, std::move(resolved->record), resolved->newFiles, resolved->setsTokenKey);
    if (!saved) {
        return failedSave(saved.takeError(), protocol::kFailedToUpdate);
    }
    return saved;
}

Result<void> RecordStore::remove(WriteTransaction &transaction,
                                 const CollectionPtr &collection,
                                 std::string_view id,
                                 const rules::RequestContext &request,
                                 const std::optional<std::string> &ifMatch) const
{
    if (collection->isView()) {
        return refused(protocol::kUnsupportedCollectionType);
    }
    const Gate gate = SOCLE_TRY(passGate(collection->deleteRule, request, *collection, "delete"));
    const Found found
        = SOCLE_TRY(findRow(transaction, collection, id, collection->deleteRule, gate, request));
    SOCLE_TRY(checkPrecondition(found, ifMatch));
    return removeUnchecked(transaction, found.record(), request);
}

Result<void> RecordStore::removeUnchecked(WriteTransaction &transaction,
                                          const Record &record,
                                          const rules::RequestContext &request) const
{
    if (record.collection().isSuperusers()) {
        const auto count = SOCLE_TRY(transaction.scalar(
            SqlFragment{planOf(record.collectionPtr(), transaction.dialect())->count, {}}));
        if (count && storage::integerOf(*count) <= 1) {
            return refused(protocol::kOnlySuperuserLeft);
        }
    }
    auto removed = RecordSaver(*this, transaction, request).remove(record);
    if (!removed && !isStorageFailure(removed.error())) {
        return Error{.kind = ErrorKind::InvalidInput,
                     .message = std::string(protocol::kFailedToDelete),
                     .cause = removed.error().cause};
    }
    return removed;
}

PasswordWork RecordStore::passwordWork(const schema::Collection &collection,
                                       const JsonObject &body,
                                       bool isUpdate,
                                       const rules::RequestContext &request) const
{
    PasswordWork work;
    const schema::Rule &rule = isUpdate ? collection.updateRule : collection.createRule;
    if (collection.isView() || rules::gate(rule, callerOf(request)) == Gate::Locked) {
        return work;
    }
    for (const fields::Field &field : collection.fields) {
        if (!field.isType(fields::kPassword)) {
            continue;
        }
        const Json *raw = body.find(field.name);
        const bool isSystem = collection.isAuth() && field.name == "password";
        if (raw == nullptr || (field.hidden && !isSystem && !callerOf(request).isSuperuser())) {
            continue;
        }
        std::string plain = fields::toText(*raw);
        const Json *confirm = body.find("passwordConfirm");
        const bool isRefusedAnyway
            = isSystem && (confirm == nullptr || fields::toText(*confirm) != plain);
        if (plain.empty() || plain.size() > protocol::kMaxPasswordBytes || isRefusedAnyway) {
            continue;
        }
        constexpr int kDefaultCost = 10;
        const int cost = static_cast<int>(field.integer("cost"));
        work.hashes.push_back({std::move(plain), cost > 0 ? cost : kDefaultCost});
    }
    const Json *old = body.find("oldPassword");
    work.needsOldPassword = isUpdate && collection.isAuth() && !callerOf(request).isSuperuser()
        && old != nullptr && !fields::toText(*old).empty();
    return work;
}

Result<Record> RecordStore::insertUnchecked(WriteTransaction &transaction,
                                            Record record,
                                            const rules::RequestContext &request) const
{
    const RecordSaver saver(*this, transaction, request);
    SOCLE_TRY(saver.prepareNew(record));
    return saver.insert(std::move(record), {});
}

Result<Record> RecordStore::updateUnchecked(WriteTransaction &transaction,
                                            const Record &before,
                                            Record after,
                                            const rules::RequestContext &request) const
{
    return RecordSaver(*this, transaction, request).update(before, std::move(after), {}, false);
}

} // namespace socle::records
