// Long work of one connection, as a list (studio.md 3.16): what runs, how far, what came out.
//
// At most kMaxRunning tasks run at once on a local server, others queue. A task belongs to the list
// and outlives the tab that began it; the last 20 ended ones are kept. UI thread.
#pragma once

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QString>

#include <functional>
#include <vector>

namespace socle::studio {

class Task : public QObject
{
    Q_OBJECT

public:
    enum class State { Queued, Running, Paused, Succeeded, Failed, Cancelled };
    Q_ENUM(State)

    const QString &title() const { return m_title; }

    const QString &phase() const { return m_phase; }

    const QString &result() const
    {
        return m_result;
    } // "Exported 84,210 rows", or the reason of the failure

    State state() const { return m_state; }

    bool isEnded() const { return m_state >= State::Succeeded; }

    qint64 done() const { return m_done; }

    qint64 total() const { return m_total; } // -1 unknown

    double fraction() const; // 0..1, -1 while the total is unknown
    double rate() const; // units a second, 0 before 3 s of data
    qint64 remainingSeconds() const; // -1 before 3 s of data
    qint64 elapsedMs() const; // since it began; 0 while it waits

    QString nextStepText() const { return m_nextStepText; }

    void runNextStep() const;

    void setPhase(const QString &phase);
    void setProgress(qint64 done, qint64 total);
    void setPaused(bool paused);

    /// The work stops at its next good moment while the task is paused, and goes on after.
    bool canPause() const { return m_canPause; }

    void setCanPause(bool can) { m_canPause = can; }

    void succeed(const QString &result);
    void fail(const QString &reason);
    void markCancelled();
    void setNextStep(const QString &text, std::function<void()> step);
    /// Cooperative: a queued task ends at once, a running one emits cancelRequested and ends by
    /// markCancelled().
    void cancel();

signals:
    void changed();
    /// Its turn came: the work begins now.
    void started();
    void cancelRequested();
    void ended();

private:
    friend class TaskList;
    Task(QString title, QObject *parent);
    void begin();
    void end(State state, const QString &result);

    QString m_title;
    QString m_phase;
    QString m_result;
    QString m_nextStepText;
    std::function<void()> m_nextStep;
    State m_state = State::Queued;
    bool m_canPause = false;
    qint64 m_done = 0;
    qint64 m_total = -1;
    QElapsedTimer m_clock;
};

class TaskList : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int kMaxRunning = 4;
    static constexpr int kKeptEnded = 20;

    enum Role { TaskRole = Qt::UserRole + 201 /* Task * */, FractionRole, PhaseRole, StateRole };

    explicit TaskList(QObject *parent = nullptr);

    /// `started` follows from the event loop, at once or when a place is free.
    Task *add(const QString &title);
    Task *at(int row) const;
    int runningCount() const;
    /// Largest known fraction of the running ones, -1 when none is known.
    double topFraction() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

signals:
    void activityChanged();
    void taskEnded(socle::studio::Task *task);

private:
    void schedule();
    void taskChanged(Task *task);
    void trim();

    std::vector<Task *> m_tasks; // newest first; children
};

} // namespace socle::studio
