// One change for more records than the stage should hold: page by page, as a task
// (studio.md 4.3.10).
//
// Records are read by a keyset on the id, the new values computed here, and written in batches
// where the server has them. A dry run does everything but write. Before a page is written its
// values go into the journal (a draft of kind "bulk"), after it the position: a run that was killed
// goes on where it stopped, and a page whose answer never came is compared with its values first,
// so that nothing is increased twice. Records changed by others between reading and writing are
// left alone and counted where the server has preconditions. UI thread.
#pragma once

#include "studio/api/BatchEndpoint.h"
#include "studio/domain/BulkEdit.h"
#include "studio/domain/TaskList.h"

#include <QObject>
#include <QPointer>

#include <optional>

namespace socle::studio {

class ConnectionContext;

struct BulkOrder
{
    QString id = {}; // of the journal; made by the constructor of the run when empty
    QString collectionId = {};
    QString filter = {}; // of the selection; may be empty: all
    QStringList ids = {}; // not empty: exactly these
    QStringList exceptions = {};
    std::vector<BulkChange> changes = {};
    qint64 total = -1;

    // Where a run stands.
    QString lastId = {};
    qint64 done = 0;
    qint64 changed = 0;
    qint64 refused = 0;
    JsonObject pending = {}; // id -> {field: new value} of the page under way

    Json toJson() const;
    static BulkOrder fromJson(const Json &json);
};

class BulkRun : public QObject
{
    Q_OBJECT

public:
    enum class Mode { DryRun, Write };

    /// Adds a task to the connection's list and works for it; deletes itself at its end.
    BulkRun(ConnectionContext &context, BulkOrder order, Mode mode);

    /// Runs that an earlier studio did not end, of one collection.
    static std::vector<BulkOrder> unfinished(ConnectionContext &context,
                                             const QString &collectionId);
    static void forget(ConnectionContext &context, const QString &orderId);

    const BulkOrder &order() const { return m_order; }

    Task *task() const { return m_task; }

    /// The first refusals, in words.
    const QStringList &problems() const { return m_problems; }

signals:
    void ended(const QString &result);

private:
    void next();
    void read();
    void take(const std::vector<Record> &records);
    void write(std::vector<BatchRequest> requests, std::size_t from);
    void writeOne(std::vector<BatchRequest> requests, std::size_t from, std::size_t until);
    void refuse(const QString &record, const QString &reason);
    void pageDone(qsizetype records, const QString &lastId);
    void keep();
    void end();

    ConnectionContext &m_context;
    BulkOrder m_order;
    const Mode m_mode;
    CollectionPtr m_collection;
    QPointer<Task> m_task; // owned by the task list
    QStringList m_problems;
    qsizetype m_pageRecords = 0;
    QString m_pageLastId;
    bool m_isLastPage = false;
    bool m_isWaiting = false; // paused between two pages
};

} // namespace socle::studio
