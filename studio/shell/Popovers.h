// The three panels under the top bar: connections, running work, messages.
//
// Source: studio.md 3.2, 3.16, 3.17.
#pragma once

#include "studio/kit/Popover.h"
#include "studio/kit/Theme.h"

#include <QDateTime>
#include <QList>

#include <functional>

namespace socle::studio {

class Connections;
class ConnectionSession;
class Task;
class TaskWatch;

class SwitcherPopover : public Popover
{
    Q_OBJECT

public:
    SwitcherPopover(Connections &connections, QWidget *parent);

signals:
    void chosen(const QString &id);
    void stopRequested(const QString &id);
    void manageRequested();

private:
    void fill(const QString &filter);

    Connections &m_connections;
    QVBoxLayout *m_rows;
};

/// What runs and the last that ended, of every open connection.
class TasksPopover : public Popover
{
    Q_OBJECT

public:
    TasksPopover(TaskWatch &watch, QWidget *parent);

private:
    void fill();
    QWidget *makeRow(Task &task, const ConnectionSession &session);

    TaskWatch &m_watch;
    QVBoxLayout *m_rows;
};

/// One entry of the bell: everything a toast said, and the end of every task.
struct Message
{
    QDateTime at;
    Tone tone = Tone::Neutral;
    QString text;
    QString actionText; // empty: no button
    std::function<void()> action;
};

class MessagesPopover : public Popover
{
    Q_OBJECT

public:
    /// Newest first.
    MessagesPopover(const QList<Message> &messages, QWidget *parent);

signals:
    void clearRequested();
};

} // namespace socle::studio
