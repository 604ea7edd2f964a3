#include "studio/domain/PagedRecordModel.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <algorithm>

namespace socle::studio {

namespace {

constexpr int kRestMs = 80; // of the scroll thumb before anything is asked
constexpr qint64 kSlowFirstAnswerMs = 700;
constexpr qint64 kLargeCollection = 50'000;

struct Page
{
    std::vector<Record> rows = {};
    quint64 lastUsed = 0;
    QString error = {}; // not empty: failed to load
};

} // namespace

struct PagedRecordModel::Impl
{
    Impl(PagedRecordModel &owner, ApiClient &c, const SchemaStore &s, StagingEngine *stage)
        : self(owner)
        , client(c)
        , schema(s)
        , staging(stage)
        , keyPrefix(QStringLiteral("model.%1.").arg(reinterpret_cast<quintptr>(&owner)))
    {
        restTimer.setSingleShot(true);
        restTimer.setInterval(kRestMs);
    }

    PagedRecordModel &self;
    ApiClient &client;
    const SchemaStore &schema;
    StagingEngine *staging;
    QString keyPrefix; // of cancel keys: no other model aborts ours

    RecordQuery query;
    CollectionPtr collection;
    std::vector<fields::Field> columns;
    std::vector<RecordKey> inserts; // staged, newest first
    QHash<int, Page> pages; // by number, of the window
    QHash<QString, int> rowById; // server row of loaded records
    QHash<QString, qint64> changedAt; // record id -> ms since epoch
    QHash<int, quint64> inFlight; // page -> generation of the request
    QSet<int> stale; // loaded, to be fetched again
    QSet<QString> foreignInserts;
    QTimer restTimer;
    QElapsedTimer openClock;
    QDateTime fetchedAt;
    ApiError error;
    State state = State::Closed;
    qint64 total = -1;
    qint64 window = 0;
    qint64 firstAnswerMs = -1;
    int serverRows = 0;
    int firstVisible = 0; // server rows
    int lastVisible = -1;
    int direction = 1;
    quint64 generation = 0;
    quint64 useCounter = 0;

    int insertCount() const { return static_cast<int>(inserts.size()); }

    void setState(State next)
    {
        if (state != next) {
            state = next;
            emit self.stateChanged();
        }
    }

    // Rows
    // ------------------------------------------------------------------------------------------------------------

    const Record *recordAt(int serverRow) const
    {
        const auto page = pages.find(serverRow / kPageSize);
        if (page == pages.end()) {
            return nullptr;
        }
        const auto index = static_cast<std::size_t>(serverRow % kPageSize);
        return index < page->rows.size() ? &page->rows[index] : nullptr;
    }

    /// The whole number of server rows changes at the end only.
    void setServerRows(int count)
    {
        count = std::min(count, kMaxRows);
        const int first = insertCount();
        if (count > serverRows) {
            self.beginInsertRows({}, first + serverRows, first + count - 1);
            serverRows = count;
            self.endInsertRows();
        } else if (count < serverRows) {
            self.beginRemoveRows({}, first + count, first + serverRows - 1);
            serverRows = count;
            for (auto it = pages.begin(); it != pages.end();) {
                it = it.key() * kPageSize >= count ? pages.erase(it) : std::next(it);
            }
            indexRows();
            self.endRemoveRows();
        }
    }

    void indexRows()
    {
        rowById.clear();
        for (auto it = pages.begin(); it != pages.end(); ++it) {
            for (std::size_t i = 0; i < it->rows.size(); ++i) {
                rowById.insert(it->rows[i].id, it.key() * kPageSize + static_cast<int>(i));
            }
        }
    }

    void emitRow(int row)
    {
        emit self.dataChanged(self.index(row, 0),
                              self.index(row, std::max(0, self.columnCount() - 1)));
    }

    // Fetching
    // --------------------------------------------------------------------------------------------------------

    QString keyOf(int page) const { return keyPrefix + QString::number(page); }

