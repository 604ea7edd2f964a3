// One import under way: the job, its line in the task tray, and the file of its failed rows.
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
    /// Nobody looks any more: it goes when it has ended.
    void release();

signals:
    /// At most ten times a second.
    void changed();

private:
    void jobChanged(ImportJob::State state);
    void report();

    ConnectionContext &m_context;
    const QString m_title;
    QString m_target;
    const qint64 m_rowsExpected;
    QTemporaryDir m_folder; // of failed.csv
    ImportJob *m_job = nullptr; // child
    QPointer<Task> m_task; // the list lets old ones go
    QTimer m_pace;
    bool m_isReleased = false;
};

} // namespace socle::studio
