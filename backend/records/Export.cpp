// See Export.h.
#include "backend/records/Export.h"

#include "backend/records/Expand.h"
#include "backend/records/RecordPlan.h"
#include "backend/records/RecordWriter.h"
#include "backend/rules/Caller.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RuleCheck.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Messages.h"

#include <utility>

namespace socle::records {

namespace {

using storage::Next;

constexpr std::size_t kExpandedAtOnce = 200;

/// Hands rows out as they come, or in groups when they need more than themselves.
class RowSender
{
public:
    RowSender(storage::ReadTransaction &transaction,
              const RecordPlan &plan,
              std::string_view expand,
              const rules::RequestContext &request,
              FunctionRef<Next(const std::string &json)> each)
        : m_transaction(transaction)
        , m_plan(plan)
        , m_expand(expand)
        , m_request(request)
        , m_each(each)
        , m_viewer(Viewer::of(*request.caller))
        , m_isGathering(!expand.empty()
                        || (plan.collection->isAuth() && plan.collection->auth.manageRule
                            && !request.caller->isSuperuser()))
    {
    }

    Next take(const storage::Row &row)
    {
        if (!m_isGathering) {
            m_json.clear();
            writeRecord(
                m_json, m_plan, [&](int column) { return cellOf(row, column); }, m_viewer);
            return m_each(m_json);
        }
        m_rows.push_back(keep(row, m_plan));
        return m_rows.size() < kExpandedAtOnce ? Next::Continue : flush();
    }

    /// The gathered rows; a failure ends the query and is kept for outcome().
    Next flush()
    {
        auto sent = sendGathered();
        if (!sent) {
            m_outcome = sent.takeError();
            return Next::Stop;
        }
        return *sent;
    }

    Result<void> outcome() { return std::move(m_outcome); }

private:
    Result<Next> sendGathered()
    {
        const auto rows = std::exchange(m_rows, {});
        const auto expanded
            = SOCLE_TRY(expandRows(m_transaction, m_plan, rows, m_expand, m_request));
        const auto managed = SOCLE_TRY(managedIds(m_transaction, m_plan, rows, m_request));
        m_viewer.managed = &managed;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            m_json.clear();
            writeRecord(m_json,
                        m_plan,
                        [&](int column) { return rows[i].cell(column); },
                        m_viewer,
                        {.expand = expanded[i]});
            if (m_each(m_json) == Next::Stop) {
                return Next::Stop;
            }
        }
        return Next::Continue;
    }

    storage::ReadTransaction &m_transaction;
    const RecordPlan &m_plan;
    const std::string_view m_expand;
    const rules::RequestContext &m_request;
    const FunctionRef<Next(const std::string &json)> m_each;
    Viewer m_viewer;
    const bool m_isGathering;
    std::vector<KeptRow> m_rows;
    std::string m_json;
    Result<void> m_outcome;
};

} // namespace

Result<void> exportRecords(storage::ReadTransaction &transaction,
                           const schema::CollectionPtr &collection,
                           const ExportQuery &query,
                           const rules::RequestContext &request,
                           FunctionRef<Next(const std::string &json)> each)
{
    const rules::Caller &caller = *request.caller;
    const auto gate = rules::gate(collection->listRule, caller);
    if (gate == rules::Gate::Locked) {
        return forbidden(std::string(protocol::kOnlySuperusers));
    }
    SOCLE_TRY(rules::requireClientTokens(query.filter, caller));
    SOCLE_TRY(rules::requireClientTokens(query.sort, caller));
    const auto access = rules::clientAccess(caller);
    const PlanPtr plan = planOf(collection, transaction.dialect());
    rules::QueryBuilder builder(*collection, request, transaction.dialect());
    if (gate == rules::Gate::Conditional) {
        SOCLE_TRY(builder.where(*collection->listRule, rules::Access::Full));
    }
    SOCLE_TRY(builder.where(query.filter, access));
    SOCLE_TRY(builder.sort(query.sort, access));
    RowSender sender(transaction, *plan, query.expand, request, each);
    bool isStopped = false;
    SOCLE_TRY(transaction.query(builder.select(plan->columns), [&](const storage::Row &row) {
        const Next next = sender.take(row);
        isStopped = next == Next::Stop;
        return next;
    }));
    if (!isStopped) {
        sender.flush();
    }
    return sender.outcome();
}

std::vector<std::string> exportColumns(const schema::Collection &collection,
                                       const rules::Caller &caller)
{
    std::vector<std::string> columns;
    for (const fields::Field &field : collection.fields) {
        const bool isSecret
            = field.isType(fields::kPassword) || (collection.isAuth() && field.name == "tokenKey");
        if (!isSecret && (!field.hidden || caller.isSuperuser())) {
            columns.push_back(field.name);
        }
    }
    return columns;
}

} // namespace socle::records
