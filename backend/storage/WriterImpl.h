// The writer's insides, shared by Writer.cpp and Database.cpp only.
#pragma once

#include "backend/storage/Writer.h"
#include "backend/storage/sqlite/Checkpointer.h"
#include "backend/storage/sqlite/Connection.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace socle::storage {

struct Writer::Impl
{
    struct Job
    {
        Step step;
        Done done;
        SubmitOptions options = {};
        std::optional<Maintenance> maintenance = {};
    };

    /// A job that ran: waits for the COMMIT with its result and its effects.
    struct Ran
    {
        Done done;
        Result<void> result;
        std::vector<UniqueFunction<void()>> effects;
    };

    Impl(std::unique_ptr<sqlite::Connection> writing,
         sqlite::Checkpointer *checkpoints,
         const WriterOptions &given);

    void submit(Job job);
    void work();
    void runBatch(Job first);
    void runMaintenance(Job job);
    /// The next job of the running batch, if there is one that may join it.
    std::optional<Job> nextForBatch();
    bool isQueueEmpty();
    Result<void> runStep(Job &job, WriteTransaction &transaction, bool withSavepoint);
    Result<void> finish();
    void answer(std::vector<Ran> &batch);
    void failAll(std::vector<Ran> &batch, const Error &error);

    const WriterOptions options;
    const std::unique_ptr<sqlite::Connection> connection; // writer thread only, once it runs
    sqlite::Checkpointer *const checkpointer; // may be absent; outlives the writer

    mutable std::mutex mutex; // guards what follows; nothing is called while it is held
    std::condition_variable hasWork;
    std::deque<Job> queue;
    WriterCounters counters;
    bool isClosing = false;

    std::thread thread;
};

} // namespace socle::storage
