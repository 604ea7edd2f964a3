// Long work with progress: anything that can take longer than a request should (socle-api.md 12).
//
//   queued --a worker is free--> running --work ends--> done | failed
//   queued, running --cancel()--> cancelled (a running one at its next look at isCancelled())
//   queued, running --the server ends--> failed, written at the next start
//
// Each job is a row of `_jobs`, written when it is taken and when it ends; progress in between
// lives in memory only. A job whose work was to put another data folder in the place of this one
// is written into that one, see adopt().
#pragma once

#include "backend/jobs/JobRun.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class Database;
class ReadTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Random;
class WorkerPool;
} // namespace socle::runtime

namespace socle::jobs {

class JobBook
{
public:
    /// An Error of kind Cancelled ends the job as cancelled.
    using Work = std::function<Result<void>(JobRun &)>;
    /// A job as find() answers it, when its state changed or its progress is worth telling: at most
    /// a few times a second for one job. Any thread; must not block.
    using Listener = std::function<void(const Json &job)>;

    /// Which jobs a list shows; empty members do not restrict.
    struct Query
    {
        std::string state = {};
        std::string kind = {};
        std::int64_t offset = 0;
        std::int64_t count = 30;
    };

    struct Page
    {
        std::vector<Json> items = {};
        std::int64_t total = 0;
    };

    /// The references outlive the book; `pool` is joined before the book ends.
    JobBook(storage::Database &database,
            const runtime::Clock &clock,
            runtime::Random &random,
            runtime::WorkerPool &pool);

    /// Jobs that an earlier run of the server left behind have failed. After the migrations.
    Result<void> open();

    /// Before the first job.
    void setListener(Listener listener) { m_listener = std::move(listener); }

    /// Begins a job; its id. Error: Unavailable when too many wait. Any thread; never blocks.
    Result<std::string> start(std::string kind, Json actor, Work work);

    /// Writes a job that ended well in another folder's book; `job` as find() answers it.
    void adopt(const Json &job);

    /// {"id","kind","state","progress","done","total","message","error","result","created",
    /// "updated"}; nothing when there is no such job.
    Result<std::optional<Json>> find(storage::ReadTransaction &tx, std::string_view id) const;
    /// The newest first.
    Result<Page> list(storage::ReadTransaction &tx, const Query &query) const;

    /// False when it is not waiting or running.
    bool cancel(std::string_view id);

    /// Asks all running work to end; what does so is written as interrupted. The server ends.
    void stop();

private:
    using RunPtr = std::shared_ptr<JobRun>; // shared: the pool's task, the book and the writer

    void run(const RunPtr &job, const Work &work);
    void finish(const RunPtr &job, const Result<void> &outcome);
    void tell(const JobRun &job) const;
    RunPtr live(std::string_view id) const;
    Json merged(Json stored) const;

    storage::Database &m_database;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
    runtime::WorkerPool &m_pool;
    Listener m_listener;

    /// Jobs that are not written as finished yet. Shared with completions on the writer, which may
    /// outlast the book.
    struct Live
    {
        std::mutex mutex; // guards the rest; JobRun's is taken after it
        std::map<std::string, RunPtr, std::less<>> runs;
        bool isStopping = false;
    };

    const std::shared_ptr<Live> m_live = std::make_shared<Live>();
};

} // namespace socle::jobs
