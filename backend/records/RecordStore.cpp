#include "backend/records/RecordStore.h"

#include "backend/files/RemovalGate.h"
#include "backend/records/Expand.h"
#include "backend/records/InputResolver.h"
#include "backend/records/RecordPlan.h"
#include "backend/records/RecordSaver.h"
#include "backend/records/RecordWriter.h"
#include "backend/records/RuleInput.h"
#include "backend/records/StoredFiles.h"
#include "backend/records/Validation.h"
#include "backend/rules/Caller.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RuleCheck.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Limits.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <utility>

namespace socle::records {

namespace {

using rules::Gate;
using schema::CollectionPtr;
using storage::Next;
using storage::ReadTransaction;
using storage::sql;
using storage::SqlFragment;
using storage::WriteTransaction;

constexpr std::string_view kTrashFolder = ".pb_temp_to_delete"; // data-directory.md B1.1
constexpr std::string_view kChangedMeanwhile = "The record was changed in the meantime.";

const rules::Caller &callerOf(const rules::RequestContext &request)
{
    static const rules::Caller guest;
    return request.caller != nullptr ? *request.caller : guest;
}

/// The rule before any record is looked at: a locked one is 403 whatever else is wrong
/// (records-api.md 2.2).
Result<Gate> passGate(const schema::Rule &rule, const rules::RequestContext &request)
{
    const Gate gate = rules::gate(rule, callerOf(request));
    if (gate == Gate::Locked) {
        return forbidden(std::string(protocol::kOnlySuperusers));
    }
    return gate;
}

/// A rule that cannot be compiled or run hides the record; trouble of the storage stays what it is.
Error hidden(Error error) { return isStorageFailure(error) ? std::move(error) : notFound(); }

Error refused(std::string_view message, FieldErrors fields = {})
{
    return invalidInput(std::string(message), std::move(fields));
}

/// Failures of the saver become the surface's message and keep their fields.
Error failedSave(Error error, std::string_view message)
{
    if (isStorageFailure(error) || error.kind == ErrorKind::Internal) {
        return error;
    }
    return error.message.empty() ? refused(message, std::move(error.fields)) : std::move(error);
}

/// One row with its plan: the input of everything that works on a single stored record.
struct Found
{
    PlanPtr plan;
    KeptRow row;

    Record record() const { return toRecord(row, *plan); }

    std::uint64_t etag() const
    {
        return etagOf(*plan, [this](int column) { return row.cell(column); });
    }
};

/// Runs `each` on the row of `id` if the caller's rule lets it be seen; false when there is no such
/// row.
Result<bool> withRow(ReadTransaction &transaction,
                     const RecordPlan &plan,
                     std::string_view id,
                     const schema::Rule &rule,
                     Gate gate,
                     const rules::RequestContext &request,
                     FunctionRef<void(const storage::Row &)> each)
{
    bool isThere = false;
    const auto take = [&](const storage::Row &row) {
        isThere = true;
        each(row);
        return Next::Stop;
    };
    if (gate == Gate::Open && !plan.collection->isView()) {
        SOCLE_TRY(transaction.query(sql(plan.selectById, std::string(id)), take));
        return isThere;
    }
    rules::QueryBuilder builder(*plan.collection, request, transaction.dialect());
    if (gate == Gate::Conditional) {
        SOCLE_TRY(builder.where(*rule, rules::Access::Full));
    }
    builder.whereId(id);
    SOCLE_TRY(transaction.query(builder.select(plan.columns, {.limit = 1}), take));
    return isThere;
}

Result<Found> findRow(ReadTransaction &transaction,
                      const CollectionPtr &collection,
                      std::string_view id,
                      const schema::Rule &rule,
                      Gate gate,
                      const rules::RequestContext &request)
{
    Found found{.plan = planOf(collection, transaction.dialect()), .row = {}};
    auto isThere
        = withRow(transaction, *found.plan, id, rule, gate, request, [&](const storage::Row &row) {
              found.row = keep(row, *found.plan);
          });
    if (!isThere) {
        return hidden(isThere.takeError());
    }
    if (!*isThere) {
        return notFound();
    }
    return found;
}

Result<void> checkPrecondition(const Found &found, const std::optional<std::string> &ifMatch)
{
    if (ifMatch && !namesEtag(*ifMatch, found.etag())) {
        return Error{.kind = ErrorKind::PreconditionFailed,
                     .message = std::string(kChangedMeanwhile)};
    }
    return {};
}

bool needsManagedIds(const schema::Collection &collection, const rules::RequestContext &request)
{
    return collection.isAuth() && collection.auth.manageRule && !collection.auth.manageRule->empty()
        && !callerOf(request).isSuperuser();
}

/// Appends kept rows with expand and e-mail visibility, separated by commas.
Result<void> writeKept(std::string &out,
                       ReadTransaction &transaction,
                       const RecordPlan &plan,
                       std::span<const KeptRow> rows,
                       std::string_view expand,
                       bool withEtags,
                       const rules::RequestContext &request)
{
    const auto expanded = SOCLE_TRY(expandRows(transaction, plan, rows, expand, request));
    const auto managed = SOCLE_TRY(managedIds(transaction, plan, rows, request));
    Viewer viewer = Viewer::of(callerOf(request));
    viewer.managed = &managed;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto cells = [&](int column) { return rows[i].cell(column); };
        out += i != 0 ? "," : "";
        writeRecord(out,
                    plan,
                    cells,
                    viewer,
                    {.expand = expanded[i],
                     .etag = withEtags ? std::optional(etagOf(plan, cells)) : std::nullopt});
    }
    return {};
}

/// Builds the query of a list once and asks it twice: for the page and for the total.
class Lister
{
public:
    Lister(ReadTransaction &transaction,
           PlanPtr plan,
           const ListQuery &query,
           const rules::RequestContext &request)
        : m_transaction(transaction)
        , m_plan(std::move(plan))
        , m_query(query)
        , m_request(request)
    {
    }

