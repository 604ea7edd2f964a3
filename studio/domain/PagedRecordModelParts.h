// The inside of PagedRecordModel: pages, requests under way and where rows are. Not for use outside
// studio/domain.
//
// PagedRecordModel.cpp opens, refreshes and follows the stage; PagedRecordFetch.cpp decides which
// page is asked for and takes the answers; PagedRecordData.cpp answers the roles.
#pragma once

#include "studio/domain/DecimalPlaces.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordGroups.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTimer>

namespace socle::studio {

struct RecordModelPage
{
    std::vector<Record> rows = {};
    quint64 lastUsed = 0;
    QString error = {}; // not empty: failed to load
    QStringList asked = {}; // RecordQuery::shown when it was asked for
};

/// A group: its header row, then its records while it is open.
struct RecordModelSection
{
    Json value = {};
    QString condition = {};
    int count = -1; // of records; -1: not counted yet
    int firstRow = 0; // server row of the header
    bool isCollapsed = false;
    bool isKept = true; // also without records
    bool isGone = false; // turned out to have none
};

struct RecordModelPlace
{
    int section = -1; // -1: the result has no groups
    int row = 0; // within the section; -1: its header

    bool isHeader() const { return row < 0; }
};

struct PagedRecordModel::Impl
{
    Impl(PagedRecordModel &owner,
         ApiClient &client,
         const SchemaStore &schema,
         StagingEngine *staging);

    PagedRecordModel &self;
    ApiClient &client;
    const SchemaStore &schema;
    StagingEngine *staging;
    LabelCache *labels = nullptr;
    RecordGroups groups;
    QString keyPrefix; // of cancel keys: no other model aborts ours

    RecordQuery query;
    CollectionPtr collection;
    std::vector<fields::Field> columns;
    QHash<QString, DecimalPlaces> seenDecimals; // of number columns
    QHash<QString, std::pair<double, double>> seenRange; // of numbers and dates
    QHash<QString, int> fixedDecimals; // chosen by the user
    std::vector<RecordKey> inserts; // staged, newest first
    QHash<int, RecordModelPage> pages; // by number, of the window
    std::vector<RecordModelSection> sections; // with groups only
    std::function<QString(const Json &)> groupTitle;
    bool hasFaultyIds = false; // and said so
    bool hasRegrouped = false; // since the last fetch, because numbers did not fit
    QStringList idSet; // ids the filter names, when they are too many for one request (IdSet)
    std::optional<QStringList> foundIds; // those that are there, in this order; nothing: not known
    QHash<QString, int> rowById; // server row of loaded records
    QHash<QString, qint64> changedAt; // record id -> ms since epoch
    QHash<int, quint64> inFlight; // page -> generation of the request
    QSet<int> stale; // loaded, to be fetched again
    QSet<QString> foreignInserts;
    QSet<QString> leaving; // deleted by others, still shown
    QTimer restTimer;
    QElapsedTimer openClock;
    QDateTime fetchedAt;
    ApiError error;
    State state = State::Closed;
    qint64 total = -1;
    qint64 window = 0;
    qint64 firstAnswerMs = -1;
    int serverRows = 0;
    int pageSize = kPageSize;
    IsHeld isHeld;
    bool asksWhole = false; // ids are faulty: nothing could be fetched later
    QSet<QString> completing; // ids whose whole record is under way, for the stage
    int firstVisible = 0; // server rows
    int lastVisible = -1;
    int direction = 1;
    quint64 generation = 0;
    quint64 useCounter = 0;

    // Rows
    int insertCount() const { return static_cast<int>(inserts.size()); }

    void setState(State next);
    const Record *recordAt(int serverRow) const;
    /// The whole number of server rows changes at the end only.
    void setServerRows(int count);
    void indexRows();
    void emitRow(int row);
    int decimalsOf(const fields::Field &field) const;
    void labelsArrived(const QString &collectionId);

    // Groups (PagedRecordGroups.cpp)
    bool isGrouped() const { return !query.group.isEmpty(); }

    int rowsIn(const RecordModelSection &section) const;
    RecordModelPlace placeOf(int serverRow) const;
    int pageOf(int serverRow) const; // -1 for a header
    int sectionOf(int page) const; // -1 without groups
    int offsetOf(int page) const; // of its first row in the list it is a page of
    int firstRowOf(int page) const; // server row; -1 while its group is closed
    int rowsOf(int page) const; // that it should have
    void layOut();
    void groupsArrived();
    void setGroupCount(int group, qint64 count);
    /// Opens, closes or recounts one group.
    void resize(int section, bool isCollapsed, int count);
    QVariant groupData(int section, int column, int role) const;

    // A set of ids that is asked for in parts (PagedRecordIdSet.cpp)
    bool isIdSet() const { return !idSet.isEmpty(); }

    /// False, and why, for a filter the server would refuse for its size.
    bool acceptsFilter();
    /// Which of the ids are there, one part after the other; then the rows are known.
    void findIds(qsizetype from, QSet<QString> found);
    void idsFound(const QSet<QString> &found);
    /// A page is a stretch of the found ids.
    QStringList idsOf(int page) const;

    // Whole records (PagedRecordWhole.cpp)
    bool isKnown(const Record &record, const QString &column, const QStringList &asked) const;
    bool isKnown(int row, const QString &column) const;
    const QStringList &askedAt(int serverRow) const;
    void splitPage(std::vector<Record> &rows, const std::vector<Record> &before) const;
    void putWhole(const Record &record);
    void fetchWhole(const QStringList &ids, std::function<void(bool)> then);
    /// A base that was fetched in part is completed: for deletions that are taken back, for records
    /// that somebody deletes meanwhile.
    void completeStaged(const RecordKey &key);
    RecordQuery asking() const; // the query as it is sent

    // Live changes (PagedRecordLive.cpp)
    bool isSameAs(const Record &known, const Record &fresh) const;
    void merge(Record &known, const Record &fresh) const;
    bool lacksShown(const Record &fresh, const Record &known) const;

    // Fetching
    QString keyOf(int page) const { return keyPrefix + QString::number(page); }

    void abortAll();
    /// Pages in view.
    QList<int> visiblePages() const;
    /// Pages in view first, then one in the direction of travel.
    QList<int> wantedPages() const;
    void pump();
    void request(int page);
    void requestCount();
    void setTotal(qint64 count);
    void accept(int page, std::vector<Record> rows, const QStringList &asked);
    /// Only cells that differ: a refetch of what did not change repaints nothing.
    void tellChanges(int page, const std::vector<Record> &before);
    /// Fresh values under staged ones: the stage decides what is a conflict.
    void noteStaged(int page);
    void fail(int page, const ApiError &what);
    bool isHeldPage(int page) const;
    void evict();
    void suggestIndex();
    QStringList labelsOf(const Record *record, const Json &value, const fields::Field &field) const;
    /// Labels and digits of rows that just came.
    void learnFrom(const std::vector<Record> &rows);

    // Staged rows
    int rowOf(const RecordKey &key) const;
    void stagedInserted(const RecordKey &key);
    void stagedRemoved(const RecordKey &key);
    void stagedChanged(const RecordKey &key);
    std::vector<RecordKey> stagedInserts() const;
};

} // namespace socle::studio
