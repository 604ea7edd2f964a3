// A filter that is a longer list of ids than one request takes (studio.md 4.3.6).
//
// First the ids that are there are found, part by part: that gives the exact total, and their order
// in the list is the order of the rows. A page then is one request for a stretch of them. Records
// that go meanwhile leave the list; what comes back later is found by the next refresh.
#include "studio/api/OnResult.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/PagedRecordModelParts.h"
#include "studio/domain/RecordQueryText.h"

namespace socle::studio {

bool PagedRecordModel::Impl::acceptsFilter()
{
    idSet = collection->isView() ? QStringList() : IdSet::partsOf(query.filter);
    foundIds.reset();
    const IdSet::Use use = !query.group.isEmpty() ? IdSet::Use::Grouped
        : !query.sort.isEmpty()                   ? IdSet::Use::Sorted
                                                  : IdSet::Use::Rows;
    const QString problem
        = isIdSet() ? IdSet::problem(idSet, use) : FilterChips::limitProblem(query.filter);
    if (!problem.isEmpty()) {
        idSet.clear();
        error = IdSet::refusal(problem);
        setState(State::Failed);
    }
    return problem.isEmpty();
}

void PagedRecordModel::Impl::findIds(qsizetype from, QSet<QString> found)
{
    const QStringList part = idSet.mid(from, IdSet::kInRequest);
    if (part.isEmpty()) {
        idsFound(found);
        return;
    }
    ListQuery list;
    list.perPage = static_cast<int>(part.size());
    list.filter = idFilter(part);
    list.fields = QStringLiteral("id");
    list.skipTotal = true;
    list.cancelKey = keyPrefix + QStringLiteral("count");
    list.purpose = QStringLiteral("data.ids");
    const quint64 mine = generation;
    onResult(RecordsEndpoint(client).list(collection->name, list),
             &self,
             [this, mine, next = from + part.size(), seen = std::move(found)](
                 const Result<RecordPage> &page) mutable {
                 if (mine != generation) {
                     return;
                 }
                 if (!page && apiError(page.error()).failure == TransportFailure::Cancelled) {
                     return; // another one has begun
                 }
                 if (!page) {
                     error = apiError(page.error());
                     if (serverRows == 0) {
                         setState(State::Failed);
                     }
                     return;
                 }
                 for (const Record &record : page->items) {
                     seen.insert(record.id);
                 }
                 findIds(next, std::move(seen));
             });
}

void PagedRecordModel::Impl::idsFound(const QSet<QString> &found)
{
    QStringList there;
    for (const QString &id : std::as_const(idSet)) {
        if (found.contains(id)) {
            there.append(id);
        }
    }
    if (foundIds && there != *foundIds) {
        for (auto it = inFlight.begin(); it != inFlight.end(); ++it) {
            client.cancel(keyOf(it.key())); // asked for what stood there before
        }
        inFlight.clear();
        for (auto it = pages.begin(); it != pages.end(); ++it) {
            stale.insert(it.key()); // other records stand there now
        }
    }
    foundIds = std::move(there);
    setTotal(foundIds->size());
    if (foundIds->isEmpty()) {
        setState(State::Ready);
        emit self.fetched();
        return;
    }
    pump();
}

QStringList PagedRecordModel::Impl::idsOf(int page) const
{
    return foundIds.value_or(QStringList()).mid(static_cast<qsizetype>(page) * pageSize, pageSize);
}

} // namespace socle::studio