    Result<std::string> run(Gate gate)
    {
        if (m_query.filter.size() > protocol::kMaxFilterBytes) {
            return Error{.kind = ErrorKind::InvalidInput, .cause = "the filter is too long"};
        }
        const schema::Collection &collection = *m_plan->collection;
        const bool isPlain = gate == Gate::Open && m_query.filter.empty() && m_query.sort.empty();
        if (isPlain) {
            m_page = sql(m_plan->selectPage,
                         static_cast<std::int64_t>(m_query.paging.perPage),
                         m_query.paging.offset());
            m_count.text = m_plan->count;
        } else {
            rules::QueryBuilder builder(collection, m_request, m_transaction.dialect());
            const auto access = callerOf(m_request).isSuperuser() ? rules::Access::Full
                                                                  : rules::Access::Restricted;
            if (gate == Gate::Conditional) {
                SOCLE_TRY(builder.where(*collection.listRule, rules::Access::Full));
            }
            SOCLE_TRY(builder.where(m_query.filter, access));
            SOCLE_TRY(builder.sort(m_query.sort, access));
            if (m_query.paging.total == protocol::Total::Count) {
                m_count = builder.count(); // after sort(): what its joins demand counts too
            }
            m_page = builder.select(
                m_plan->columns,
                {.limit = m_query.paging.perPage, .offset = m_query.paging.offset()});
        }
        return envelope();
    }

private:
    Result<std::string> envelope()
    {
        std::string out;
        out.reserve(4096);
        out = "{\"items\":[";
        SOCLE_TRY(items(out));
        std::int64_t total = -1;
        std::int64_t pages = -1;
        if (m_query.paging.total == protocol::Total::Count) {
            const auto counted = SOCLE_TRY(m_transaction.scalar(m_count));
            total = counted ? storage::integerOf(*counted) : 0;
            pages = (total + m_query.paging.perPage - 1) / m_query.paging.perPage;
        }
        out += "],\"page\":" + std::to_string(m_query.paging.page) + ",\"perPage\":"
            + std::to_string(m_query.paging.perPage) + ",\"totalItems\":" + std::to_string(total)
            + ",\"totalPages\":" + std::to_string(pages) + "}";
        return out;
    }

    Result<void> items(std::string &out)
    {
        if (!m_query.expand.empty() || needsManagedIds(*m_plan->collection, m_request)) {
            std::vector<KeptRow> rows;
            SOCLE_TRY(m_transaction.query(m_page, [&](const storage::Row &row) {
                rows.push_back(keep(row, *m_plan));
                return Next::Continue;
            }));
            return writeKept(
                out, m_transaction, *m_plan, rows, m_query.expand, m_query.withEtags, m_request);
        }
        const Viewer viewer = Viewer::of(callerOf(m_request));
        bool first = true;
        return m_transaction.query(m_page, [&](const storage::Row &row) {
            const auto cells = [&](int column) { return cellOf(row, column); };
            out += first ? "" : ",";
            first = false;
            writeRecord(
                out,
                *m_plan,
                cells,
                viewer,
                {.etag = m_query.withEtags ? std::optional(etagOf(*m_plan, cells)) : std::nullopt});
            return Next::Continue;
        });
    }

