#include "backend/jobs/CronScheduler.h"

#include "backend/runtime/WorkerPool.h"
#include "shared/core/Text.h"

#include <algorithm>

namespace socle::jobs {

namespace {

constexpr std::int64_t kMinuteMs = 60000;
constexpr std::string_view kSystemPrefix = "__pb";

} // namespace

CronScheduler::CronScheduler(runtime::WorkerPool &pool)
    : m_pool(pool)
{
}

Result<void> CronScheduler::set(std::string_view id,
                                std::string_view expression,
                                std::function<void()> work)
{
    Job job{std::string(id), SOCLE_TRY(CronExpression::parse(expression)), std::move(work)};
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(
        m_jobs.begin(), m_jobs.end(), [id](const Job &present) { return present.id == id; });
    if (found != m_jobs.end()) {
        *found = std::move(job);
    } else {
        m_jobs.push_back(std::move(job));
    }
    return {};
}

void CronScheduler::remove(std::string_view id)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_jobs, [id](const Job &job) { return job.id == id; });
}

std::vector<CronScheduler::Entry> CronScheduler::list() const
{
    std::vector<Entry> application;
    std::vector<Entry> system;
    const std::lock_guard lock(m_mutex);
    for (const Job &job : m_jobs) {
        (startsWith(job.id, kSystemPrefix) ? system : application)
            .push_back({job.id, job.expression.text()});
    }
    std::sort(application.begin(), application.end(), [](const Entry &a, const Entry &b) {
        return a.id < b.id;
    });
    application.insert(application.end(), system.begin(), system.end());
    return application;
}

bool CronScheduler::start(std::string_view id)
{
    const std::lock_guard lock(m_mutex);
    for (const Job &job : m_jobs) {
        if (job.id == id) {
            launch(job);
            return true;
        }
    }
    return false;
}

void CronScheduler::tick(const DateTime &now)
{
    const std::int64_t minute = now.milliseconds() / kMinuteMs;
    const std::lock_guard lock(m_mutex);
    if (minute == m_lastMinute) {
        return;
    }
    const bool isFirst
        = m_lastMinute < 0; // the minute in which the program started is not run again
    m_lastMinute = minute;
    if (isFirst) {
        return;
    }
    for (const Job &job : m_jobs) {
        if (job.expression.matches(now)) {
            launch(job);
        }
    }
}

void CronScheduler::launch(const Job &job)
{
    {
        const std::lock_guard lock(m_running->mutex);
        if (!m_running->ids.insert(job.id).second) {
            return;
        }
    }

    // Takes the id out again also when the work throws or the pool refuses it.
    struct Turn
    {
        std::shared_ptr<Running> running;
        std::string id;

        ~Turn()
        {
            const std::lock_guard lock(running->mutex);
            running->ids.erase(id);
        }
    };

    auto turn = std::make_unique<Turn>(Turn{m_running, job.id});
    if (!m_pool.post([turn = std::move(turn), work = job.work] { work(); })) {
        return; // the pool is full or stops: the next minute asks again
    }
}

} // namespace socle::jobs
