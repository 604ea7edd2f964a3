// Jobs at fixed times: a list of ids with cron expressions, looked at once a minute (admin-api.md
// A5.1).
//
// tick() is called by the program's main loop every second or so and starts what the new minute
// asks for; nothing is made up for minutes that passed while the program slept. A job that still
// runs is not started a second time.
#pragma once

#include "shared/core/CronExpression.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace socle::runtime {
class WorkerPool;
}

namespace socle::jobs {

class CronScheduler
{
public:
    struct Entry
    {
        std::string id;
        std::string expression; // macros written out
    };

    /// Jobs run on `pool`, which outlives the scheduler's last call.
    explicit CronScheduler(runtime::WorkerPool &pool);

    /// Adds a job or replaces the one of that id in its place. Any thread. Error: InvalidInput (the
    /// expression).
    Result<void> set(std::string_view id, std::string_view expression, std::function<void()> work);
    /// Unknown ids are fine.
    void remove(std::string_view id);

    /// Application jobs by id, then those whose id starts with `__pb` in the order of their
    /// registration.
    std::vector<Entry> list() const;
    /// Runs a job now, in the background. False when there is none of that id.
    bool start(std::string_view id);
    /// Starts the jobs of the minute of `now` once.
    void tick(const DateTime &now);

private:
    struct Job
    {
        std::string id;
        CronExpression expression;
        std::function<void()> work;
    };

    /// Ids that run now; shared with the running tasks, which may outlast the scheduler.
    struct Running
    {
        std::mutex mutex; // guards ids; nothing is called while it is held
        std::set<std::string, std::less<>> ids;
    };

    void launch(const Job &job);

    runtime::WorkerPool &m_pool;
    const std::shared_ptr<Running> m_running = std::make_shared<Running>();
    mutable std::mutex m_mutex; // guards what follows; Running::mutex may be taken after it
    std::vector<Job> m_jobs;
    std::int64_t m_lastMinute = -1;
};

} // namespace socle::jobs
