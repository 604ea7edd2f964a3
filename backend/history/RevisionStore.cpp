// See RevisionStore.h.
#include "backend/history/RevisionStore.h"

#include "backend/history/HistoryWriter.h"
#include "backend/rules/Caller.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RuleCheck.h"
#include "backend/storage/BulkDelete.h"
#include "backend/storage/Database.h"
#include "backend/storage/StoredJson.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace socle::history {

namespace {

using rules::Gate;
using schema::CollectionPtr;
using storage::sql;
using storage::storedJson;

// Fits no password: bcrypt hashes begin with "$2".
constexpr std::string_view kNoPassword = "!";
constexpr std::string_view kRestoredPassword = "restored-account";

/// What a record was at some moment; nothing when it did not exist.
using State = std::optional<JsonObject>;

/// One side of all changes of a revision: "old" or "new".
JsonObject sideOf(const Json &changes, std::string_view side)
{
    JsonObject values;
    for (const auto &[field, change] : changes.object()) {
        values.append(field, change[side]);
    }
    return values;
}

void undo(State &state, std::string_view action, const Json &changes)
{
    if (action == "create") {
        state.reset();
    } else if (action == "delete") {
        state = sideOf(changes, "old");
    } else if (state) {
        for (const auto &[field, value] : sideOf(changes, "old")) {
            state->set(field, value);
        }
    }
}

/// Walks from now back to the revision. Error: NotFound when the record has no such revision.
Result<State> stateAt(storage::ReadTransaction &tx,
                      const schema::Collection &collection,
                      std::string_view recordId,
                      std::string_view revisionId,
                      State current)
{
    bool isFound = false;
    SOCLE_TRY(tx.query(sql("SELECT `id`, `action`, `changes` FROM `_revisions` "
                           "WHERE `collectionRef` = ? AND `recordRef` = ? ORDER BY rowid DESC",
                           collection.id,
                           std::string(recordId)),
                       [&](const storage::Row &row) {
                           isFound = row.text(0) == revisionId;
                           if (!isFound || row.text(1) == "delete") {
                               undo(current, row.text(1), storedJson(row.text(2)));
                           }
                           return isFound ? storage::Next::Stop : storage::Next::Continue;
                       }));
    if (!isFound) {
        return notFound();
    }
    return current;
}

/// Names in `wanted` that are still there: files cannot be brought back.
Json presentFiles(const Json &wanted, const Json &present)
{
    const auto known = fields::toTextList(present);
    JsonArray kept;
    for (const std::string &name : fields::toTextList(wanted)) {
        if (std::find(known.begin(), known.end(), name) != known.end()) {
            kept.emplace_back(name);
        }
    }
    return kept;
}

/// The body that brings the state back; `current` is null when the record is gone.
JsonObject bodyOf(const schema::Collection &collection,
                  const JsonObject &state,
                  const records::Record *current)
{
    JsonObject body;
    for (const fields::Field &field : collection.fields) {
        const Json *wanted = state.find(field.name);
        if (wanted == nullptr || !isKept(field) || field.isType(fields::kAutodate)
            || (current != nullptr && field.name == "id")) {
            continue;
        }
        if (field.isType(fields::kFile)) {
            if (current != nullptr) {
                body.append(field.name, presentFiles(*wanted, current->value(field.name)));
            }
            continue;
        }
        if (current == nullptr || !(current->value(field.name) == *wanted)) {
            body.append(field.name, *wanted);
        }
    }
    return body;
}

/// Who may see revisions of one record.
Result<void> requireReader(storage::ReadTransaction &tx,
                           const CollectionPtr &collection,
                           const RevisionQuery &query,
                           const rules::RequestContext &request)
{
    if (callerOf(request).isSuperuser()) {
        return {};
    }
    if (query.record.empty()
        || rules::gate(collection->updateRule, callerOf(request)) == Gate::Locked) {
        return forbidden(std::string(protocol::kOnlySuperusers));
    }
    const auto allowed
        = rules::isSatisfied(tx, *collection, collection->updateRule, request, query.record);
    if (!allowed || !*allowed) {
        return notFound();
    }
    return {};
}

void writeRevision(JsonWriter &writer, const storage::Row &row, bool isSuperuser)
{
    Json actor = storedJson(row.text(4));
    if (!isSuperuser) {
        actor.asObject().erase("name"); // may be an e-mail address
    }
    writer.startObject();
    writer.member("id", row.text(0));
    writer.member("collection", row.text(1));
    writer.member("record", row.text(2));
    writer.member("action", row.text(3));
    writer.member("actor", actor);
    writer.member("changes", storedJson(row.text(5)));
    writer.member("created", row.text(6));
    writer.endObject();
}

} // namespace

