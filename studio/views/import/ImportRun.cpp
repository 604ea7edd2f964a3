#include "studio/views/import/ImportRun.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/ImportUndo.h"
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
    std::optional<ImportEntry> entry;
    if (context.drafts() != nullptr) {
        if (auto begun = ImportJournal::begin(plan, title)) {
            entry = begun.takeValue();
            entry->expected = rowsExpected;
        }
    }
    if (!entry && plan.onError == OnRowError::Collect) {
        m_folder.emplace();
        plan.errorFile = m_folder->isValid() ? m_folder->filePath(u"failed.csv"_s) : QString();
    }
    begin(std::move(plan), entry);
}

ImportRun::ImportRun(ConnectionContext &context, const ImportEntry &entry)
    : QObject(&context)
    , m_context(context)
    , m_title(entry.title)
    , m_rowsExpected(entry.expected)
{
    begin(entry.plan, entry);
}

void ImportRun::begin(ImportPlan plan, const std::optional<ImportEntry> &entry)
{
    if (const CollectionPtr target = m_context.schema().find(plan.collectionId)) {
        m_target = target->name;
    } else {
        m_target = toQString(plan.newCollection["name"].text());
    }
    m_job = new ImportJob(
        m_context.client(), m_context.schema(), m_context.capabilities(), std::move(plan), this);
    if (entry) {
        ImportEntry named = *entry;
        named.target = m_target;
        m_job->remember(*m_context.drafts(), named);
    }
    m_task = m_context.tasks().add(tr("Import %1").arg(m_title));
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
    if (!m_undone.isEmpty()) {
        return m_undone;
    }
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
    QFile source(m_job->plan().errorFile);
    if (!source.copy(path)) {
        return invalidInput("The file cannot be written: " + toUtf8(source.errorString()));
    }
    return {};
}

QString ImportRun::undoObstacle() const
{
    const ImportEntry *entry = m_job->entry();
    if (entry == nullptr) {
        return tr("Nothing is remembered on this connection");
    }
    if (m_context.isLocked()) {
        return tr("Writes are locked on this connection");
    }
    return ImportUndo::obstacle(*entry, m_context.schema().find(m_job->collectionId()));
}

void ImportRun::undo()
{
    if (!isEnded() || m_undo != nullptr || m_isUndone || !undoObstacle().isEmpty()) {
        return;
    }
    m_undo = undoImport(m_context, *m_job->entry());
    connect(m_undo, &Task::changed, this, [this] {
        m_undone = m_undo->isEnded() ? m_undo->result() : m_undo->phase();
        emit changed();
    });
    connect(m_undo, &Task::ended, this, [this] {
        m_undone = m_undo->result();
        m_isUndone = m_undo->state() == Task::State::Succeeded;
        m_undo = nullptr;
        emit changed();
        if (m_isReleased) {
            deleteLater();
        }
    });
    emit changed();
}

Task *undoImport(ConnectionContext &context, const ImportEntry &entry)
{
    Task *task = context.tasks().add(ImportRun::tr("Undo the import of %1").arg(entry.title));
    auto *undo = new ImportUndo(context.client(),
                                context.capabilities(),
                                context.schema().find(entry.plan.collectionId),
                                entry,
                                task);
    QObject::connect(task, &Task::started, undo, &ImportUndo::start);
    QObject::connect(task, &Task::cancelRequested, undo, &ImportUndo::cancel);
    QObject::connect(undo, &ImportUndo::progress, task, [task, undo] {
        task->setProgress(undo->done(), undo->total());
        task->setPhase(ImportRun::tr("%Ln records removed", nullptr, pluralCount(undo->removed())));
    });
    QObject::connect(
        undo, &ImportUndo::ended, task, [&context, entry, task, undo](const QString &reason) {
            const int removed = pluralCount(undo->removed());
            context.schema().refresh(); // the tree shows counts
            if (!reason.isEmpty()) {
                task->fail(ImportRun::tr(
                               "The undo stopped: %1. %Ln records were removed", nullptr, removed)
                               .arg(reason));
                return;
            }
            ImportJournal(*context.drafts()).remove(entry);
            task->succeed(
                undo->changed() > 0
                    ? ImportRun::tr("Undone: %Ln records removed, %1 changed since and kept",
                                    nullptr,
                                    removed)
                          .arg(QLocale().toString(undo->changed()))
                    : ImportRun::tr("Undone: %Ln records removed", nullptr, removed));
        });
    return task;
}

void ImportRun::release()
{
    m_isReleased = true;
    if (isEnded() && m_undo == nullptr) {
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