    void abortAll()
    {
        for (auto it = inFlight.begin(); it != inFlight.end(); ++it) {
            client.cancel(keyOf(it.key()));
        }
        inFlight.clear();
        client.cancel(keyPrefix + QStringLiteral("count"));
    }

    /// Pages in view first, then one in the direction of travel.
    QList<int> wantedPages() const
    {
        QList<int> wanted;
        if (serverRows == 0 && total != 0) {
            return {0};
        }
        const int last = std::min(lastVisible, serverRows - 1) / kPageSize;
        const int first = std::max(0, firstVisible) / kPageSize;
        for (int page = first; page <= last; ++page) {
            wanted.append(page);
        }
        const int ahead = direction >= 0 ? last + 1 : first - 1;
        if (ahead >= 0 && ahead * kPageSize < serverRows) {
            wanted.append(ahead);
        }
        return wanted;
    }

    void pump()
    {
        if (collection == nullptr) {
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
        for (const int page : wanted) {
            if (inFlight.size() >= kMaxInFlight) {
                break;
            }
            const auto loaded = pages.find(page);
            const bool isThere
                = loaded != pages.end() && loaded->error.isEmpty() && !stale.contains(page);
            const bool hasFailed = loaded != pages.end() && !loaded->error.isEmpty();
            if (!isThere && !hasFailed && !inFlight.contains(page)) {
                request(page);
            }
        }
    }

    void request(int page)
    {
        const qint64 first = window + static_cast<qint64>(page) * kPageSize;
        const PageSlice slice = sliceOf(first, kPageSize, total, isReversible(query.sort));
        ListQuery list;
        list.page = slice.page;
        list.perPage = slice.perPage;
        list.filter = query.filter;
        list.sort = sortText(query.sort, *collection, slice.isReversed);
        list.fields = fieldsText(query, *collection, schema);
        list.expand = expandText(query, *collection);
        list.skipTotal = true;
        list.cancelKey = keyOf(page);
        list.purpose = QStringLiteral("data.page");
        inFlight.insert(page, generation);
        const quint64 mine = generation;
        onResult(RecordsEndpoint(client).list(collection->name, list),
                 &self,
                 [this, page, slice, mine](Result<RecordPage> result) {
                     if (mine != generation || inFlight.value(page) != mine) {
                         return;
                     }
                     inFlight.remove(page);
                     if (result) {
                         accept(page, cut(std::move(result->items), slice));
                     } else {
                         fail(page, apiError(result.error()));
                     }
                     pump();
                 });
    }

    void requestCount()
    {
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

    void setTotal(qint64 count)
    {
        const bool isNew = total != count;
        total = count;
        setServerRows(static_cast<int>(std::clamp<qint64>(count - window, 0, kMaxRows)));
        if (isNew) {
            emit self.totalChanged(count);
        }
        suggestIndex();
    }

    void accept(int page, std::vector<Record> rows)
    {
        fetchedAt = QDateTime::currentDateTimeUtc();
        if (firstAnswerMs < 0) {
            firstAnswerMs = openClock.elapsed();
        }
        stale.remove(page);
        const int count = static_cast<int>(rows.size());
        const int firstRow = page * kPageSize;
        const auto old = pages.find(page);
        const std::vector<Record> before = old != pages.end() ? old->rows : std::vector<Record>();
        pages.insert(page, Page{std::move(rows), ++useCounter, {}});
        if (total < 0) {
            if (count < kPageSize) {
                setTotal(window + firstRow + count); // a page that is not full is the last one
            } else {
                setServerRows(std::max(serverRows, firstRow + count + kPageSize));
            }
        } else if (count < kPageSize && firstRow + count < serverRows
                   && window + firstRow + kPageSize < total) {
            requestCount(); // records went away meanwhile
        }
        for (const Record &record : before) {
            rowById.remove(record.id);
        }
        const std::vector<Record> &now = pages[page].rows;
        for (std::size_t i = 0; i < now.size(); ++i) {
            rowById.insert(now[i].id, firstRow + static_cast<int>(i));
        }
        tellChanges(page, before);
        noteStaged(page);
        evict();
        setState(State::Ready);
        emit self.fetched();
    }

    /// Only cells that differ: a refetch of what did not change repaints nothing.
    void tellChanges(int page, const std::vector<Record> &before)
    {
        const Page &now = pages[page];
        const int first = insertCount() + page * kPageSize;
        const int lastColumn = self.columnCount() - 1;
        if (before.empty()) {
            const int last
                = std::min(first + static_cast<int>(now.rows.size()), self.rowCount()) - 1;
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
                if (!sameValue(now.rows[i].value(name), before[i].value(name))) {
                    changedAt.insert(now.rows[i].id, stamp);
                    emit self.dataChanged(self.index(row, column), self.index(row, column));
                }
            }
        }
    }

    /// Fresh values under staged ones: the stage decides what is a conflict.
    void noteStaged(int page)
    {
        if (staging == nullptr || staging->isEmpty()) {
            return;
        }
        const std::vector<Record> rows = pages[page].rows;
        for (const Record &record : rows) {
            staging->noteServerRecord({collection->id, record.id}, record);
        }
    }

    void fail(int page, const ApiError &what)
    {
        error = what;
        if (serverRows == 0) {
            setState(State::Failed);
            return;
        }
        Page &failed = pages[page];
        stale.remove(page);
        if (failed.rows.empty()) {
            failed.error = what.message;
            const int first = insertCount() + page * kPageSize;
            const int last = std::min(first + kPageSize, self.rowCount()) - 1;
            emit self.dataChanged(self.index(first, 0),
                                  self.index(last, std::max(0, self.columnCount() - 1)));
        }
    }

    void evict()
    {
        const QList<int> wanted = wantedPages();
        while (pages.size() > kMaxPages) {
            auto oldest = pages.end();
            for (auto it = pages.begin(); it != pages.end(); ++it) {
                if (!wanted.contains(it.key())
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

    void suggestIndex()
    {
        if (firstAnswerMs <= kSlowFirstAnswerMs || total < kLargeCollection
            || query.sort.isEmpty()) {
            return;
        }
        QString field = query.sort.first();
        if (field.startsWith(u'-') || field.startsWith(u'+')) {
            field.remove(0, 1);
        }
        if (!collection->isView() && !collection->isIndexed(field)) {
            emit self.indexSuggested(field);
        }
    }

    // Staged rows
    // -----------------------------------------------------------------------------------------------------

    int rowOf(const RecordKey &key) const
    {
        const auto insert = std::find(inserts.begin(), inserts.end(), key);
        if (insert != inserts.end()) {
            return static_cast<int>(insert - inserts.begin());
        }
        if (collection == nullptr || key.collection != collection->id) {
            return -1;
        }
        const auto row = rowById.find(key.record);
        return row != rowById.end() ? insertCount() + *row : -1;
    }

    void stagedInserted(const RecordKey &key)
    {
        if (collection == nullptr || key.collection != collection->id) {
            return;
        }
        // Usually the newest; a restored or redone one goes where its order puts it.
        const StagedRecord *added = staging->find(key);
        const auto at = std::find_if(inserts.begin(), inserts.end(), [&](const RecordKey &other) {
            const StagedRecord *record = staging->find(other);
            return record == nullptr || record->order < added->order;
        });
        const int row = static_cast<int>(at - inserts.begin());
        self.beginInsertRows({}, row, row);
        inserts.insert(at, key);
        self.endInsertRows();
    }

    void stagedRemoved(const RecordKey &key)
    {
        const auto at = std::find(inserts.begin(), inserts.end(), key);
        if (at == inserts.end()) {
            return;
        }
        const int row = static_cast<int>(at - inserts.begin());
        self.beginRemoveRows({}, row, row);
        inserts.erase(at);
        self.endRemoveRows();
    }

    void stagedChanged(const RecordKey &key)
    {
        if (const int row = rowOf(key); row >= 0) {
            emitRow(row); // the row's state may have changed with the cell
        }
    }

    std::vector<RecordKey> stagedInserts() const
    {
        std::vector<RecordKey> keys;
        if (staging != nullptr && collection != nullptr) {
            for (const StagedRecord *record : staging->records(collection->id)) {
                if (record->kind == ChangeKind::Insert) {
                    keys.push_back(record->key);
                }
            }
        }
        return keys;
    }
};

// ---------------------------------------------------------------------------------------------------------------------

PagedRecordModel::PagedRecordModel(ApiClient &client,
                                   const SchemaStore &schema,
                                   StagingEngine *staging,
                                   QObject *parent)
    : QAbstractTableModel(parent)
    , m_impl(std::make_unique<Impl>(*this, client, schema, staging))
{
    connect(&m_impl->restTimer, &QTimer::timeout, this, [this] { m_impl->pump(); });
    if (staging == nullptr) {
        return;
    }
    connect(staging, &StagingEngine::inserted, this, [this](const RecordKey &key) {
        m_impl->stagedInserted(key);
    });
    connect(staging, &StagingEngine::insertRemoved, this, [this](const RecordKey &key) {
        m_impl->stagedRemoved(key);
    });
    connect(staging, &StagingEngine::changed, this, [this](const RecordKey &key) {
        m_impl->stagedChanged(key);
    });
    connect(staging,
            &StagingEngine::committed,
            this,
            [this](const std::vector<CommitOutcome> &outcomes) {
                const bool isOurs = std::any_of(
                    outcomes.begin(), outcomes.end(), [this](const CommitOutcome &outcome) {
                        return outcome.isWritten && m_impl->collection != nullptr
                            && outcome.key.collection == m_impl->collection->id;
                    });
                if (isOurs) {
                    refresh();
                }
            });
}

PagedRecordModel::~PagedRecordModel() { m_impl->abortAll(); }

void PagedRecordModel::open(const RecordQuery &query)
{
    Impl &impl = *m_impl;
    impl.abortAll();
    ++impl.generation;
    const CollectionPtr collection = impl.schema.find(query.collectionId);
    std::vector<fields::Field> columns
        = collection ? columnsOf(query, *collection) : std::vector<fields::Field>();
    const bool sameColumns = columns == impl.columns;
    const int oldRows = rowCount();
    if (!sameColumns) {
        beginResetModel();
    } else if (oldRows > 0) {
        beginRemoveRows({}, 0, oldRows - 1);
    }
    impl.query = query;
    impl.collection = collection;
    impl.columns = std::move(columns);
    impl.inserts.clear();
    impl.pages.clear();
    impl.rowById.clear();
    impl.changedAt.clear();
    impl.stale.clear();
    impl.foreignInserts.clear();
    impl.error = {};
    impl.total = -1;
    impl.window = 0;
    impl.firstAnswerMs = -1;
    impl.serverRows = 0;
    impl.firstVisible = 0;
    impl.lastVisible = kPageSize / 4;
    impl.direction = 1;
    if (!sameColumns) {
        impl.inserts = impl.stagedInserts();
        endResetModel();
    } else {
        if (oldRows > 0) {
            endRemoveRows();
        }
        if (auto inserts = impl.stagedInserts(); !inserts.empty()) {
            beginInsertRows({}, 0, static_cast<int>(inserts.size()) - 1);
            impl.inserts = std::move(inserts);
            endInsertRows();
        }
    }
    if (collection == nullptr) {
        impl.setState(State::Closed);
        return;
    }
    impl.openClock.start();
    impl.setState(State::Loading);
    impl.request(0);
    impl.requestCount();
}

const RecordQuery &PagedRecordModel::query() const { return m_impl->query; }

void PagedRecordModel::refresh()
{
    Impl &impl = *m_impl;
    if (impl.collection == nullptr) {
        return;
    }
    impl.abortAll();
    ++impl.generation;
    if (!impl.foreignInserts.isEmpty()) {
        impl.foreignInserts.clear();
        emit pendingInsertsChanged(0);
    }
    if (impl.state == State::Failed) {
        impl.setState(State::Loading);
    }
    // Pages out of sight are forgotten, visible ones stay readable until their new values are here.
    const QList<int> wanted = impl.wantedPages();
    for (auto it = impl.pages.begin(); it != impl.pages.end();) {
        if (wanted.contains(it.key()) && it->error.isEmpty()) {
            impl.stale.insert(it.key());
            ++it;
        } else {
            it = impl.pages.erase(it);
        }
    }
    impl.indexRows();
    impl.requestCount();
    impl.pump();
}

void PagedRecordModel::retryFailed()
{
    Impl &impl = *m_impl;
    if (impl.state == State::Failed) {
        open(RecordQuery(impl.query));
        return;
    }
    for (auto it = impl.pages.begin(); it != impl.pages.end();) {
        it = it->error.isEmpty() ? std::next(it) : impl.pages.erase(it);
    }
    impl.pump();
}

PagedRecordModel::State PagedRecordModel::state() const { return m_impl->state; }

const ApiError &PagedRecordModel::error() const { return m_impl->error; }

bool PagedRecordModel::isTotalKnown() const { return m_impl->total >= 0; }

qint64 PagedRecordModel::total() const { return m_impl->total; }

int PagedRecordModel::insertedCount() const { return m_impl->insertCount(); }

QDateTime PagedRecordModel::fetchedAt() const { return m_impl->fetchedAt; }

void PagedRecordModel::setVisibleRange(int firstRow, int lastRow, bool isDragging)
{
    Impl &impl = *m_impl;
    const int first = firstRow - impl.insertCount();
    const int last = lastRow - impl.insertCount();
    if (first != impl.firstVisible) {
        impl.direction = first > impl.firstVisible ? 1 : -1;
    }
    impl.firstVisible = first;
    impl.lastVisible = last;
    for (int page = std::max(0, first) / kPageSize; page <= std::max(0, last) / kPageSize; ++page) {
        if (const auto it = impl.pages.find(page); it != impl.pages.end()) {
            it->lastUsed = ++impl.useCounter;
        }
    }
    if (isDragging) {
        impl.restTimer.start();
    } else {
        impl.restTimer.stop();
        impl.pump();
    }
}

void PagedRecordModel::setWindow(qint64 firstRow)
{
    Impl &impl = *m_impl;
    const qint64 aligned = firstRow / kMaxRows * kMaxRows;
    if (aligned == impl.window || impl.total < 0 || aligned >= impl.total) {
        return;
    }
    impl.abortAll();
    ++impl.generation;
    const qint64 total = impl.total;
    impl.setServerRows(0);
    impl.pages.clear();
    impl.indexRows();
    impl.window = aligned;
    impl.firstVisible = 0;
    impl.lastVisible = kPageSize / 4;
    impl.setServerRows(static_cast<int>(std::min<qint64>(total - aligned, kMaxRows)));
    impl.pump();
}

qint64 PagedRecordModel::window() const { return m_impl->window; }

CollectionPtr PagedRecordModel::collection() const { return m_impl->collection; }

RecordKey PagedRecordModel::keyAt(int row) const
{
    if (row >= 0 && row < m_impl->insertCount()) {
        return m_impl->inserts[static_cast<std::size_t>(row)];
    }
    const Record *record = recordAt(row);
    return record != nullptr ? RecordKey{m_impl->collection->id, record->id} : RecordKey{};
}

const Record *PagedRecordModel::recordAt(int row) const
{
    const int serverRow = row - m_impl->insertCount();
    return serverRow >= 0 && serverRow < m_impl->serverRows ? m_impl->recordAt(serverRow) : nullptr;
}

int PagedRecordModel::rowOf(const RecordKey &key) const { return m_impl->rowOf(key); }

int PagedRecordModel::columnOf(const QString &field) const
{
    const std::string name = toUtf8(field);
    for (std::size_t i = 0; i < m_impl->columns.size(); ++i) {
        if (m_impl->columns[i].name == name) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

QString PagedRecordModel::fieldAt(int column) const
{
    return column >= 0 && column < columnCount()
        ? toQString(m_impl->columns[static_cast<std::size_t>(column)].name)
        : QString();
}

bool PagedRecordModel::isLoaded(int row) const { return !keyAt(row).isEmpty(); }

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
    Record &current = impl.pages[*at / kPageSize].rows[static_cast<std::size_t>(*at % kPageSize)];
    const Record before = current;
    for (const auto &[name, value] : record.values) {
        current.values.set(name, value);
    }
    current.etag = record.etag;
    const int row = impl.insertCount() + *at;
    for (int column = 0; column < columnCount(); ++column) {
        const QString name = fieldAt(column);
        if (!sameValue(before.value(name), current.value(name))) {
            impl.changedAt.insert(record.id, QDateTime::currentMSecsSinceEpoch());
            emit dataChanged(index(row, column), index(row, column));
        }
    }
}

void PagedRecordModel::applyRemoval(const QString &id)
{
    Impl &impl = *m_impl;
    if (impl.collection == nullptr) {
        return;
    }
    if (impl.staging != nullptr) {
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
    const int pageNumber = serverRow / kPageSize;
    beginRemoveRows({}, row, row);
    --impl.serverRows;
    Page &page = impl.pages[pageNumber];
    page.rows.erase(page.rows.begin() + serverRow % kPageSize);
    impl.stale.insert(pageNumber); // its last row moved up from the next page
    for (auto it = impl.pages.begin(); it != impl.pages.end();) {
        it = it.key() > pageNumber ? impl.pages.erase(it) : std::next(it);
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

int PagedRecordModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_impl->insertCount() + m_impl->serverRows;
}

int PagedRecordModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_impl->columns.size());
}

QVariant PagedRecordModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Impl &impl = *m_impl;
    const int row = index.row();
    const fields::Field &field = impl.columns[static_cast<std::size_t>(index.column())];
    const QString name = toQString(field.name);
    const RecordKey key = keyAt(row);
    const Record *record = recordAt(row);
    const StagedRecord *staged
        = impl.staging != nullptr && !key.isEmpty() ? impl.staging->find(key) : nullptr;
    const StagedField *cell = nullptr;
    if (staged != nullptr) {
        if (const auto it = staged->fields.find(name); it != staged->fields.end()) {
            cell = &*it;
        }
    }
    const auto base = [&]() -> const Json & {
        static const Json null;
        return record != nullptr ? record->value(name) : null;
    };
    const auto value = [&]() -> const Json & { return cell != nullptr ? cell->value : base(); };

    switch (role) {
    case RecordRole::RowKey:
        return key.record;
    case RecordRole::Loaded:
        return !key.isEmpty();
    case RecordRole::RowState: {
        RecordRowState state = RecordRowState::Normal;
        if (staged != nullptr && staged->hasConflict()) {
            state = RecordRowState::Conflict;
        } else if (staged != nullptr && staged->kind == ChangeKind::Insert) {
            state = RecordRowState::Inserted;
        } else if (staged != nullptr && staged->kind == ChangeKind::Delete) {
            state = RecordRowState::Deleted;
        } else if (!data(index, RecordRole::RowError).toString().isEmpty()) {
            state = RecordRowState::Failed;
        }
        return static_cast<int>(state);
    }
    case RecordRole::CellState: {
        RecordCellState state = RecordCellState::Normal;
        if (cell != nullptr && cell->hasConflict) {
            state = RecordCellState::Conflict;
        } else if (cell != nullptr && !cell->error.isEmpty()) {
            state = RecordCellState::Invalid;
        } else if (cell != nullptr && staged->kind == ChangeKind::Update) {
            state = RecordCellState::Edited;
        }
        return static_cast<int>(state);
    }
    case RecordRole::RowError: {
        const int serverRow = row - impl.insertCount();
        const auto page = impl.pages.find(serverRow / kPageSize);
        return serverRow >= 0 && page != impl.pages.end() ? page->error : QString();
    }
    case RecordRole::ErrorText:
        return cell != nullptr && !cell->error.isEmpty() ? cell->error
            : staged != nullptr                          ? staged->error
                                                         : QString();
    case RecordRole::FieldType:
        return toQString(field.type);
    case RecordRole::FieldName:
        return name;
    case RecordRole::ChangedAt:
        return impl.changedAt.value(key.record);
    default:
        break;
    }
    if (key.isEmpty()) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return displayText(value(), field);
    case Qt::EditRole:
    case RecordRole::RawValue:
        return toVariant(value(), field);
    case RecordRole::IsNull:
        return record != nullptr && value().isNull(); // what an insert does not say is empty, not null
    case RecordRole::Was:
        return cell != nullptr && staged->kind != ChangeKind::Insert
            ? displayText(cell->base, field)
            : QString();
    case RecordRole::BaseValue:
        return toVariant(cell != nullptr ? cell->base : base(), field);
    case RecordRole::Theirs:
        return cell != nullptr && cell->hasConflict ? toVariant(cell->theirs, field) : QVariant();
    case RecordRole::Labels:
        return record != nullptr ? labelsOf(*record, value(), field, impl.schema) : QStringList();
    default:
        return {};
    }
}

bool PagedRecordModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable)) {
        return false;
    }
    const fields::Field &field = m_impl->columns[static_cast<std::size_t>(index.column())];
    const RecordKey key = keyAt(index.row());
    const Json json = toJson(value, field);
    if (const Record *record = recordAt(index.row())) {
        m_impl->staging->setValue(key, Record(*record), toQString(field.name), json);
    } else {
        m_impl->staging->setValue(key, toQString(field.name), json);
    }
    return true;
}

QVariant PagedRecordModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical) {
        return role == Qt::DisplayRole
            ? QVariant(m_impl->window + section + 1 - m_impl->insertCount())
            : QVariant();
    }
    if (section < 0 || section >= columnCount()) {
        return {};
    }
    const QString name = fieldAt(section);
    switch (role) {
    case Qt::DisplayRole:
    case RecordRole::FieldName:
        return name;
    case RecordRole::FieldType:
        return toQString(m_impl->columns[static_cast<std::size_t>(section)].type);
    case RecordRole::SortLevel:
        for (qsizetype i = 0; i < m_impl->query.sort.size(); ++i) {
            const QString &item = m_impl->query.sort.at(i);
            const int level = static_cast<int>(i) + 1;
            if (item == name || item == u'+' + name) {
                return level;
            }
            if (item == u'-' + name) {
                return -level;
            }
        }
        return 0;
    default:
        return {};
    }
}

Qt::ItemFlags PagedRecordModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    Qt::ItemFlags result = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    const Impl &impl = *m_impl;
    const fields::Field &field = impl.columns[static_cast<std::size_t>(index.column())];
    const bool isInsert = index.row() < impl.insertCount();
    const bool isFixed = field.isType(fields::kAutodate) || (field.name == "id" && !isInsert);
    if (impl.staging == nullptr || impl.collection->isView() || isFixed || !isLoaded(index.row())) {
        return result;
    }
    const StagedRecord *staged = impl.staging->find(keyAt(index.row()));
    const bool isDeleted = staged != nullptr && staged->kind == ChangeKind::Delete;
    return isDeleted ? result : result | Qt::ItemIsEditable;
}

} // namespace socle::studio
