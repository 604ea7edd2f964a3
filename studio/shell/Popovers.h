// The three panels under the top bar: connections, running work, messages.
//
// Source: studio.md 3.2, 3.16, 3.17.
#pragma once

#include "studio/kit/Popover.h"

#include <QStringList>

namespace socle::studio {

class Connections;
class TaskList;

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

class TasksPopover : public Popover
{
    Q_OBJECT

public:
    TasksPopover(TaskList &tasks, QWidget *parent);

private:
    void fill();

    TaskList &m_tasks;
    QVBoxLayout *m_rows;
};

class MessagesPopover : public Popover
{
    Q_OBJECT

public:
    /// Lines "time<TAB>text", newest first.
    MessagesPopover(const QStringList &lines, QWidget *parent);
};

} // namespace socle::studio
