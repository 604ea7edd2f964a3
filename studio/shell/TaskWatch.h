// The long work of all open connections together: what the tray shows, what is asked before
// quitting, and who is told when something ends.
//
// A task that took longer than half a minute and ends while no window of the studio is active says
// so on the desktop. Every end goes to the messages of the bell and is read out to assistive
// technology.
//
// Source: studio.md 3.16, 3.17, 3.19.
#pragma once

#include "studio/kit/Theme.h"

#include <QList>
#include <QObject>
#include <QString>

#include <functional>

namespace socle::studio {

class ConnectionSession;
class Task;

class TaskWatch : public QObject
{
    Q_OBJECT

public:
    /// What is told when a task ends.
    struct End
    {
        QString connection; // its name
        QString connectionId;
        QString title;
        QString result; // or the reason
        Tone tone = Tone::Neutral;
        QString nextStepText;
        std::function<void()> nextStep;
        qint64 elapsedMs = 0;
    };

    /// From here on an end is told on the desktop too.
    static constexpr qint64 kLongMs = 30'000;

    explicit TaskWatch(QObject *parent = nullptr);

    /// Follows it until it is destroyed.
    void add(ConnectionSession &session);

    const QList<ConnectionSession *> &sessions() const { return m_sessions; }

    /// "Import 62%" of the most advanced one; empty when nothing runs.
    QString trayText() const;
    /// One of those that run writes to a production server.
    bool touchesProduction() const;
    /// Titles of all that have not ended, "Import books (Atlas API)".
    QStringList running() const;
    /// Rows, rate and time left of one that runs: what stands under its bar.
    static QString progressText(const Task &task);

signals:
    void changed();
    void ended(const socle::studio::TaskWatch::End &end);

private:
    void taskEnded(ConnectionSession &session, const Task &task);

    QList<ConnectionSession *> m_sessions;
};

} // namespace socle::studio
