#include "backend/records/RecordAccess.h"

#include "backend/records/Expand.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "shared/protocol/Messages.h"

#include <optional>
#include <utility>
#include <vector>

namespace socle::records {

using rules::callerOf;
using rules::Gate;
using schema::CollectionPtr;
using storage::Next;
using storage::ReadTransaction;
using storage::sql;

Result<Gate> passGate(const schema::Rule &rule,
                      const rules::RequestContext &request,
                      const schema::Collection &collection,
                      std::string_view action)
{
    if (!rules::isInScope(callerOf(request), collection.name, action)) {
        return forbidden(std::string(protocol::kKeyOutOfScope));
    }
    const Gate gate = rules::gate(rule, callerOf(request));
    if (gate == Gate::Locked) {
        return forbidden(std::string(protocol::kOnlySuperusers));
    }
    return gate;
}

Error hidden(Error error) { return isStorageFailure(error) ? std::move(error) : notFound(); }

Error refused(std::string_view message, FieldErrors fields)
{
    return invalidInput(std::string(message), std::move(fields));
}

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

bool needsManagedIds(const schema::Collection &collection, const rules::RequestContext &request)
{
    return collection.isAuth() && collection.auth.manageRule && !collection.auth.manageRule->empty()
        && !callerOf(request).isSuperuser();
}

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

} // namespace socle::records
