// Changes of records that come from outside the list: live events, own commits, deletions.
#include "studio/domain/FieldValue.h"
#include "studio/domain/PagedRecordModelParts.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/StagingEngine.h"

#include <algorithm>

namespace socle::studio {

void PagedRecordModel::applyRecord(const Record &record)
{
    Impl &impl = *m_impl;
    if (impl.collection == nullptr) {
        return;
    }
    if (impl.staging != nullptr) {
        impl.staging->noteServerRecord({impl.collection->id, record.id}, record);
    }
    const auto at = impl.rowById.find(record.id);
    if (at == impl.rowById.end()) {
        const bool isOwn = std::find(impl.inserts.begin(),
                                     impl.inserts.end(),
                                     RecordKey{impl.collection->id, record.id})
            != impl.inserts.end();
        if (!isOwn && !impl.foreignInserts.contains(record.id)) {
            impl.foreignInserts.insert(record.id);
            emit pendingInsertsChanged(static_cast<int>(impl.foreignInserts.size()));
        }
        return;
    }
    Record &current = impl.pages[impl.pageOf(*at)]
                          .rows[static_cast<std::size_t>(impl.placeOf(*at).row % impl.pageSize)];
    const Record before = current;
    for (const auto &[name, value] : record.values) {
        current.values.set(name, value);
    }
    for (const auto &[name, value] : record.values) {
        current.excerpts.erase(name);
    }
    current.isPartial = current.isPartial && record.isPartial;
    current.etag = record.etag;
    const int row = impl.insertCount() + *at;
    for (int column = 0; column < columnCount(); ++column) {
        const QString name = fieldAt(column);
        if (!sameValue(shownValue(before, name), shownValue(current, name))) {
            impl.changedAt.insert(record.id, QDateTime::currentMSecsSinceEpoch());
            emit dataChanged(index(row, column), index(row, column));
        }
    }
}

void PagedRecordModel::markLeaving(const QString &id, bool isLeaving)
{
    if (isLeaving) {
        m_impl->leaving.insert(id);
    } else if (!m_impl->leaving.remove(id)) {
        return;
    }
    if (const auto at = m_impl->rowById.find(id); at != m_impl->rowById.end()) {
        m_impl->emitRow(m_impl->insertCount() + *at);
    }
}

void PagedRecordModel::applyRemoval(const QString &id, bool isDeleted)
{
    Impl &impl = *m_impl;
    impl.leaving.remove(id);
    if (impl.collection == nullptr) {
        return;
    }
    if (impl.staging != nullptr && isDeleted) {
        impl.staging->noteServerDelete({impl.collection->id, id});
    }
    const auto at = impl.rowById.find(id);
    if (at == impl.rowById.end()) {
        if (impl.foreignInserts.remove(id)) {
            emit pendingInsertsChanged(static_cast<int>(impl.foreignInserts.size()));
        }
        return;
    }
    const int serverRow = *at;
    const int row = impl.insertCount() + serverRow;
    const int pageNumber = impl.pageOf(serverRow);
    const RecordModelPlace place = impl.placeOf(serverRow);
    beginRemoveRows({}, row, row);
    --impl.serverRows;
    if (place.section >= 0) {
        --impl.sections[static_cast<std::size_t>(place.section)].count;
        impl.layOut();
    }
    RecordModelPage &page = impl.pages[pageNumber];
    page.rows.erase(page.rows.begin() + place.row % impl.pageSize);
    impl.stale.insert(pageNumber); // its last row moved up from the next page
    for (auto it = impl.pages.begin(); it != impl.pages.end();) {
        const bool isBehind
            = it.key() > pageNumber && impl.sectionOf(it.key()) == impl.sectionOf(pageNumber);
        it = isBehind ? impl.pages.erase(it) : std::next(it);
    }
    impl.indexRows();
    impl.changedAt.remove(id);
    endRemoveRows();
    if (impl.total >= 0) {
        --impl.total;
        emit totalChanged(impl.total);
    }
    impl.pump();
}

int PagedRecordModel::pendingInserts() const
{
    return static_cast<int>(m_impl->foreignInserts.size());
}

} // namespace socle::studio
