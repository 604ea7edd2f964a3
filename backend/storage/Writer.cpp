// The writer thread. States of a batch:
//
//   idle --first job--> BEGIN IMMEDIATE --ok--> collecting --queue empty or bounds--> COMMIT
//   --ok--> answer all --> idle
//                            |                     |                                    |
//                            +---- fails ----------+-- disk error in a step ------------+-- fails
//                            --> ROLLBACK, fail all
//
// Invariant: between BEGIN and COMMIT no other connection of ours writes to this database.
#include "backend/storage/Writer.h"

#include "backend/runtime/WorkerPool.h"
#include "backend/storage/WriterImpl.h"

#include <algorithm>
#include <exception>
#include <future>

namespace socle::storage {

namespace {

using runtime::Steady;

Error closingError()
{
    return Error{.kind = ErrorKind::Unavailable, .message = "The server is shutting down."};
}

template <typename F> Result<void> guarded(F &&call)
{
    try {
        return call();
    } catch (const std::exception &exception) {
        return internalError(std::string("exception in a write step: ") + exception.what());
    } catch (...) {
        return internalError("unknown exception in a write step");
    }
}

} // namespace

Writer::Impl::Impl(std::unique_ptr<sqlite::Connection> writing,
                   sqlite::Checkpointer *checkpoints,
                   const WriterOptions &given)
    : options(given)
    , connection(std::move(writing))
    , checkpointer(checkpoints)
{
    if (checkpointer != nullptr) {
        connection->onCommit([this](int pages) { checkpointer->logHasPages(pages); });
    }
    thread = std::thread([this] { work(); });
}

void Writer::Impl::submit(Job job)
{
    Error refusal;
    {
        const std::lock_guard lock(mutex);
        if (!isClosing && queue.size() < options.maxQueued) {
            queue.push_back(std::move(job));
            hasWork.notify_one();
            return;
        }
        ++counters.refused;
        refusal = isClosing ? closingError()
                            : Error{.kind = ErrorKind::Unavailable,
                                    .message = "Too many writes are waiting.",
                                    .cause = std::to_string(queue.size()) + " steps in the queue"};
    }
    job.done(std::move(refusal));
}

void Writer::Impl::work()
{
    runtime::nameThread("writer");
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex);
            hasWork.wait(lock, [this] { return isClosing || !queue.empty(); });
            if (queue.empty()) {
                return;
            }
            job = std::move(queue.front());
            queue.pop_front();
        }
        if (job.maintenance) {
            runMaintenance(std::move(job));
        } else {
            runBatch(std::move(job));
        }
        if (checkpointer != nullptr && checkpointer->takeWantsHelp()) {
            discard(connection->checkpoint(false), "the log keeps what could not be copied");
        }
    }
}

std::optional<Writer::Impl::Job> Writer::Impl::nextForBatch()
{
    const std::lock_guard lock(mutex);
    if (queue.empty() || queue.front().options.alone || queue.front().maintenance) {
        return std::nullopt;
    }
    std::optional<Job> job(std::move(queue.front()));
    queue.pop_front();
    return job;
}

bool Writer::Impl::isQueueEmpty()
{
    const std::lock_guard lock(mutex);
    return queue.empty();
}

Result<void> Writer::Impl::runStep(Job &job, WriteTransaction &transaction, bool withSavepoint)
{
    connection->setLimit({.deadline = runtime::Deadline::in(job.options.limit)});
    Result<void> result = guarded([&]() -> Result<void> {
        if (withSavepoint) {
            return transaction.savepoint([&] { return job.step(transaction); });
        }
        return job.step(transaction);
    });
    connection->clearLimit();
    job.step = nullptr; // what the step owns ends here, not after the COMMIT
    return result;
}

/// COMMIT or, when that is impossible, ROLLBACK and the reason.
Result<void> Writer::Impl::finish()
{
    Result<void> committed = connection->isInTransaction()
        ? connection->run("COMMIT")
        : Result<void>(Error{.kind = ErrorKind::Unavailable,
                             .message = "The write was interrupted.",
                             .cause = "SQLite rolled the transaction back"});
    if (!committed && connection->isInTransaction()) {
        discard(connection->run("ROLLBACK"), "the COMMIT's error is the one to tell");
    }
    return committed;
}

