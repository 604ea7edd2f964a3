// Values a grid did not ask for: columns that are hidden, long texts that came as excerpts
// (studio.md 4.3.2). An excerpt is never edited, copied or compared; whoever needs the value asks
// for the whole record first.
//
// A record stays whole over a refetch while its update stamp is the same.
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/PagedRecordModelParts.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"

#include <algorithm>

namespace socle::studio {

namespace {

constexpr int kIdPage = 500; // of a scan for ids alone

} // namespace

RecordQuery PagedRecordModel::Impl::asking() const
{
    RecordQuery asks = query;
    if (asksWhole) {
        asks.shown.clear();
    }
    return asks;
}

const QStringList &PagedRecordModel::Impl::askedAt(int serverRow) const
{
    static const QStringList everything;
    const int number = serverRow < 0 ? -1 : pageOf(serverRow);
    const auto page = number < 0 ? pages.end() : pages.find(number);
    return page != pages.end() ? page->asked : everything;
}

/// A field that was asked for by name and is not in the answer is hidden from who asks: it has no
/// value here, and none can be fetched.
bool PagedRecordModel::Impl::isKnown(const Record &record,
                                     const QString &column,
                                     const QStringList &asked) const
{
    return !record.isPartial || record.has(column)
        || (asked.contains(column) && !record.excerpts.contains(toUtf8(column)));
}

bool PagedRecordModel::Impl::isKnown(int row, const QString &column) const
{
    const RecordKey key = self.keyAt(row);
    if (key.isEmpty()) {
        return false;
    }
    const Record *record = self.recordAt(row);
    if (record == nullptr || (staging != nullptr && staging->find(key, column) != nullptr)) {
        return true;
    }
    return isKnown(*record, column, askedAt(row - insertCount()));
}

bool PagedRecordModel::isKnown(int row, int column) const
{
    return m_impl->isKnown(row, fieldAt(column));
}

bool PagedRecordModel::isWhole(int row) const
{
    const Record *record = recordAt(row);
    return isLoaded(row) && (record == nullptr || !record->isPartial);
}

void PagedRecordModel::Impl::splitPage(std::vector<Record> &rows,
                                       const std::vector<Record> &before) const
{
    QHash<QString, const Record *> whole;
    for (const Record &record : before) {
        if (!record.isPartial) {
            whole.insert(record.id, &record);
        }
    }
    const QString stamp = collection->stampField();
    for (Record &record : rows) {
        if (!record.isPartial) {
            continue;
        }
        splitExcerpts(record, columns);
        const Record *known = whole.value(record.id);
        if (known == nullptr || stamp.isEmpty() || !record.has(stamp)
            || !(known->value(stamp) == record.value(stamp))) {
            continue;
        }
        const Json expand = record.value(u"expand");
        record.values = known->values;
        record.excerpts = {};
        record.isPartial = false;
        if (!expand.isNull()) {
            record.values.set("expand", expand);
        }
    }
}

void PagedRecordModel::Impl::putWhole(const Record &record)
{
    const auto at = rowById.constFind(record.id);
    if (at == rowById.constEnd()) {
        return;
    }
    Record &current
        = pages[pageOf(*at)].rows[static_cast<std::size_t>(placeOf(*at).row % pageSize)];
    const Json expand = current.value(u"expand"); // the labels of its relations stay
    const QString etag = current.etag;
    current = record;
    if (!expand.isNull()) {
        current.values.set("expand", expand);
    }
    if (current.etag.isEmpty()) {
        current.etag = etag;
    }
    emitRow(insertCount() + *at);
}

void PagedRecordModel::Impl::fetchWhole(const QStringList &ids, std::function<void(bool)> then)
{
    struct Fetch
    {
        int left = 0;
        bool areHere = true;
        std::function<void(bool)> then = {};
    };

    const auto fetch = std::make_shared<Fetch>(); // shared by the answers
    fetch->left = static_cast<int>((ids.size() + IdSet::kInRequest - 1) / IdSet::kInRequest);
    fetch->then = std::move(then);
    for (qsizetype i = 0; i < ids.size(); i += IdSet::kInRequest) {
        const QStringList chunk = ids.mid(i, IdSet::kInRequest);
        ListQuery list;
        list.perPage = static_cast<int>(chunk.size());
        list.skipTotal = true;
        list.filter = idFilter(chunk);
        list.purpose = QStringLiteral("data.whole");
        onResult(RecordsEndpoint(client).list(collection->name, list),
                 &self,
                 [this, fetch, id = collection->id](const Result<RecordPage> &page) {
                     if (page && collection != nullptr && collection->id == id) {
                         for (const Record &record : page->items) {
                             putWhole(record);
                         }
                         if (staging != nullptr) {
                             staging->noteServerRecords(id, page->items);
                         }
                     } else {
                         fetch->areHere = false;
                     }
                     if (--fetch->left == 0 && fetch->then) {
                         fetch->then(fetch->areHere);
                     }
                 });
    }
}

void PagedRecordModel::withWhole(const QList<int> &rows, std::function<void(bool)> then)
{
    QStringList ids;
    for (const int row : rows) {
        const Record *record = recordAt(row);
        if (record != nullptr && record->isPartial && !record->id.isEmpty()) {
            ids.append(record->id);
        }
    }
    if (ids.isEmpty()) {
        then(true);
        return;
    }
    m_impl->fetchWhole(ids, std::move(then));
}

void PagedRecordModel::setHeld(IsHeld isHeld) { m_impl->isHeld = std::move(isHeld); }

void PagedRecordModel::fetchIds(int firstRow,
                                int lastRow,
                                std::function<void(std::optional<QStringList>)> then)
{
    struct Scan
    {
        std::vector<QStringList> parts = {};
        std::size_t left = 0;
        bool hasFailed = false;
        std::function<void(std::optional<QStringList>)> then = {};
    };

    Impl &impl = *m_impl;
    const qint64 first = impl.window + std::max(0, firstRow - impl.insertCount());
    const qint64 last = impl.window + std::min(lastRow - impl.insertCount(), impl.serverRows - 1);
    if (impl.collection == nullptr || impl.isGrouped() || last < first) {
        then(QStringList());
        return;
    }
    if (impl.isIdSet()) {
        then(impl.foundIds.value_or(QStringList()).mid(first, last - first + 1));
        return;
    }
    const qint64 firstPage = first / kIdPage;
    const auto scan = std::make_shared<Scan>(); // shared by the answers
    scan->left = static_cast<std::size_t>(last / kIdPage - firstPage + 1);
    scan->parts.resize(scan->left);
    scan->then = std::move(then);
    for (std::size_t i = 0; i < scan->parts.size(); ++i) {
        const qint64 page = firstPage + static_cast<qint64>(i);
        ListQuery list;
        list.page = static_cast<int>(page) + 1;
        list.perPage = kIdPage;
        list.filter = impl.query.filter;
        list.sort = sortText(
            sortByLabels(impl.query.sort, *impl.collection, impl.schema), *impl.collection, false);
        list.fields = QStringLiteral("id");
        list.skipTotal = true;
        list.purpose = QStringLiteral("data.ids");
        onResult(RecordsEndpoint(impl.client).list(impl.collection->name, list),
                 this,
                 [scan, i, page, first, last](const Result<RecordPage> &answer) {
                     scan->hasFailed = scan->hasFailed || !answer;
                     for (std::size_t n = 0; answer && n < answer->items.size(); ++n) {
                         const qint64 row = page * kIdPage + static_cast<qint64>(n);
                         if (row >= first && row <= last) {
                             scan->parts[i].append(answer->items[n].id);
                         }
                     }
                     if (--scan->left > 0) {
                         return;
                     }
                     QStringList ids;
                     for (const QStringList &part : scan->parts) {
                         ids += part;
                     }
                     scan->then(scan->hasFailed ? std::nullopt : std::optional(ids));
                 });
    }
}

void PagedRecordModel::setShown(const QStringList &columns)
{
    Impl &impl = *m_impl;
    const QStringList before = std::exchange(impl.query.shown, columns);
    if (impl.collection == nullptr || before == columns || before.isEmpty()) {
        return; // nothing asked yet, or everything is here
    }
    const bool isMissing = columns.isEmpty()
        || std::any_of(columns.begin(), columns.end(), [&before](const QString &column) {
                               return !before.contains(column);
                           });
    if (!isMissing) {
        return; // hidden ones stay until their page is fetched again
    }
    // Requests under way ask for too little.
    for (auto it = impl.inFlight.begin(); it != impl.inFlight.end(); ++it) {
        impl.client.cancel(impl.keyOf(it.key()));
    }
    impl.inFlight.clear();
    const QList<int> wanted = impl.wantedPages();
    for (auto it = impl.pages.begin(); it != impl.pages.end();) {
        if (wanted.contains(it.key())) {
            impl.stale.insert(it.key());
            ++it;
        } else {
            it = impl.pages.erase(it);
        }
    }
    impl.indexRows();
    impl.pump();
}

void PagedRecordModel::Impl::completeStaged(const RecordKey &key)
{
    const StagedRecord *staged = staging->find(key);
    if (staged == nullptr || !staged->isBasePartial || collection == nullptr
        || key.collection != collection->id || completing.contains(key.record)) {
        return;
    }
    const bool isFirst = completing.isEmpty();
    completing.insert(key.record);
    if (!isFirst) {
        return; // a paste stages many at once: they go together
    }
    QMetaObject::invokeMethod(
        &self,
        [this, id = collection->id] {
            QStringList ids;
            const QSet<QString> noted = std::exchange(completing, {});
            for (const QString &each : noted) {
                const StagedRecord *now = staging->find({id, each});
                if (now != nullptr && now->isBasePartial) {
                    ids.append(each);
                }
            }
            if (!ids.isEmpty() && collection != nullptr && collection->id == id) {
                fetchWhole(ids, {});
            }
        },
        Qt::QueuedConnection);
}

} // namespace socle::studio
