// RecordStore's reads; its writes are in RecordWrites.cpp, the removal of files in FileRemoval.cpp.
#include "backend/records/RecordStore.h"

#include "backend/records/Expand.h"
#include "backend/records/RecordAccess.h"
#include "backend/records/RecordList.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/storage/Dialect.h"

#include <utility>

namespace socle::records {

using rules::callerOf;
using rules::Gate;
using schema::CollectionPtr;
using storage::Next;
using storage::ReadTransaction;
using storage::sql;

RecordStore::RecordStore(const runtime::Clock &clock,
                         runtime::Random &random,
                         std::filesystem::path storageRoot)
    : m_clock(clock)
    , m_random(random)
    , m_storageRoot(std::move(storageRoot))
{
}

RecordStore::~RecordStore() = default;

Result<std::string> RecordStore::list(ReadTransaction &transaction,
                                      const CollectionPtr &collection,
                                      const ListQuery &query,
                                      const rules::RequestContext &request) const
{
    const Gate gate = SOCLE_TRY(passGate(collection->listRule, request, *collection, "list"));
    SOCLE_TRY(rules::requireClientTokens(query.filter, callerOf(request)));
    SOCLE_TRY(rules::requireClientTokens(query.sort, callerOf(request)));
    auto listed
        = listRecords(transaction, planOf(collection, transaction.dialect()), query, request, gate);
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
    const Gate gate = SOCLE_TRY(passGate(collection->viewRule, request, *collection, "view"));
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
