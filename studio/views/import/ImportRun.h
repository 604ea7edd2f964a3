// One import under way: the job, its line in the task tray, its journal, and the file of its failed
// rows. When it is over it can be undone.
//
// Belongs to the connection, not to the tab that began it: closing the tab leaves it running.
// release() by the tab lets it go when it has ended.
//
// Source: studio.md 3.16, 4.3.11 (6).
#pragma once

#include "studio/domain/ImportJob.h"
#include "studio/domain/TaskList.h"

#include <QPointer>
#include <QTemporaryDir>
#include <QTimer>

#include <optional>

namespace socle::studio {

class ConnectionContext;

class ImportRun : public QObject
{
    Q_OBJECT

public:
    /// `rowsExpected` -1 when nobody counted; progress then goes by bytes.
    ImportRun(ConnectionContext &context,
              ImportPlan plan,
              const QString &title,
              qint64 rowsExpected);
    /// Goes on with a run that a restart broke.
    ImportRun(ConnectionContext &context, const ImportEntry &entry);
    ~ImportRun() override;

    const QString &title() const { return m_title; }

    const QString &targetName() const { return m_target; }

    const ImportJob &job() const { return *m_job; }

    bool isEnded() const;

    qint64 rowsExpected() const { return m_rowsExpected; }

    /// "5,127 rows imported, 3 failed", or where it stands. Translated.
    QString summary() const;
    /// 0..1, -1 unknown.
    double fraction() const;
    /// What the tray offers when it ended well.
    void setNextStep(const QString &text, std::function<void()> step);

    void pause();
    void resume();
    void cancel();
    /// Copies the CSV of failed rows, with the reason in the last column. Errors: cannot be
    /// written.
    Result<void> exportFailedRows(const QString &path) const;
    /// Why its records cannot be taken back; empty when they can. Translated.
    QString undoObstacle() const;
    /// Deletes what it created and nobody changed since, as a task of its own.
    void undo();

    bool isUndone() const { return m_isUndone; }

    bool isUndoing() const { return m_undo != nullptr; }

    /// Nobody looks any more: it goes when it has ended.
    void release();

signals:
    /// At most ten times a second.
    void changed();

private:
    void begin(ImportPlan plan, const std::optional<ImportEntry> &entry);
    void jobChanged(ImportJob::State state);
    void report();

    ConnectionContext &m_context;
    const QString m_title;
    QString m_target;
    const qint64 m_rowsExpected;
    std::optional<QTemporaryDir> m_folder; // of failed.csv, where nothing is remembered
    ImportJob *m_job = nullptr; // child
    QPointer<Task> m_undo; // while it runs
    QString m_undone; // what came of it
    bool m_isUndone = false;
    QPointer<Task> m_task; // the list lets old ones go
    QTimer m_pace;
    bool m_isReleased = false;
};

/// Takes an import's records back, as a task of the connection; the journal forgets it when that
/// went well. `entry` must have no obstacle (ImportUndo::obstacle).
Task *undoImport(ConnectionContext &context, const ImportEntry &entry);

} // namespace socle::studio
