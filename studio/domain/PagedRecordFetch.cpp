// Which page is asked for, and what its answer changes.
#include "shared/core/Number.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/PagedRecordModelParts.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"

#include <algorithm>
#include <utility>

namespace socle::studio {

namespace {

constexpr qint64 kSlowFirstAnswerMs = 700;
constexpr qint64 kLargeCollection = 50'000;

} // namespace

void PagedRecordModel::Impl::abortAll()
{
    for (auto it = inFlight.begin(); it != inFlight.end(); ++it) {
        client.cancel(keyOf(it.key()));
    }
    inFlight.clear();
    client.cancel(keyPrefix + QStringLiteral("count"));
    groups.cancelRequests();
}

QList<int> PagedRecordModel::Impl::visiblePages() const
{
    if (serverRows == 0 && !isGrouped()) {
        // The first page is what makes the model ready, also where the count has said already that
        // there is nothing; one that failed is asked for again only when somebody says so.
        const bool isAsked = state == State::Loading || (total != 0 && state != State::Failed);
        return isAsked ? QList<int>{0} : QList<int>{};
    }
    QList<int> pagesInView;
    // New records may fill the whole view: the first page is wanted all the same.
    const int last = std::min(std::max(0, lastVisible), serverRows - 1);
    int row = std::max(0, firstVisible);
    while (row <= last) {
        const int page = pageOf(row);
        if (page < 0) {
            ++row; // the header of a group
        } else {
            pagesInView.append(page);
            row = firstRowOf(page) + std::max(1, rowsOf(page));
        }
    }
    return pagesInView;
}

QList<int> PagedRecordModel::Impl::wantedPages() const
{
    QList<int> wanted = visiblePages();
    if (wanted.isEmpty() || serverRows == 0) {
        return wanted;
    }
    int row = direction >= 0 ? firstRowOf(wanted.last()) + rowsOf(wanted.last())
                             : firstRowOf(wanted.first()) - 1;
    if (row >= 0 && row < serverRows && pageOf(row) < 0) {
        row += direction >= 0 ? 1 : -1; // past the header of a group
    }
    if (row >= 0 && row < serverRows && pageOf(row) >= 0) {
        wanted.append(pageOf(row));
    }
    return wanted;
}

void PagedRecordModel::Impl::pump()
{
    if (collection == nullptr || (isIdSet() && !foundIds)) {
        return;
    }
    const QList<int> wanted = wantedPages();
    for (auto it = inFlight.begin(); it != inFlight.end();) {
        if (wanted.contains(it.key())) {
            ++it;
        } else {
            client.cancel(keyOf(it.key()));
            it = inFlight.erase(it);
        }
    }
    const QList<int> inView = visiblePages();
    bool isWaiting = false; // for a page in view
    for (const int page : wanted) {
        if (inFlight.size() >= kMaxInFlight) {
            break;
        }
        const auto loaded = pages.find(page);
        const bool isThere
            = loaded != pages.end() && loaded->error.isEmpty() && !stale.contains(page);
        const bool hasFailed = loaded != pages.end() && !loaded->error.isEmpty();
        const bool isInView = inView.contains(page);
        isWaiting = isWaiting || (isInView && !isThere && !hasFailed);
        if (!isInView && isWaiting) {
            break; // far into a large result each page costs the server: those in view go first
        }
        if (!isThere && !hasFailed && !inFlight.contains(page)) {
            request(page);
        }
    }
}

void PagedRecordModel::Impl::request(int page)
{
    const int section = sectionOf(page);
    const RecordModelSection *group
        = section < 0 ? nullptr : &sections[static_cast<std::size_t>(section)];
    const qint64 first = window + offsetOf(page);
    const qint64 count = group != nullptr ? group->count : total;
    PageSlice slice = sliceOf(first, pageSize, count, isReversible(query.sort));
    ListQuery list;
    list.page = slice.page;
    list.perPage = slice.perPage;
    list.filter
        = group != nullptr ? FilterChips::combine(query.filter, group->condition) : query.filter;
    list.sort
        = sortText(sortByLabels(query.sort, *collection, schema), *collection, slice.isReversed);
    QStringList ids;
    if (isIdSet()) {
        ids = idsOf(page);
        slice = {.page = 1, .perPage = static_cast<int>(ids.size()), .skip = 0, .count = pageSize};
        list.page = slice.page;
        list.perPage = slice.perPage;
        list.filter = idFilter(ids);
    }
    const RecordQuery asks = asking();
    list.fields = fieldsText(asks, *collection, schema);
    list.expand = expandText(asks, *collection);
    list.skipTotal = true;
    list.cancelKey = keyOf(page);
    list.purpose = QStringLiteral("data.page");
    inFlight.insert(page, generation);
    const quint64 mine = generation;
    onResult(RecordsEndpoint(client).list(collection->name, list),
             &self,
             [this, page, slice, mine, asked = asks.shown, ids](Result<RecordPage> result) {
                 if (mine != generation || inFlight.value(page) != mine) {
                     return;
                 }
                 inFlight.remove(page);
                 if (result) {
                     std::vector<Record> rows = cut(std::move(result->items), slice);
                     if (!ids.isEmpty()) {
                         IdSet::putInOrder(rows, ids);
                     }
                     accept(page, std::move(rows), asked);
                 } else {
                     fail(page, apiError(result.error()));
                 }
                 pump();
             });
}

void PagedRecordModel::Impl::requestCount()
{
    if (isIdSet()) {
        findIds(0, {});
        return;
    }
    const quint64 mine = generation;
    onResult(RecordsEndpoint(client).count(
                 collection->name, query.filter, keyPrefix + QStringLiteral("count")),
             &self,
             [this, mine](Result<qint64> result) {
                 if (mine == generation && result) {
                     setTotal(*result);
                     pump();
                 }
             });
}

void PagedRecordModel::Impl::setTotal(qint64 count)
{
    const bool isNew = total != count;
    total = count;
    if (!isGrouped()) {
        setServerRows(static_cast<int>(std::clamp<qint64>(count - window, 0, kMaxRows)));
    }
    if (isNew) {
        emit self.totalChanged(count);
    }
    suggestIndex();
}

void PagedRecordModel::Impl::accept(int page, std::vector<Record> rows, const QStringList &asked)
{
    fetchedAt = QDateTime::currentDateTimeUtc();
    if (firstAnswerMs < 0) {
        firstAnswerMs = openClock.elapsed();
    }
    stale.remove(page);
    const int count = static_cast<int>(rows.size());
    const int firstRow = firstRowOf(page);
    const auto old = pages.find(page);
    const std::vector<Record> before = old != pages.end() ? old->rows : std::vector<Record>();
    splitPage(rows, before);
    pages.insert(page, RecordModelPage{std::move(rows), ++useCounter, {}, asked});
    if (isGrouped()) {
        if (count != rowsOf(page) && firstRow >= 0 && !std::exchange(hasRegrouped, true)) {
            groups.open(collection, query.group, query.filter); // they changed meanwhile
        }
    } else if (total < 0) {
        if (count < pageSize) {
            setTotal(window + firstRow + count); // a page that is not full is the last one
        } else {
            setServerRows(std::max(serverRows, firstRow + count + pageSize));
        }
    } else if (isIdSet() && count < rowsOf(page)) {
        requestCount(); // also on the last page the list says which one went
    } else if (count < pageSize && firstRow + count < serverRows
               && window + firstRow + pageSize < total) {
        requestCount(); // records went away meanwhile
    }
    for (const Record &record : before) {
        rowById.remove(record.id);
    }
    const std::vector<Record> &now = pages[page].rows;
    for (std::size_t i = 0; i < now.size() && firstRow >= 0; ++i) {
        const bool isMissing = now[i].id.isEmpty();
        const auto other = rowById.constFind(now[i].id);
        const bool isDouble = other != rowById.constEnd() && pageOf(*other) == page;
        if (collection->isView() && (isMissing || isDouble) && !std::exchange(hasFaultyIds, true)) {
            emit self.idsFaulty(isMissing);
            if (!asked.isEmpty()) {
                asksWhole = true; // without an id nothing more of a row can be fetched
                stale.insert(page);
            }
        }
        rowById.insert(now[i].id, firstRow + static_cast<int>(i));
    }
    learnFrom(now);
    tellChanges(page, before);
    noteStaged(page);
    evict();
    setState(State::Ready);
    emit self.fetched();
}

void PagedRecordModel::Impl::tellChanges(int page, const std::vector<Record> &before)
{
    const RecordModelPage &now = pages[page];
    if (firstRowOf(page) < 0) {
        return; // its group was closed meanwhile
    }
    const int first = insertCount() + firstRowOf(page);
    const int lastColumn = self.columnCount() - 1;
    if (before.empty()) {
        const int last = std::min(first + static_cast<int>(now.rows.size()), self.rowCount()) - 1;
        if (last >= first && lastColumn >= 0) {
            emit self.dataChanged(self.index(first, 0), self.index(last, lastColumn));
        }
        return;
    }
    const qint64 stamp = QDateTime::currentMSecsSinceEpoch();
    for (std::size_t i = 0; i < std::max(now.rows.size(), before.size()); ++i) {
        const int row = first + static_cast<int>(i);
        if (row >= self.rowCount()) {
            break;
        }
        const bool isSame
            = i < now.rows.size() && i < before.size() && now.rows[i].id == before[i].id;
        if (!isSame) {
            emitRow(row);
            continue;
        }
        for (int column = 0; column <= lastColumn; ++column) {
            const QString name = toQString(columns[static_cast<std::size_t>(column)].name);
            if (!sameValue(shownValue(now.rows[i], name), shownValue(before[i], name))) {
                if (now.rows[i].has(name) == before[i].has(name)) {
                    changedAt.insert(now.rows[i].id, stamp); // not: now it is whole, or asked for
                }
                emit self.dataChanged(self.index(row, column), self.index(row, column));
            }
        }
    }
}

void PagedRecordModel::Impl::noteStaged(int page)
{
    if (staging == nullptr || staging->isEmpty()) {
        return;
    }
    std::vector<Record> touched; // copies: a settled record may move the pages
    for (const Record &record : pages[page].rows) {
        if (staging->find({collection->id, record.id}) != nullptr) {
            touched.push_back(record);
        }
    }
    for (const Record &record : touched) {
        staging->noteServerRecord({collection->id, record.id}, record);
    }
}

void PagedRecordModel::Impl::fail(int page, const ApiError &what)
{
    error = what;
    if (serverRows == 0) {
        setState(State::Failed);
        return;
    }
    RecordModelPage &failed = pages[page];
    stale.remove(page);
    if (failed.rows.empty()) {
        failed.error = what.message;
        const int first = insertCount() + std::max(0, firstRowOf(page));
        const int last = std::min(first + rowsOf(page), self.rowCount()) - 1;
        emit self.dataChanged(self.index(first, 0),
                              self.index(last, std::max(0, self.columnCount() - 1)));
    }
}

bool PagedRecordModel::Impl::isHeldPage(int page) const
{
    const auto held = pages.constFind(page);
    const int first = firstRowOf(page);
    if (!isHeld || held == pages.constEnd() || first < 0) {
        return false;
    }
    const int firstRow = insertCount() + first;
    return isHeld(firstRow, firstRow + static_cast<int>(held->rows.size()) - 1, held->rows);
}

void PagedRecordModel::Impl::evict()
{
    if (pages.size() <= kMaxPages) {
        return;
    }
    const QList<int> wanted = wantedPages();
    std::vector<std::pair<quint64, int>> held; // newest first
    for (auto it = pages.begin(); it != pages.end(); ++it) {
        if (isHeldPage(it.key())) {
            held.emplace_back(it->lastUsed, it.key());
        }
    }
    std::sort(held.rbegin(), held.rend());
    QSet<int> kept(wanted.begin(), wanted.end());
    for (std::size_t i = 0; i < std::min(held.size(), std::size_t(kMaxPages)); ++i) {
        kept.insert(held[i].second);
    }
    const qsizetype most = kMaxPages + std::min(qsizetype(held.size()), qsizetype(kMaxPages));
    while (pages.size() > most) {
        auto oldest = pages.end();
        for (auto it = pages.begin(); it != pages.end(); ++it) {
            if (!kept.contains(it.key())
                && (oldest == pages.end() || it->lastUsed < oldest->lastUsed)) {
                oldest = it;
            }
        }
        if (oldest == pages.end()) {
            return;
        }
        for (const Record &record : oldest->rows) {
            rowById.remove(record.id);
            changedAt.remove(record.id);
        }
        pages.erase(oldest);
    }
}

void PagedRecordModel::Impl::suggestIndex()
{
    // Of a filtered result the count says how many match: that the collection is large is then told
    // by the time alone.
    const bool isLarge = total >= kLargeCollection || (total >= 0 && !query.filter.isEmpty());
    if (firstAnswerMs <= kSlowFirstAnswerMs || !isLarge || collection->isView() || isGrouped()) {
        return;
    }
    QStringList named;
    if (!query.sort.isEmpty()) {
        named.append(query.sort.first());
    }
    FilterChips chips;
    chips.setText(query.filter);
    for (const FilterChip &chip : chips.chips()) {
        named.append(chip.field);
    }
    for (QString field : named) {
        if (field.startsWith(u'-') || field.startsWith(u'+')) {
            field.remove(0, 1);
        }
        if (collection->field(field) != nullptr && !collection->isIndexed(field)) {
            emit self.indexSuggested(field);
            return;
        }
    }
}

void PagedRecordModel::Impl::learnFrom(const std::vector<Record> &rows)
{
    bool isOther = false; // how a column of numbers is shown
    for (const fields::Field &field : columns) {
        const QString name = toQString(field.name);
        if (!query.isAskedFor(name)) {
            continue;
        }
        if (field.isType(fields::kNumber) || RecordGroups::isDate(field)) {
            for (const Record &record : rows) {
                const QVariant value = toVariant(columnValue(record, name), field);
                const QDateTime time = value.toDateTime();
                if (RecordGroups::isDate(field) && !time.isValid()) {
                    continue;
                }
                const double own = time.isValid() && !field.isType(fields::kNumber)
                    ? static_cast<double>(time.toMSecsSinceEpoch())
                    : value.toDouble();
                const auto seen = seenRange.find(name);
                if (seen == seenRange.end()) {
                    seenRange.insert(name, {own, own});
                } else {
                    seen->first = std::min(seen->first, own);
                    seen->second = std::max(seen->second, own);
                }
            }
        }
        if (field.isType(fields::kNumber)) {
            const int before = decimalsOf(field);
            DecimalPlaces &seen = seenDecimals[name];
            for (const Record &record : rows) {
                seen.add(columnValue(record, name));
            }
            isOther = isOther || decimalsOf(field) != before;
        } else if (field.isType(fields::kRelation) && !isRelatedPath(name) && labels != nullptr) {
            const CollectionPtr target = schema.find(CollectionSchema::relationTarget(field));
            for (const Record &record : rows) {
                for (const JsonObject *related : record.expanded(name)) {
                    if (target != nullptr) {
                        labels->add(*target, *related);
                    }
                }
            }
        }
    }
    if (isOther && self.columnCount() > 0) {
        emit self.headerDataChanged(Qt::Horizontal, 0, self.columnCount() - 1);
    }
}

} // namespace socle::studio
