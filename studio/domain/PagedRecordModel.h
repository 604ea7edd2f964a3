// The whole result of a list as rows, holding only pages (studio.md 4.3.2).
//
// Opening asks page 1 without a count and the count beside it. Until that is known the range is
// what is loaded plus a page; then one beginInsertRows extends it. Pages of 200 (100 when the
// server is far away), LRU of 64, at most 3 requests in flight; pages that left the view are
// aborted. The order is always total (@rowid, or id for views). Past the middle pages are asked
// from the other end with the sort reversed. Staged values lie over fetched ones, new records stand
// on top. Late answers of an older question are dropped by generation. UI thread.
//
// Rows: [0, insertedCount()) staged inserts, then the server's rows. With groups those are a header
// row for each group, followed by its records while it is open.
#pragma once

#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/RecordKey.h"
#include "studio/domain/RecordRoles.h"

#include <QAbstractTableModel>

#include <functional>
#include <memory>
#include <optional>

namespace socle::studio {

class LabelCache;
class SchemaStore;
class StagingEngine;

struct RecordQuery
{
    QString collectionId = {};
    QString filter = {}; // text of the filter language
    QStringList sort = {}; // "-created", "title"; empty: newest first
    QStringList columns = {}; // field names in order; empty: all fields
    QStringList related = {}; // "author.country": read-only columns of related records, at the end
    QString group = {}; // "status", "created:month": header rows; empty: none
    QStringList shown = {}; // columns asked for, long texts as excerpts; empty: all, and whole

    bool isAskedFor(const QString &column) const
    {
        return shown.isEmpty() || shown.contains(column);
    }

    bool operator==(const RecordQuery &) const = default;
};

class PagedRecordModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int kPageSize = 200;
    static constexpr int kFarPageSize = 100; // when the median latency is above 150 ms
    static constexpr int kMaxPages = 64;
    static constexpr int kMaxInFlight = 3;
    static constexpr int kMaxRows
        = 5'000'000; // a larger result is shown in windows, see setWindow()

    enum class State { Closed, Loading, Ready, Failed };
    Q_ENUM(State)

    /// `staging` may be null: a read-only grid.
    PagedRecordModel(ApiClient &client,
                     const SchemaStore &schema,
                     StagingEngine *staging,
                     QObject *parent = nullptr);
    ~PagedRecordModel() override;

    /// Labels of relations that no expand brought (staged values), and where expands are told.
    void setLabels(LabelCache *labels);

    /// Shows another result. Columns that stay the same keep the header's state (no model reset).
    void open(const RecordQuery &query);
    const RecordQuery &query() const;
    /// Fetches the visible pages again and tells which cells changed.
    void refresh();
    void retryFailed();

    State state() const;
    const ApiError &error() const;
    bool isTotalKnown() const;
    qint64 total() const; // -1 while unknown
    /// Records a page since the last open().
    int pageSize() const;
    int insertedCount() const;
    /// Time of the newest answer, null before.
    QDateTime fetchedAt() const;

    /// What the view shows. While `isDragging`, nothing is asked before 80 ms of rest.
    void setVisibleRange(int firstRow, int lastRow, bool isDragging = false);
    /// First server row of the window, a multiple of kMaxRows.
    void setWindow(qint64 firstRow);
    qint64 window() const;

    // Groups (RecordQuery::group).
    /// Whether the server aggregates: then one request tells values and counts. Before open().
    void setCanAggregate(bool can);
    /// Words for a group's value; called while painting.
    void setGroupTitles(std::function<QString(const Json &value)> title);
    bool isGrouped() const;
    bool isGroupRow(int row) const;
    /// The records of a header row's group, as a filter; empty for other rows.
    QString groupCondition(int row) const;
    void toggleGroup(int row);
    void setGroupsCollapsed(bool areCollapsed);
    int groupCount() const; // shown
    qint64 groupTotal() const; // there; -1 unknown

    // Records behind rows.
    CollectionPtr collection() const;
    RecordKey keyAt(int row) const; // empty while not loaded
    const Record *recordAt(int row) const; // as fetched; null for inserts and while not loaded
    int rowOf(const RecordKey &key) const; // -1 when not loaded
    int columnOf(const QString &field) const;
    QString fieldAt(int column) const;
    /// The field of a column; of a related one the target's field, named by its path.
    const fields::Field *field(int column) const;
    bool isLoaded(int row) const;
    /// Pages of which this is true (they have selected or marked rows) are kept beside the others,
    /// up to kMaxPages of them.
    using IsHeld
        = std::function<bool(int firstRow, int lastRow, const std::vector<Record> &records)>;
    void setHeld(IsHeld isHeld);
    /// The ids of rows that need not be loaded, in their order: an id-only scan. Not with groups;
    /// calls `then` with nothing when one request fails.
    void fetchIds(int firstRow, int lastRow, std::function<void(std::optional<QStringList>)> then);

    // Values that are not here: columns that were not asked for, long texts that came as excerpts
    // (RecordQuery::shown). They have no RawValue; ask for the whole records before reading or
    // changing them.
    /// Which columns are asked for from now on. New ones are fetched for what is in view.
    void setShown(const QStringList &columns);
    /// The whole value of a cell is here: staged, or fetched. False for rows that are not loaded.
    bool isKnown(int row, int column) const;
    /// Everything of a loaded record is here.
    bool isWhole(int row) const;
    /// Fetches whole records for those of `rows` that are loaded in part, then calls `then`: at
    /// once when there is nothing to fetch, never when the query changes or the model goes
    /// meanwhile.
    void withWhole(const QList<int> &rows, std::function<void(bool areHere)> then);

    /// Digits after the point of a number column: -1 as stored, nothing: as many as its loaded
    /// values need while that is at most two, so that prices line up (14.50 below 13.25).
    void setDecimals(const QString &field, std::optional<int> decimals);
    int decimalsOf(const QString &field) const;
    /// Smallest and largest loaded value of a number column, or of a date in ms since epoch.
    std::optional<std::pair<double, double>> rangeOf(const QString &field) const;

    // Live changes (own ones included).
    void applyRecord(const Record &record);
    /// It was deleted, or it is no longer in the result (then the stage keeps its edits as they
    /// are).
    void applyRemoval(const QString &id, bool isDeleted = true);
    /// The row is struck until applyRemoval() takes it away, or it stays after all.
    void markLeaving(const QString &id, bool isLeaving = true);
    /// Records created by others since the last fetch, not shown yet.
    int pendingInserts() const;

    // QAbstractTableModel
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    /// Stages a typed value; false on read-only cells.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QVariant headerData(int section,
                        Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

signals:
    void stateChanged();
    void totalChanged(qint64 total);
    void fetched();
    /// First answer took long and the field has no index (studio.md 4.3.2).
    void indexSuggested(const QString &field);
    void pendingInsertsChanged(int count);
    /// Other groups, or the first ones.
    void groupsChanged();
    /// A view whose query gives rows without an id, or several rows one id; once per query.
    void idsFaulty(bool areMissing);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
