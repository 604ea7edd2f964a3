// Plays the steps of a sample on a server that is ready, one after the other, as a task of its
// connection.
//
// Deletes itself at the end. A step that is refused ends it: the reason is the task's. UI thread.
#pragma once

#include "studio/domain/TaskList.h"
#include "studio/views/home/Samples.h"

#include <QPointer>

namespace socle::studio {

class ConnectionContext;

class SampleFill : public QObject
{
    Q_OBJECT

public:
    /// `context` outlives it or takes it along.
    SampleFill(ConnectionContext &context, const QString &title, std::vector<SampleStep> steps);

signals:
    void finished(bool isFine);

private:
    void next();
    void end(bool isFine, const QString &reason);

    ConnectionContext &m_context;
    std::vector<SampleStep> m_steps;
    std::size_t m_done = 0;
    QPointer<Task> m_task;
    bool m_isCancelled = false;
};

} // namespace socle::studio