    ReadTransaction &m_transaction;
    PlanPtr m_plan;
    const ListQuery &m_query;
    const rules::RequestContext &m_request;
    SqlFragment m_page;
    SqlFragment m_count;
};

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

// Uploads below a folder; few for a record, all of them for a collection.
std::vector<std::filesystem::path> filesBelow(const std::filesystem::path &folder)
{
    std::vector<std::filesystem::path> paths;
    std::error_code failure;
    for (auto it = std::filesystem::recursive_directory_iterator(folder, failure);
         !failure && it != std::filesystem::end(it);
         it.increment(failure)) {
        if (it->is_regular_file(failure) && it->path().extension() != ".attrs") {
            paths.push_back(it->path());
        }
    }
    return paths;
}

} // namespace

RecordStore::RecordStore(const runtime::Clock &clock,
                         runtime::Random &random,
                         std::filesystem::path storageRoot)
    : m_clock(clock)
    , m_random(random)
    , m_storageRoot(std::move(storageRoot))
{
}

RecordStore::~RecordStore() = default;

void RecordStore::removeFilesOf(std::string_view collectionId) const
{
    removeFolder(m_storageRoot / collectionId);
}

void RecordStore::removeFolder(const std::filesystem::path &folder) const
{
    if (m_gate == nullptr) {
        moveToTrash(folder);
        return;
    }
    // Later exactly what is there now goes: by then a record of the same id may have files again.
    m_gate->pass([&] { moveToTrash(folder); },
                 [&]() -> UniqueFunction<void()> {
                     return [paths = filesBelow(folder)] {
                         for (const std::filesystem::path &path : paths) {
                             removeStoredFile(path.parent_path(), path.filename().string());
                         }
                     };
                 });
}

// Moved aside at once, so that a record made anew under the same id keeps its own files; the slow
// part comes later. The peer empties that folder at every start.
void RecordStore::moveToTrash(const std::filesystem::path &folder) const
{
    std::error_code failure;
    if (!std::filesystem::exists(folder, failure)) {
        return;
    }
    const std::filesystem::path trash = m_storageRoot.parent_path() / kTrashFolder;
    std::filesystem::create_directories(trash, failure);
    std::filesystem::path aside = trash / m_random.recordId();
    std::filesystem::rename(folder, aside, failure);
    if (failure) {
        aside = folder;
    }
    if (!m_remover || aside == folder || !m_remover([aside] { removeStoredFolder(aside); })) {
        removeStoredFolder(aside);
    }
}

void RecordStore::removeFile(const std::filesystem::path &folder, const std::string &name) const
{
    const auto remove = [folder, name] { removeStoredFile(folder, name); };
    const auto now = [this, remove] {
        if (!m_remover || !m_remover(remove)) {
            remove();
        }
    };
    if (m_gate == nullptr) {
        now();
    } else {
        m_gate->pass(now, [&]() -> UniqueFunction<void()> { return remove; });
    }
}

Result<std::string> RecordStore::list(ReadTransaction &transaction,
                                      const CollectionPtr &collection,
                                      const ListQuery &query,
                                      const rules::RequestContext &request) const
{
    const Gate gate = SOCLE_TRY(passGate(collection->listRule, request));
    SOCLE_TRY(rules::requireClientTokens(query.filter, callerOf(request)));
    SOCLE_TRY(rules::requireClientTokens(query.sort, callerOf(request)));
    auto listed
        = Lister(transaction, planOf(collection, transaction.dialect()), query, request).run(gate);
    if (!listed && !isStorageFailure(listed.error())) {
        // Nothing about the filter is revealed; the log knows.
        return Error{.kind = ErrorKind::InvalidInput, .cause = listed.error().cause};
    }
    return listed;
}

