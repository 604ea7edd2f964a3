// The inside of PagedRecordModel: pages, requests under way and where rows are. Not for use outside
// studio/domain.
//
// PagedRecordModel.cpp opens, refreshes and follows the stage; PagedRecordFetch.cpp decides which
// page is asked for and takes the answers; PagedRecordData.cpp answers the roles.
#pragma once

#include "studio/domain/PagedRecordModel.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <array>

namespace socle::studio {

constexpr std::size_t kDigitKinds = 4;

struct RecordModelPage
{
    std::vector<Record> rows = {};
    quint64 lastUsed = 0;
    QString error = {}; // not empty: failed to load
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
    QString keyPrefix; // of cancel keys: no other model aborts ours

    RecordQuery query;
    CollectionPtr collection;
    std::vector<fields::Field> columns;
    QHash<QString, std::array<int, kDigitKinds>>
        seenDecimals; // of number columns: loaded values that need 0, 1, 2 or more digits
    QHash<QString, int> fixedDecimals; // chosen by the user
    std::vector<RecordKey> inserts; // staged, newest first
    QHash<int, RecordModelPage> pages; // by number, of the window
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

    // Fetching
    QString keyOf(int page) const { return keyPrefix + QString::number(page); }

    void abortAll();
    /// Pages in view first, then one in the direction of travel.
    QList<int> wantedPages() const;
    void pump();
    void request(int page);
    void requestCount();
    void setTotal(qint64 count);
    void accept(int page, std::vector<Record> rows);
    /// Only cells that differ: a refetch of what did not change repaints nothing.
    void tellChanges(int page, const std::vector<Record> &before);
    /// Fresh values under staged ones: the stage decides what is a conflict.
    void noteStaged(int page);
    void fail(int page, const ApiError &what);
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
