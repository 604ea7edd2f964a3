#include "studio/views/import/ImportRun.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"

#include <QFile>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPaceMs = 100;

} // namespace

ImportRun::ImportRun(ConnectionContext &context,
                     ImportPlan plan,
                     const QString &title,
                     qint64 rowsExpected)
    : QObject(&context)
    , m_context(context)
    , m_title(title)
    , m_rowsExpected(rowsExpected)
{
    if (m_folder.isValid()) {
        plan.errorFile = m_folder.filePath(u"failed.csv"_s);
    }
    if (const CollectionPtr target = context.schema().find(plan.collectionId)) {
        m_target = target->name;
    } else {
        m_target = toQString(plan.newCollection["name"].text());
    }
    m_job = new ImportJob(
        context.client(), context.schema(), context.capabilities(), std::move(plan), this);
    m_task = context.tasks().add(tr("Import %1").arg(title));
    m_pace.setSingleShot(true);
    m_pace.setInterval(kPaceMs);
    connect(&m_pace, &QTimer::timeout, this, &ImportRun::report);
    connect(m_task, &Task::started, m_job, &ImportJob::start);
    connect(m_task, &Task::cancelRequested, m_job, &ImportJob::cancel);
    connect(m_task, &Task::ended, this, &ImportRun::changed); // cancelled while it queued
    connect(m_job, &ImportJob::progress, this, [this] {
        if (!m_pace.isActive()) {
            m_pace.start();
        }
    });
    connect(m_job, &ImportJob::stateChanged, this, &ImportRun::jobChanged);
}

ImportRun::~ImportRun() { disconnect(m_job, nullptr, this, nullptr); }

bool ImportRun::isEnded() const
{
    switch (m_job->state()) {
    case ImportJob::State::Finished:
    case ImportJob::State::Failed:
    case ImportJob::State::Cancelled:
        return true;
    case ImportJob::State::Ready:
        return m_task == nullptr || m_task->isEnded();
    case ImportJob::State::Running:
    case ImportJob::State::Paused:
        break;
    }
    return false;
}

double ImportRun::fraction() const
{
    if (m_job->state() == ImportJob::State::Finished) {
        return 1;
    }
    const auto done = static_cast<double>(m_job->rowsWritten() + m_job->rowsFailed());
    if (m_rowsExpected > 0) {
        return std::min(1.0, done / static_cast<double>(m_rowsExpected));
    }
    return m_job->bytesTotal() > 0
        ? static_cast<double>(m_job->bytesRead()) / static_cast<double>(m_job->bytesTotal())
        : -1;
}

QString ImportRun::summary() const
{
    const QLocale locale;
    const int written = pluralCount(m_job->rowsWritten());
    const QString failed = locale.toString(m_job->rowsFailed());
    const QString counts = m_job->rowsFailed() > 0
        ? tr("%Ln rows imported, %1 failed", nullptr, written).arg(failed)
        : tr("%Ln rows imported", nullptr, written);
    switch (m_job->state()) {
    case ImportJob::State::Ready:
        return m_task != nullptr && m_task->isEnded() ? tr("Cancelled before it began")
                                                      : tr("Waits for its turn");
    case ImportJob::State::Running:
        if (m_rowsExpected > 0) {
            return tr("%1 of %2 rows, %3 rows/s")
                .arg(locale.toString(m_job->rowsWritten() + m_job->rowsFailed()),
                     locale.toString(m_rowsExpected),
                     locale.toString(qRound64(m_job->rowsPerSecond())));
        }
        return tr("%Ln rows, %1 rows/s", nullptr, written)
            .arg(locale.toString(qRound64(m_job->rowsPerSecond())));
    case ImportJob::State::Paused:
        return m_job->error().message.isEmpty()
            ? tr("Paused: %1").arg(counts)
            : tr("Paused: %1. %2. Nothing is lost").arg(counts, m_job->error().title());
    case ImportJob::State::Finished:
        return counts;
    case ImportJob::State::Failed:
        return tr("Stopped: %1. %2").arg(counts, m_job->error().message);
    case ImportJob::State::Cancelled:
        return tr("Cancelled: %1").arg(counts);
    }
    return {};
}

void ImportRun::setNextStep(const QString &text, std::function<void()> step)
{
    if (m_task != nullptr) {
        m_task->setNextStep(text, std::move(step));
    }
}

void ImportRun::pause() { m_job->pause(); }

void ImportRun::resume() { m_job->resume(); }

void ImportRun::cancel()
{
    if (m_task != nullptr && !m_task->isEnded()) {
        m_task->cancel(); // comes back as cancelRequested
    } else {
        m_job->cancel();
    }
}

Result<void> ImportRun::exportFailedRows(const QString &path) const
{
    QFile::remove(path); // the dialog asked about overwriting
    QFile source(m_folder.filePath(u"failed.csv"_s));
    if (!source.copy(path)) {
        return invalidInput("The file cannot be written: " + toUtf8(source.errorString()));
    }
    return {};
}

void ImportRun::release()
{
    m_isReleased = true;
    if (isEnded()) {
        deleteLater();
    }
}

void ImportRun::report()
{
    if (m_task != nullptr && !m_task->isEnded()) {
        if (m_rowsExpected > 0) {
            m_task->setProgress(m_job->rowsWritten() + m_job->rowsFailed(), m_rowsExpected);
        } else {
            m_task->setProgress(m_job->bytesRead(), m_job->bytesTotal());
        }
        m_task->setPhase(summary());
    }
    emit changed();
}

void ImportRun::jobChanged(ImportJob::State state)
{
    report();
    if (m_task != nullptr && !m_task->isEnded()) {
        switch (state) {
        case ImportJob::State::Running:
            m_task->setPaused(false);
            break;
        case ImportJob::State::Paused:
            m_task->setPaused(true);
            break;
        case ImportJob::State::Finished:
            m_task->succeed(summary());
            break;
        case ImportJob::State::Failed:
            m_task->fail(summary());
            break;
        case ImportJob::State::Cancelled:
            m_task->markCancelled();
            break;
        case ImportJob::State::Ready:
            break;
        }
    }
    if (isEnded()) {
        // The tree shows counts and, for a new collection, a new line.
        m_context.schema().refresh();
        if (m_isReleased) {
            deleteLater();
        }
    }
}

} // namespace socle::studio
