// One change for more records than the stage should hold: page by page, as a task
// (studio.md 4.3.10).
//
// Records are read by a keyset on the id, the new values computed here, and written in batches
// where the server has them. A dry run does everything but write. Before a page is written its
// values go into the journal (a draft of kind "bulk") and onto the disk, after it the position: a
// run that was killed goes on where it stopped, and a page whose answer never came is read again:
// what has the new values is done, what has the old ones is written, what has others was changed by
// somebody and is left alone, so that nothing is increased twice. Refusals of single records are
// counted; whatever concerns all of them (no connection, signed out, server in trouble) ends the
// run with its journal kept. Records changed by others between reading and writing are left alone
// and counted where the server has preconditions. UI thread.
#pragma once

#include "studio/api/BatchEndpoint.h"
#include "studio/domain/BulkOrder.h"
#include "studio/domain/TaskList.h"

#include <QObject>
#include <QPointer>

#include <optional>

namespace socle::studio {

class ConnectionContext;

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
    void readPending(qsizetype from, std::vector<BatchRequest> requests);
    void takePending(const std::vector<Record> &records, std::vector<BatchRequest> &requests);
    BatchRequest requestFor(const Record &record, JsonObject body) const;
    void write(std::vector<BatchRequest> requests, std::size_t from);
    void writeOne(std::vector<BatchRequest> requests, std::size_t from, std::size_t until);
    void refuse(const QString &record, const QString &reason);
    void pageDone();
    void keep();
    /// The journal stays: it can be resumed.
    void fail(const ApiError &error);
    void stop();
    void offerToResume();
    void end();

    bool hasEnded() const { return m_task == nullptr || m_task->isEnded(); }

    ConnectionContext &m_context;
    BulkOrder m_order;
    const Mode m_mode;
    CollectionPtr m_collection;
    QPointer<Task> m_task; // owned by the task list
    QStringList m_problems;
    bool m_isLastPage = false;
    bool m_isWaiting = false; // paused between two pages
    bool m_isStopping = false; // after the page under way
};

} // namespace socle::studio
