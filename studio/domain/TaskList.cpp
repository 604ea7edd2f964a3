#include "studio/domain/TaskList.h"

#include <algorithm>

namespace socle::studio {

namespace {

constexpr qint64 kEnoughDataMs = 3000;

}

Task::Task(QString title, QObject *parent)
    : QObject(parent)
    , m_title(std::move(title))
{
}

double Task::fraction() const
{
    return m_total > 0
        ? std::clamp(static_cast<double>(m_done) / static_cast<double>(m_total), 0.0, 1.0)
        : -1;
}

double Task::rate() const
{
    if (!m_clock.isValid() || m_clock.elapsed() < kEnoughDataMs) {
        return 0;
    }
    return static_cast<double>(m_done) * 1000.0 / static_cast<double>(m_clock.elapsed());
}

qint64 Task::remainingSeconds() const
{
    const double perSecond = rate();
    return perSecond > 0 && m_total > 0
        ? static_cast<qint64>(static_cast<double>(m_total - m_done) / perSecond)
        : -1;
}

qint64 Task::elapsedMs() const { return m_clock.isValid() ? m_clock.elapsed() : 0; }

void Task::runNextStep() const
{
    if (m_nextStep) {
        m_nextStep();
    }
}

void Task::setPhase(const QString &phase)
{
    if (m_phase != phase) {
        m_phase = phase;
        emit changed();
    }
}

void Task::setProgress(qint64 done, qint64 total)
{
    if (m_done != done || m_total != total) {
        m_done = done;
        m_total = total;
        emit changed();
    }
}

void Task::setPaused(bool paused)
{
    if (m_state == State::Running || m_state == State::Paused) {
        m_state = paused ? State::Paused : State::Running;
        emit changed();
    }
}

void Task::succeed(const QString &result) { end(State::Succeeded, result); }

void Task::fail(const QString &reason) { end(State::Failed, reason); }

void Task::markCancelled() { end(State::Cancelled, {}); }

void Task::setNextStep(const QString &text, std::function<void()> step)
{
    m_nextStepText = text;
    m_nextStep = std::move(step);
    emit changed();
}

void Task::cancel()
{
    if (m_state == State::Queued) {
        end(State::Cancelled, {});
    } else if (!isEnded()) {
        emit cancelRequested();
    }
}

void Task::begin()
{
    m_state = State::Running;
    m_clock.start();
    emit changed();
    emit started();
}

void Task::end(State state, const QString &result)
{
    if (isEnded()) {
        return;
    }
    m_state = state;
    m_result = result;
    emit changed();
    emit ended();
}

TaskList::TaskList(QObject *parent)
    : QAbstractListModel(parent)
{
}

Task *TaskList::add(const QString &title)
{
    auto *task = new Task(title, this);
    beginInsertRows({}, 0, 0);
    m_tasks.insert(m_tasks.begin(), task);
    endInsertRows();
    connect(task, &Task::changed, this, [this, task] { taskChanged(task); });
    connect(task, &Task::ended, this, [this, task] {
        emit taskEnded(task);
        trim();
        schedule();
    });
    // From the event loop: the caller connects to started() first.
    QMetaObject::invokeMethod(
        this, [this] { schedule(); }, Qt::QueuedConnection);
    emit activityChanged();
    return task;
}

Task *TaskList::at(int row) const
{
    return row >= 0 && row < rowCount() ? m_tasks[static_cast<std::size_t>(row)] : nullptr;
}

int TaskList::runningCount() const
{
    return static_cast<int>(std::count_if(m_tasks.begin(), m_tasks.end(), [](const Task *task) {
        return task->state() == Task::State::Running || task->state() == Task::State::Paused;
    }));
}

double TaskList::topFraction() const
{
    double top = -1;
    for (const Task *task : m_tasks) {
        if (task->state() == Task::State::Running) {
            top = std::max(top, task->fraction());
        }
    }
    return top;
}

int TaskList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tasks.size());
}

QVariant TaskList::data(const QModelIndex &index, int role) const
{
    Task *task = index.isValid() ? at(index.row()) : nullptr;
    if (task == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return task->title();
    case TaskRole:
        return QVariant::fromValue(task);
    case FractionRole:
        return task->fraction();
    case PhaseRole:
        return task->phase();
    case StateRole:
        return static_cast<int>(task->state());
    default:
        return {};
    }
}

void TaskList::schedule()
{
    while (runningCount() < kMaxRunning) {
        // The oldest queued one is the last in the list.
        const auto next = std::find_if(m_tasks.rbegin(), m_tasks.rend(), [](const Task *task) {
            return task->state() == Task::State::Queued;
        });
        if (next == m_tasks.rend()) {
            return;
        }
        (*next)->begin();
    }
}

void TaskList::taskChanged(Task *task)
{
    const auto at = std::find(m_tasks.begin(), m_tasks.end(), task);
    if (at != m_tasks.end()) {
        const QModelIndex where = index(static_cast<int>(at - m_tasks.begin()));
        emit dataChanged(where, where);
        emit activityChanged();
    }
}

void TaskList::trim()
{
    int kept = 0;
    for (std::size_t i = 0; i < m_tasks.size();) {
        if (m_tasks[i]->isEnded() && ++kept > kKeptEnded) {
            const int row = static_cast<int>(i);
            beginRemoveRows({}, row, row);
            m_tasks[i]->deleteLater();
            m_tasks.erase(m_tasks.begin() + row);
            endRemoveRows();
        } else {
            ++i;
        }
    }
}

} // namespace socle::studio
