// Long work with progress: anything that can take longer than a request should (socle-api.md 12).
//
//   queued --a worker is free--> running --work ends--> done | failed
//   queued, running --cancel()--> cancelled (a running one at its next look at isCancelled())
//   queued, running --the server ends--> failed, written at the next start
//
// Each job is a row of `_jobs`, written when it begins and when it ends; progress in between lives
// in memory only.
#pragma once

#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace socle::storage {
class Database;
class ReadTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Clock;
class Random;
class WorkerPool;
} // namespace socle::runtime

namespace socle::jobs {

/// What running work sees of its job. Any thread.
class JobRun
{
public:
    /// `total` 0: unknown.
    void progress(std::int64_t done, std::int64_t total, std::string message = {});

    bool isCancelled() const { return m_isCancelled; }

private:
    friend class JobBook;

    std::atomic<bool> m_isCancelled = false;
    mutable std::mutex m_mutex; // guards what follows
    std::string m_state = "queued";
    std::int64_t m_done = 0;
    std::int64_t m_total = 0;
    std::string m_message;
};

class JobBook
{
public:
    /// An Error of kind Cancelled ends the job as cancelled.
    using Work = std::function<Result<void>(JobRun &)>;

    /// The references outlive the book; `pool` is joined before the book ends.
    JobBook(storage::Database &database,
            const runtime::Clock &clock,
            runtime::Random &random,
            runtime::WorkerPool &pool);

    /// Jobs that an earlier run of the server left behind have failed. After the migrations.
    Result<void> open();

    /// Begins a job; its id. Error: Unavailable when too many wait. Any thread; never blocks.
    Result<std::string> start(std::string kind, Json actor, Work work);

    /// {"id","kind","state","progress","done","total","message","error","created"}; nothing when
    /// there is no such job.
    Result<std::optional<Json>> find(storage::ReadTransaction &tx, std::string_view id) const;

    /// False when it is not waiting or running.
    bool cancel(std::string_view id);

private:
    using RunPtr = std::shared_ptr<JobRun>;

    void run(const std::string &id, const RunPtr &job, const Work &work);
    void finish(const std::string &id, const RunPtr &job, const Result<void> &outcome);
    RunPtr live(std::string_view id) const;

    storage::Database &m_database;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
    runtime::WorkerPool &m_pool;

    /// Jobs that are not written as finished yet. Shared with completions on the writer, which may
    /// outlast the book.
    struct Live
    {
        std::mutex mutex; // guards runs; JobRun's is taken after it
        std::map<std::string, RunPtr, std::less<>> runs;
    };

    const std::shared_ptr<Live> m_live = std::make_shared<Live>();
};

} // namespace socle::jobs
