#include "studio/domain/PagedRecordModel.h"

#include "studio/api/CancelKey.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/PagedRecordModelParts.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"

#include <algorithm>
#include <numeric>

namespace socle::studio {

namespace {

constexpr int kRestMs = 80; // of the scroll thumb before anything is asked
constexpr int kFarLatencyMs = 150;

} // namespace

PagedRecordModel::Impl::Impl(PagedRecordModel &owner,
                             ApiClient &c,
                             const SchemaStore &s,
                             StagingEngine *stage)
    : self(owner)
    , client(c)
    , schema(s)
    , staging(stage)
    , groups(c, s)
    , keyPrefix(cancelKeyOf("model", &owner) + u'.')
{
    restTimer.setSingleShot(true);
    restTimer.setInterval(kRestMs);
    QObject::connect(&groups, &RecordGroups::arrived, &self, [this] { groupsArrived(); });
    QObject::connect(&groups, &RecordGroups::counted, &self, [this](int group, qint64 count) {
        setGroupCount(group, count);
    });
    QObject::connect(&groups, &RecordGroups::failed, &self, [this](const ApiError &what) {
        error = what;
        setState(State::Failed);
    });
}

void PagedRecordModel::Impl::setState(State next)
{
    if (state != next) {
        state = next;
        emit self.stateChanged();
    }
}

const Record *PagedRecordModel::Impl::recordAt(int serverRow) const
{
    const int number = pageOf(serverRow);
    const auto page = number < 0 ? pages.end() : pages.find(number);
    if (page == pages.end()) {
        return nullptr;
    }
    const auto index = static_cast<std::size_t>(placeOf(serverRow).row % pageSize);
    return index < page->rows.size() ? &page->rows[index] : nullptr;
}

void PagedRecordModel::Impl::setServerRows(int count)
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
            it = firstRowOf(it.key()) >= count ? pages.erase(it) : std::next(it);
        }
        indexRows();
        self.endRemoveRows();
    }
}

void PagedRecordModel::Impl::indexRows()
{
    rowById.clear();
    for (auto it = pages.begin(); it != pages.end(); ++it) {
        const int first = firstRowOf(it.key());
        for (std::size_t i = 0; i < it->rows.size() && first >= 0; ++i) {
            rowById.insert(it->rows[i].id, first + static_cast<int>(i));
        }
    }
}

int PagedRecordModel::Impl::decimalsOf(const fields::Field &field) const
{
    const QString name = toQString(field.name);
    if (const auto fixed = fixedDecimals.find(name); fixed != fixedDecimals.end()) {
        return *fixed;
    }
    return seenDecimals.value(name).shared();
}

void PagedRecordModel::Impl::labelsArrived(const QString &collectionId)
{
    const int first = std::max(0, firstVisible);
    const int last = std::min(lastVisible + insertCount(), self.rowCount() - 1);
    for (std::size_t i = 0; i < columns.size() && first <= last; ++i) {
        if (CollectionSchema::relationTarget(columns[i]) == collectionId) {
            const int column = static_cast<int>(i);
            emit self.dataChanged(self.index(first, column), self.index(last, column));
        }
    }
}

void PagedRecordModel::Impl::emitRow(int row)
{
    emit self.dataChanged(self.index(row, 0), self.index(row, std::max(0, self.columnCount() - 1)));
}

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

void PagedRecordModel::setLabels(LabelCache *labels)
{
    m_impl->labels = labels;
    connect(labels, &LabelCache::arrived, this, [this](const QString &collectionId) {
        m_impl->labelsArrived(collectionId);
    });
}

void PagedRecordModel::setDecimals(const QString &field, std::optional<int> decimals)
{
    if (decimals) {
        m_impl->fixedDecimals.insert(field, *decimals);
    } else {
        m_impl->fixedDecimals.remove(field);
    }
    if (const int column = columnOf(field); column >= 0) {
        emit headerDataChanged(Qt::Horizontal, column, column);
    }
}

int PagedRecordModel::decimalsOf(const QString &field) const
{
    const int column = columnOf(field);
    return column < 0 ? -1 : m_impl->decimalsOf(m_impl->columns[static_cast<std::size_t>(column)]);
}

std::optional<std::pair<double, double>> PagedRecordModel::rangeOf(const QString &field) const
{
    const auto seen = m_impl->seenRange.find(field);
    return seen == m_impl->seenRange.end() ? std::nullopt : std::optional(*seen);
}

PagedRecordModel::~PagedRecordModel() { m_impl->abortAll(); }

void PagedRecordModel::open(const RecordQuery &query)
{
    Impl &impl = *m_impl;
    impl.abortAll();
    ++impl.generation;
    const CollectionPtr collection = impl.schema.find(query.collectionId);
    std::vector<fields::Field> columns
        = collection ? columnsOf(query, *collection, impl.schema) : std::vector<fields::Field>();
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
    impl.seenDecimals.clear();
    impl.seenRange.clear();
    impl.stale.clear();
    impl.sections.clear();
    impl.groups.cancel();
    impl.hasRegrouped = false;
    impl.hasFaultyIds = false;
    impl.foreignInserts.clear();
    impl.error = {};
    impl.total = -1;
    impl.asksWhole = false;
    impl.window = 0;
    impl.firstAnswerMs = -1;
    impl.serverRows = 0;
    impl.firstVisible = 0;
    impl.lastVisible = impl.pageSize / 4;
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
    // Far servers answer small pages sooner; the number of requests in flight is the same.
    impl.pageSize = impl.client.medianLatencyMs() > kFarLatencyMs ? kFarPageSize : kPageSize;
    impl.openClock.start();
    impl.setState(State::Loading);
    if (!impl.acceptsFilter()) {
        return;
    }
    if (impl.isIdSet()) {
        impl.pageSize = IdSet::kInRequest;
    } else if (impl.isGrouped()) {
        impl.groups.open(collection, query.group, query.filter);
    } else {
        impl.request(0);
    }
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
        if (!impl.acceptsFilter()) {
            return;
        }
    }
    // Pages out of sight are forgotten, visible ones stay readable until their new values are here.
    const QList<int> wanted = impl.wantedPages();
    for (auto it = impl.pages.begin(); it != impl.pages.end();) {
        if ((wanted.contains(it.key()) || impl.isHeldPage(it.key())) && it->error.isEmpty()) {
            impl.stale.insert(it.key());
            ++it;
        } else {
            it = impl.pages.erase(it);
        }
    }
    impl.indexRows();
    impl.requestCount();
    if (impl.isGrouped()) {
        impl.hasRegrouped = false;
        impl.groups.open(impl.collection, impl.query.group, impl.query.filter);
    }
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

int PagedRecordModel::pageSize() const { return m_impl->pageSize; }

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
    const QList<int> inView = impl.visiblePages();
    for (const int page : inView) {
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
    if (impl.isGrouped() || aligned == impl.window || impl.total < 0 || aligned >= impl.total) {
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
    impl.lastVisible = impl.pageSize / 4;
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

const fields::Field *PagedRecordModel::field(int column) const
{
    return column >= 0 && column < columnCount()
        ? &m_impl->columns[static_cast<std::size_t>(column)]
        : nullptr;
}

bool PagedRecordModel::isLoaded(int row) const { return !keyAt(row).isEmpty(); }

int PagedRecordModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_impl->insertCount() + m_impl->serverRows;
}

int PagedRecordModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_impl->columns.size());
}

} // namespace socle::studio
