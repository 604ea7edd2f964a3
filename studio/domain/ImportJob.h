// Rows of a file become records: mapping, checking, sending, with progress, pause, cancel and a
// list of what failed.
//
// Reading and checking run on a pool thread in chunks (ImportSource), texts that stand for records
// are looked up (ImportLookups), sending happens from the UI thread (ImportSender). Memory stays
// flat: at most kMaxWaiting rows are in memory, and the errors kept are bounded (the file gets all
// of them).
//
// With a journal the run survives the end of the program: rows up to the *confirmed* one are
// settled, later ones are read and sent again under the same ids, and the server's "taken" about an
// own id then means that the row is there. Source: studio.md 4.3.11.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/api/Capabilities.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/ImportJournal.h"
#include "studio/domain/ImportSource.h"
#include "studio/domain/RowReader.h"
#include "studio/domain/TypeInference.h"

#include <QObject>

#include <memory>
#include <vector>

namespace socle::studio {

class SchemaStore;

struct ImportPreview
{
    std::vector<InferredColumn> columns = {};
    std::vector<SourceRow> rows = {}; // up to 200
    QStringList columnNames = {};
    SourceInfo source = {};
    qint64 sourceBytes = 0;
    qint64 rowCount = 0; // rows looked at
    bool isWhole = false; // all of them: rowCount is the file's, and a type holds for every row
    QString problem = {}; // why the row behind them cannot be read; empty: it can, or there is none
};

/// Keeps the first rows and looks at up to 100,000 more for the types, on a pool thread: two
/// hundred rows do not show every value of a column.
QFuture<Result<ImportPreview>> previewSource(const QString &path,
                                             const SourceOptions &options = {});
/// Columns matched to fields by name, regardless of case, blanks and underscores; unmatched ones
/// with an empty field.
std::vector<ImportColumn> matchColumns(const QStringList &columns,
                                       const CollectionSchema &collection);
/// Collection JSON and mapping for a new collection from a preview.
ImportPlan planNewCollection(const QString &path,
                             const QString &name,
                             const ImportPreview &preview);

class ImportJob : public QObject
{
    Q_OBJECT

public:
    enum class State { Ready, Running, Paused, Finished, Failed, Cancelled };
    Q_ENUM(State)
    static constexpr int kMaxInFlight = 6; // what Qt opens to one host
    static constexpr int kMaxWaiting = 3000; // rows
    static constexpr int kMaxProblems = 1000; // kept in memory

    ImportJob(ApiClient &client,
              SchemaStore &schema,
              Capabilities capabilities,
              ImportPlan plan,
              QObject *parent = nullptr);
    ~ImportJob() override;

    /// Before start(): what happens is kept in `store`, and a run that `entry` says has begun goes
    /// on from there. The plan of the entry is the one that runs.
    void remember(DraftStore &store, const ImportEntry &entry);

    void start();
    void pause();
    void resume();
    /// Stops sending; what is under way is waited for.
    void cancel();

    State state() const;
    qint64 rowsRead() const;
    qint64 rowsWritten() const;
    qint64 rowsFailed() const;
    qint64 bytesRead() const;
    qint64 bytesTotal() const; // -1 unknown
    double rowsPerSecond() const;
    const std::vector<RowProblem> &problems() const;
    /// Of a failed job.
    const ApiError &error() const;
    QString collectionId() const; // of a new collection once it exists
    const ImportPlan &plan() const;
    /// Records of other collections made on the way, or that a run would make, by its name.
    QMap<QString, qint64> recordsMade() const;
    /// Rows that failed with all their cells, at most kMaxProblems of them (dry runs only).
    const std::vector<FailedRow> &failedRows() const;
    const QStringList &columns() const; // of the source
    /// Null without a journal.
    const ImportEntry *entry() const;

signals:
    void progress();
    void stateChanged(socle::studio::ImportJob::State state);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
