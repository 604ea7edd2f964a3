// Changes of records that come from outside the list: live events, own commits, deletions.
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/PagedRecordModelParts.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/StagingEngine.h"

#include <algorithm>

namespace socle::studio {

/// The update stamp is the same, and so is all that came: nothing else can have changed either.
bool PagedRecordModel::Impl::isSameAs(const Record &known, const Record &fresh) const
{
    const QString stamp = collection->stampField();
    return !stamp.isEmpty() && fresh.has(stamp)
        && std::all_of(fresh.values.begin(),
                       fresh.values.end(),
                       [&known](const auto &item) {
                           return item.first == "expand"
                               || sameValue(known.value(toQString(item.first)), item.second);
                       })
        && std::all_of(fresh.excerpts.begin(), fresh.excerpts.end(), [&known](const auto &item) {
               const Json *excerpt = known.excerpts.find(item.first);
               return excerpt == nullptr || sameValue(*excerpt, item.second);
           });
}

/// What came in part makes everything else old: nothing whole is left that may have changed.
void PagedRecordModel::Impl::merge(Record &known, const Record &fresh) const
{
    if (fresh.isPartial && !known.isPartial) {
        const Json expand = known.value(u"expand");
        known.values = {};
        if (!expand.isNull()) {
            known.values.set("expand", expand);
        }
        known.isPartial = true;
    }
    for (const auto &[name, value] : fresh.values) {
        known.values.set(name, value);
        known.excerpts.erase(name);
    }
    for (const auto &[name, value] : fresh.excerpts) {
        known.excerpts.set(name, value);
        known.values.erase(name);
    }
    known.isPartial = known.isPartial && fresh.isPartial;
}

/// Something shown is in what was known and not in what came.
bool PagedRecordModel::Impl::lacksShown(const Record &fresh, const Record &known) const
{
    const auto has = [](const Record &record, const QString &name) {
        return record.has(name) || record.excerpts.contains(toUtf8(name));
    };
    return fresh.isPartial
        && std::any_of(columns.begin(), columns.end(), [&](const fields::Field &field) {
               const QString name = toQString(field.name);
               return query.isAskedFor(name) && !isRelatedPath(name) && has(known, name)
                   && !has(fresh, name);
           });
}

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
    const int pageNumber = impl.pageOf(*at);
    Record &current = impl.pages[pageNumber]
                          .rows[static_cast<std::size_t>(impl.placeOf(*at).row % impl.pageSize)];
    const Record before = current;
    if (!record.isPartial || !impl.isSameAs(current, record)) {
        impl.merge(current, record);
        if (impl.lacksShown(record, before)) {
            impl.stale.insert(pageNumber); // a column that was not asked for there yet
        }
    }
    current.etag = record.etag;
    const int row = impl.insertCount() + *at;
    for (int column = 0; column < columnCount(); ++column) {
        const QString name = fieldAt(column);
        if (!sameValue(shownValue(before, name), shownValue(current, name))) {
            impl.changedAt.insert(record.id, QDateTime::currentMSecsSinceEpoch());
            emit dataChanged(index(row, column), index(row, column));
        }
    }
    if (current.isPartial && !before.isPartial) {
        impl.emitRow(row); // whoever showed all of it has to ask again
    }
    if (impl.stale.contains(pageNumber)) {
        impl.pump();
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
    if (impl.foundIds) {
        impl.foundIds->removeOne(id);
    }
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
