#include "studio/shell/TaskWatch.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TaskList.h"
#include "studio/shell/ConnectionSession.h"

#include <QLocale>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qint64 kMinute = 60;

} // namespace

TaskWatch::TaskWatch(QObject *parent)
    : QObject(parent)
{
}

void TaskWatch::add(ConnectionSession &session)
{
    if (m_sessions.contains(&session)) {
        return;
    }
    m_sessions.append(&session);
    TaskList &tasks = session.context().tasks();
    connect(&tasks, &TaskList::activityChanged, this, &TaskWatch::changed);
    connect(&tasks, &TaskList::taskEnded, this, [this, &session](const Task *task) {
        taskEnded(session, *task);
    });
    connect(&session, &QObject::destroyed, this, [this, gone = &session] {
        m_sessions.removeOne(gone);
        emit changed();
    });
}

QString TaskWatch::trayText() const
{
    const Task *best = nullptr;
    for (ConnectionSession *session : m_sessions) {
        const TaskList &tasks = session->context().tasks();
        for (int row = 0; row < tasks.rowCount(); ++row) {
            const Task *task = tasks.at(row);
            const bool runs
                = task->state() == Task::State::Running || task->state() == Task::State::Paused;
            if (runs && (best == nullptr || task->fraction() > best->fraction())) {
                best = task;
            }
        }
    }
    if (best == nullptr) {
        return {};
    }
    const QString title = best->title().section(u' ', 0, 0);
    return best->fraction() < 0
        ? title
        : tr("%1 %2%", "name of a task, percentage")
              .arg(title, QLocale().toString(static_cast<int>(best->fraction() * 100)));
}

bool TaskWatch::touchesProduction() const
{
    return std::ranges::any_of(m_sessions, [](ConnectionSession *session) {
        return session->profile().environment == Environment::Production
            && session->context().tasks().runningCount() > 0;
    });
}

QStringList TaskWatch::running() const
{
    QStringList titles;
    for (ConnectionSession *session : m_sessions) {
        const TaskList &tasks = session->context().tasks();
        for (int row = 0; row < tasks.rowCount(); ++row) {
            if (!tasks.at(row)->isEnded()) {
                titles << u"%1 (%2)"_s.arg(tasks.at(row)->title(), session->profile().name);
            }
        }
    }
    return titles;
}

QString TaskWatch::progressText(const Task &task)
{
    const QLocale locale;
    QStringList parts;
    if (task.state() == Task::State::Queued) {
        return tr("Waiting for its turn");
    }
    if (task.state() == Task::State::Paused) {
        parts << tr("Paused");
    } else if (!task.phase().isEmpty()) {
        parts << task.phase();
    }
    if (task.total() > 0) {
        parts << tr("%1 of %2").arg(locale.toString(task.done()), locale.toString(task.total()));
    } else if (task.done() > 0) {
        parts << locale.toString(task.done());
    }
    if (const double rate = task.rate(); rate >= 1 && task.state() == Task::State::Running) {
        parts << tr("%1 a second").arg(locale.toString(static_cast<qint64>(rate)));
    }
    if (const qint64 left = task.remainingSeconds();
        left >= 0 && task.state() == Task::State::Running) {
        parts << (left < kMinute ? tr("%1 s left").arg(locale.toString(left))
                                 : tr("%1 min left").arg(locale.toString(left / kMinute)));
    }
    return parts.join(u" · "_s);
}

void TaskWatch::taskEnded(ConnectionSession &session, const Task &task)
{
    End end;
    end.connection = session.profile().name;
    end.connectionId = session.profile().id;
    end.title = task.title();
    end.elapsedMs = task.elapsedMs();
    switch (task.state()) {
    case Task::State::Succeeded:
        end.tone = Tone::Success;
        end.result = task.result();
        break;
    case Task::State::Failed:
        end.tone = Tone::Danger;
        end.result = task.result();
        break;
    case Task::State::Cancelled:
        end.result = tr("Cancelled");
        break;
    case Task::State::Queued:
    case Task::State::Running:
    case Task::State::Paused:
        return;
    }
    end.nextStepText = task.nextStepText();
    if (!end.nextStepText.isEmpty()) {
        end.nextStep = [task = QPointer<const Task>(&task)] {
            if (task != nullptr) {
                task->runNextStep();
            }
        };
    }
    emit changed();
    emit ended(end);
}

} // namespace socle::studio