Result<Viewed> RecordStore::view(ReadTransaction &transaction,
                                 const CollectionPtr &collection,
                                 std::string_view id,
                                 std::string_view expand,
                                 const rules::RequestContext &request) const
{
    const Gate gate = SOCLE_TRY(passGate(collection->viewRule, request));
    const PlanPtr plan = planOf(collection, transaction.dialect());
    Viewed viewed;
    if (!expand.empty() || needsManagedIds(*collection, request)) {
        const Found found
            = SOCLE_TRY(findRow(transaction, collection, id, collection->viewRule, gate, request));
        viewed.etag = found.etag();
        SOCLE_TRY(writeKept(
            viewed.json, transaction, *plan, std::span(&found.row, 1), expand, false, request));
        return viewed;
    }
    auto isThere = withRow(
        transaction, *plan, id, collection->viewRule, gate, request, [&](const storage::Row &row) {
            const auto cells = [&](int column) { return cellOf(row, column); };
            viewed.json.reserve(512);
            writeRecord(viewed.json, *plan, cells, Viewer::of(callerOf(request)));
            viewed.etag = etagOf(*plan, cells);
        });
    if (!isThere) {
        return hidden(isThere.takeError());
    }
    if (!*isThere) {
        return notFound();
    }
    return viewed;
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
    const Gate gate = SOCLE_TRY(passGate(collection->createRule, request));
    // 6, 7. modifiers, uploads, the unsaved record
    auto resolved = resolveInput(Record(collection), input, callerOf(request), m_random);
    if (!resolved) {
        return refused(protocol::kFailedToCreate);
    }
    if (!input.serverPasswordHash.empty()) {
        resolved->record.set("password", input.serverPasswordHash);
    }
    const rules::RequestContext seen = withBody(request, resolved->body);
    const Json candidate = candidateOf(resolved->record);
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
    const Gate gate = SOCLE_TRY(passGate(collection->updateRule, request));
    const Found found = SOCLE_TRY(findRow(transaction, collection, id, {}, Gate::Open, request));
    const Record before = found.record();
    auto resolved = resolveInput(before, input, callerOf(request), m_random);
    if (!resolved) {
        return refused(protocol::kFailedToUpdate);
    }
    if (!input.serverPasswordHash.empty()) {
        resolved->record.set("password", input.serverPasswordHash);
    }
    const rules::RequestContext seen = withBody(request, resolved->body);
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
    const Gate gate = SOCLE_TRY(passGate(collection->deleteRule, request));
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

Result<std::string> RecordStore::passwordHash(ReadTransaction &transaction,
                                              const schema::Collection &collection,
                                              std::string_view id) const
{
    const storage::Dialect &dialect = transaction.dialect();
    const auto hash = SOCLE_TRY(transaction.scalar(sql(
        "SELECT " + dialect.identifier("password") + " FROM " + dialect.identifier(collection.name)
            + " WHERE " + dialect.identifier("id") + " = ?",
        std::string(id))));
    return hash ? std::string(storage::textOf(*hash)) : std::string();
}

Result<Record> RecordStore::find(ReadTransaction &transaction,
                                 const CollectionPtr &collection,
                                 std::string_view id) const
{
    const PlanPtr plan = planOf(collection, transaction.dialect());
    std::optional<Record> found;
    SOCLE_TRY(
        transaction.query(sql(plan->selectById, std::string(id)), [&](const storage::Row &row) {
            found = toRecord(keep(row, *plan), *plan);
            return Next::Stop;
        }));
    if (!found) {
        return notFound();
    }
    return std::move(*found);
}

Result<std::optional<Record>> RecordStore::findBy(ReadTransaction &transaction,
                                                  const CollectionPtr &collection,
                                                  std::string_view field,
                                                  std::string_view text,
                                                  bool ignoreCase) const
{
    const PlanPtr plan = planOf(collection, transaction.dialect());
    const storage::Dialect &dialect = transaction.dialect();
    const std::string column = dialect.identifier(field);
    // The index that ignores case is found by its collation only.
    const std::string condition = ignoreCase ? column + " = ? COLLATE NOCASE" : column + " = ?";
    std::optional<Record> found;
    SOCLE_TRY(
        transaction.query(sql(plan->select + " WHERE " + condition + " LIMIT 1", std::string(text)),
                          [&](const storage::Row &row) {
                              found = toRecord(keep(row, *plan), *plan);
                              return Next::Stop;
                          }));
    return found;
}

bool RecordStore::satisfies(ReadTransaction &transaction,
                            const schema::Collection &collection,
                            std::string_view id,
                            std::string_view rule,
                            const rules::RequestContext &request) const
{
    const auto satisfied
        = rules::isSatisfied(transaction, collection, std::string(rule), request, id);
    return satisfied && *satisfied;
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

Result<std::string> RecordStore::encode(ReadTransaction &transaction,
                                        const Record &record,
                                        std::string_view expand,
                                        const rules::RequestContext &request) const
{
    const PlanPtr plan = planOf(record.collectionPtr(), transaction.dialect());
    const KeptRow row = keep(record, *plan);
    std::string out;
    SOCLE_TRY(writeKept(out, transaction, *plan, std::span(&row, 1), expand, false, request));
    return out;
}

} // namespace socle::records
