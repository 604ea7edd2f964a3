// Group commit: many small writes, one fsync.
//
// Requests hand steps to submit(); one thread takes whatever has gathered, runs each step in its
// own savepoint and commits once. A step that fails undoes only itself. Callers are answered after
// the COMMIT, in submission order, so an acknowledged write is on disk. A lone step never waits for
// company. When the disk is full or a COMMIT fails, the whole batch is answered with Unavailable,
// and the next batch tries again.
//
// Exceptions thrown by a step end here as Internal.
#pragma once

#include "backend/storage/WriteTransaction.h"

#include <chrono>
#include <cstdint>
#include <memory>

namespace socle::storage {

struct WriterOptions
{
    std::size_t maxQueued = 20000; // steps; beyond, submit() answers Unavailable at once
    std::size_t maxBatchSteps = 512;
    std::chrono::milliseconds maxBatchTime{20}; // no further step is begun after it
};

struct SubmitOptions
{
    /// A batch of its own: for schema and settings changes, whose effects (new snapshots) later
    /// steps must see.
    bool alone = false;
    /// Longest time of one step; a statement still running is interrupted and the step fails with
    /// Unavailable.
    std::chrono::milliseconds limit{180000};
};

struct WriterCounters
{
    std::uint64_t steps = 0; // run
    std::uint64_t failedSteps = 0; // run and answered with an error
    std::uint64_t batches = 0; // committed
    std::uint64_t failedBatches = 0;
    std::uint64_t refused = 0; // queue full or closing
    std::size_t queued = 0; // now
    std::uint64_t largestBatch = 0;
};

/// Work that SQLite allows only outside a transaction; runs between two batches.
enum class Maintenance {
    Optimize, // PRAGMA optimize
    Vacuum,
    CheckpointTruncate, // everything into the database file, -wal emptied
};

class Writer
{
public:
    using Step = UniqueFunction<Result<void>(WriteTransaction &)>;
    using Done = UniqueFunction<void(Result<void>)>;

    ~Writer();
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    /// Any thread; never blocks. `done` is called exactly once: on the writer thread after COMMIT
    /// or failure, or on the calling thread with Unavailable when the queue is full or the database
    /// closes. It must not block.
    void submit(Step step, Done done, SubmitOptions options = {});

    /// submit() and wait: command line, start-up and tests only, never on an I/O or writer thread.
    Result<void> run(Step step, SubmitOptions options = {});

    /// Queued like a step; `done` as in submit().
    void maintain(Maintenance what, Done done);

    WriterCounters counters() const;

private:
    friend class Database;
    struct Impl;
    explicit Writer(std::unique_ptr<Impl> impl);
    void close(); // runs what is queued, then joins

    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::storage
