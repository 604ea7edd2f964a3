// One long piece of work as the tray shows it: title, phase, numbers, cancel, result.
//
// Made by Shell::startTask, owned by the tray, which keeps the last twenty after their end. The work holds a QPointer.
//
// Source: studio.md 3.16.
#pragma once

#include <QDateTime>
#include <QObject>
#include <QString>

#include <functional>

namespace socle::studio {

class ShellTask : public QObject
{
    Q_OBJECT

public:
    enum class State { Running, Succeeded, Failed, Cancelled };
    Q_ENUM(State)

    ShellTask(const QString &title, bool cancellable, QObject *parent);

    const QString &title() const { return m_title; }
    const QString &phase() const { return m_phase; }
    const QString &result() const { return m_result; }
    State state() const { return m_state; }
    bool isCancellable() const { return m_cancellable && m_state == State::Running; }
    /// 0..1, or -1 while the total is unknown.
    double fraction() const;
    qint64 done() const { return m_done; }
    qint64 total() const { return m_total; }
    const QDateTime &startedAt() const { return m_startedAt; }

    void setPhase(const QString &phase);
    void setProgress(qint64 done, qint64 total);
    /// `result` with numbers: "Exported 84,210 rows, 31 MB".
    void succeed(const QString &result);
    void fail(const QString &reason);
    void markCancelled();
    /// Cooperative: emits cancelRequested; the work ends by markCancelled().
    void cancel();

signals:
    void changed();
    void cancelRequested();
    void ended(socle::studio::ShellTask::State state);

private:
    void end(State state, const QString &result);

    QString m_title;
    QString m_phase;
    QString m_result;
    QDateTime m_startedAt;
    qint64 m_done = 0;
    qint64 m_total = -1;
    State m_state = State::Running;
    bool m_cancellable;
};

} // namespace socle::studio
