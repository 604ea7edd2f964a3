#include "backend/records/RecordList.h"

#include "backend/records/RecordAccess.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "shared/protocol/Limits.h"

#include <utility>
#include <vector>

namespace socle::records {

namespace {

using rules::callerOf;
using rules::Gate;
using storage::Next;
using storage::ReadTransaction;
using storage::sql;
using storage::SqlFragment;

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
            const auto access = rules::clientAccess(callerOf(m_request));
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

} // namespace

Result<std::string> listRecords(ReadTransaction &transaction,
                                PlanPtr plan,
                                const ListQuery &query,
                                const rules::RequestContext &request,
                                Gate gate)
{
    return Lister(transaction, std::move(plan), query, request).run(gate);
}

} // namespace socle::records