void Writer::Impl::runBatch(Job first)
{
    const auto begun = Steady::now();
    std::vector<Ran> batch;
    connection->takeFatal();
    const Result<void> opened = connection->run("BEGIN IMMEDIATE");
    if (!opened) {
        // Another program holds the file, or the disk is broken: it would be the same for all that
        // waits.
        batch.push_back({std::move(first.done), opened.error(), {}});
        while (batch.size() < options.maxBatchSteps) {
            auto next = nextForBatch();
            if (!next) {
                break;
            }
            batch.push_back({std::move(next->done), opened.error(), {}});
        }
        failAll(batch, opened.error());
        return;
    }

    std::optional<Job> job(std::move(first));
    const bool isAlone = job->options.alone;
    std::optional<Error> broken;
    // Without company a savepoint is needless: rolling back the transaction is rolling back the
    // step.
    bool withSavepoint = !isAlone && !isQueueEmpty();
    std::size_t failed = 0;
    while (job) {
        WriteTransaction transaction(*connection);
        Result<void> result = runStep(*job, transaction, withSavepoint);
        const bool isDone = result.hasValue();
        failed += isDone ? 0 : 1;
        const bool isFatal = connection->takeFatal();
        if (isFatal || !connection->isInTransaction()) {
            broken = result ? Error{.kind = ErrorKind::Unavailable,
                                    .message = "The database file cannot be read or written."}
                            : result.error();
        }
        const bool mustEnd = broken || (!isDone && !withSavepoint);
        if (!isDone) {
            transaction.m_effects.clear();
        }
        batch.push_back(
            {std::move(job->done), std::move(result), std::move(transaction.m_effects)});
        job.reset();
        if (mustEnd || isAlone || batch.size() >= options.maxBatchSteps
            || Steady::now() - begun >= options.maxBatchTime) {
            break;
        }
        withSavepoint = true;
        job = nextForBatch();
    }

    if (!broken && batch.size() == 1 && !batch.front().result) {
        discard(connection->run("ROLLBACK"),
                "nothing of the step must stay, and nothing else is there");
        {
            const std::lock_guard lock(mutex);
            ++counters.steps;
            ++counters.failedSteps;
        }
        answer(batch);
        return;
    }
    if (broken && connection->isInTransaction()) {
        discard(connection->run("ROLLBACK"), "the step's error is the one to tell");
    }
    const Result<void> committed = broken ? Result<void>(*broken) : finish();
    {
        const std::lock_guard lock(mutex);
        counters.steps += batch.size();
        counters.failedSteps += failed;
        ++(committed ? counters.batches : counters.failedBatches);
        counters.largestBatch = std::max<std::uint64_t>(counters.largestBatch, batch.size());
    }
    if (committed) {
        answer(batch);
    } else {
        failAll(batch, committed.error());
    }
}

void Writer::Impl::answer(std::vector<Ran> &batch)
{
    // Effects of the whole batch first: an answered caller sees every snapshot that its batch
    // changed.
    for (Ran &ran : batch) {
        for (auto &effect : ran.effects) {
            discard(guarded([&]() -> Result<void> {
                        effect();
                        return {};
                    }),
                    "an effect must not stop the others");
        }
    }
    for (Ran &ran : batch) {
        discard(guarded([&]() -> Result<void> {
                    ran.done(std::move(ran.result));
                    return {};
                }),
                "an answer must not stop the others");
    }
}

void Writer::Impl::failAll(std::vector<Ran> &batch, const Error &error)
{
    for (Ran &ran : batch) {
        ran.effects.clear();
        if (ran.result) { // a step that failed by itself keeps its own reason
            Error reason = error;
            reason.kind = ErrorKind::Unavailable;
            reason.fields.clear();
            if (reason.message.empty()) {
                reason.message = "The database cannot be written.";
            }
            ran.result = std::move(reason);
        }
    }
    answer(batch);
}

void Writer::Impl::runMaintenance(Job job)
{
    Result<void> result = guarded([&]() -> Result<void> {
        switch (*job.maintenance) {
        case Maintenance::Optimize:
            return connection->script("PRAGMA optimize");
        case Maintenance::Vacuum:
            return connection->script("VACUUM");
        case Maintenance::CheckpointTruncate:
            SOCLE_TRY(connection->checkpoint(true));
            return {};
        }
        return {};
    });
    discard(guarded([&]() -> Result<void> {
                job.done(std::move(result));
                return {};
            }),
            "an answer must not stop the writer");
}

// ---- Writer

Writer::Writer(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

Writer::~Writer() { close(); }

void Writer::submit(Step step, Done done, SubmitOptions options)
{
    m_impl->submit({std::move(step), std::move(done), options, {}});
}

Result<void> Writer::run(Step step, SubmitOptions options)
{
    std::promise<Result<void>> promise;
    auto answered = promise.get_future();
    submit(
        std::move(step),
        [&promise](Result<void> result) { promise.set_value(std::move(result)); },
        options);
    return answered.get();
}

void Writer::maintain(Maintenance what, Done done)
{
    m_impl->submit({{}, std::move(done), {}, what});
}

WriterCounters Writer::counters() const
{
    const std::lock_guard lock(m_impl->mutex);
    WriterCounters counters = m_impl->counters;
    counters.queued = m_impl->queue.size();
    return counters;
}

void Writer::close()
{
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->isClosing = true;
    }
    m_impl->hasWork.notify_all();
    if (m_impl->thread.joinable()) {
        m_impl->thread.join();
    }
}

} // namespace socle::storage