Result<RevisionPage> RevisionStore::list(storage::ReadTransaction &tx,
                                         const CollectionPtr &collection,
                                         const RevisionQuery &query,
                                         const rules::RequestContext &request) const
{
    SOCLE_TRY(requireReader(tx, collection, query, request));
    const CollectionPtr table = request.catalogue->findByName("_revisions");
    SOCLE_ENSURE(table != nullptr);
    const auto access = rules::clientAccess(callerOf(request));
    rules::QueryBuilder builder(*table, request, tx.dialect());
    builder.whereSql(sql(builder.baseColumn("collectionRef") + " = ?", collection->id));
    if (!query.record.empty()) {
        builder.whereSql(sql(builder.baseColumn("recordRef") + " = ?", query.record));
    }
    SOCLE_TRY(rules::requireClientTokens(query.filter, callerOf(request)));
    SOCLE_TRY(rules::requireClientTokens(query.sort, callerOf(request)));
    SOCLE_TRY(builder.where(query.filter, access));
    SOCLE_TRY(builder.sort(query.sort.empty() ? "-@rowid" : query.sort, access));
    RevisionPage page;
    if (query.paging.total == protocol::Total::Count) {
        const auto counted = SOCLE_TRY(tx.scalar(builder.count()));
        page.total = counted ? storage::integerOf(*counted) : 0;
    }
    const std::vector<std::string> columns{
        "id", "collectionRef", "recordRef", "action", "actor", "changes", "created"};
    const auto select
        = builder.select(columns, {.limit = query.paging.perPage, .offset = query.paging.offset()});
    SOCLE_TRY(tx.query(select, [&](const storage::Row &row) {
        JsonWriter writer(page.items.emplace_back());
        writeRevision(writer, row, callerOf(request).isSuperuser());
        return storage::Next::Continue;
    }));
    return page;
}

Result<records::Record> RevisionStore::restore(storage::WriteTransaction &tx,
                                               const CollectionPtr &collection,
                                               std::string_view recordId,
                                               std::string_view revisionId,
                                               const rules::RequestContext &request) const
{
    const schema::Rule &rule = collection->updateRule;
    auto current = m_records.find(tx, collection, recordId);
    if (!current && current.error().kind != ErrorKind::NotFound) {
        return current.takeError();
    }
    if (rules::gate(current ? rule : collection->createRule, callerOf(request)) == Gate::Locked) {
        return forbidden(std::string(protocol::kOnlySuperusers));
    }
    State now;
    if (current) {
        now = current->toJson().object();
    }
    const State wanted = SOCLE_TRY(stateAt(tx, *collection, recordId, revisionId, std::move(now)));
    if (!wanted) {
        return notFound();
    }
    records::RecordInput input{.body = bodyOf(*collection, *wanted, current ? &*current : nullptr)};
    if (current) {
        return m_records.update(tx, collection, recordId, std::move(input), request);
    }
    if (collection->isAuth()) {
        input.body.append("password", kRestoredPassword);
        input.body.append("passwordConfirm", kRestoredPassword);
        input.passwordHashes.emplace(kRestoredPassword, kNoPassword);
    }
    return m_records.create(tx, collection, std::move(input), request);
}

Result<void> RevisionStore::prune(const schema::SocleSettings &settings, DateTime now) const
{
    SOCLE_TRY(storage::deleteOlderThan(m_database, "_revisions", settings.history.maxDays, now));
    if (settings.history.maxPerRecord == 0) {
        return {};
    }
    std::vector<std::pair<std::string, std::string>> full;
    const auto find = [&](storage::ReadTransaction &tx) {
        return tx.query(sql("SELECT `collectionRef`, `recordRef` FROM `_revisions` "
                            "GROUP BY `collectionRef`, `recordRef` HAVING COUNT(*) > ?",
                            settings.history.maxPerRecord),
                        [&](const storage::Row &row) {
                            full.emplace_back(row.text(0), row.text(1));
                            return storage::Next::Continue;
                        });
    };
    SOCLE_TRY(m_database.read(find));
    for (const auto &[collection, record] : full) {
        SOCLE_TRY(storage::deleteInSteps(
            m_database,
            sql("DELETE FROM `_revisions` WHERE rowid IN (SELECT rowid FROM `_revisions` WHERE "
                "`collectionRef` = ? AND `recordRef` = ? ORDER BY rowid DESC LIMIT ? OFFSET ?)",
                collection,
                record,
                storage::kDeletedPerStep,
                settings.history.maxPerRecord)));
    }
    return {};
}

} // namespace socle::history
