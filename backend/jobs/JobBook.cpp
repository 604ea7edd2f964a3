// See JobBook.h.
#include "backend/jobs/JobBook.h"

#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/storage/Database.h"

#include <utility>

namespace socle::jobs {

namespace {

using storage::sql;

constexpr std::string_view kInterrupted = "The server was stopped before the job ended.";

double share(std::int64_t done, std::int64_t total)
{
    return total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0;
}

} // namespace

void JobRun::progress(std::int64_t done, std::int64_t total, std::string message)
{
    const std::lock_guard lock(m_mutex);
    m_done = done;
    m_total = total;
    m_message = std::move(message);
}

JobBook::JobBook(storage::Database &database,
                 const runtime::Clock &clock,
                 runtime::Random &random,
                 runtime::WorkerPool &pool)
    : m_database(database)
    , m_clock(clock)
    , m_random(random)
    , m_pool(pool)
{
}

Result<void> JobBook::open()
{
    return m_database.runExclusive([this](storage::WriteTransaction &tx) -> Result<void> {
        SOCLE_TRY(
            tx.execute(sql("UPDATE `_jobs` SET `state` = 'failed', `error` = ?, `updated` = ? "
                           "WHERE `state` IN ('queued', 'running')",
                           std::string(kInterrupted),
                           m_clock.now().toString())));
        return {};
    });
}

Result<std::string> JobBook::start(std::string kind, Json actor, Work work)
{
    const std::string id = m_random.recordId();
    auto job = std::make_shared<JobRun>();
    {
        const std::lock_guard lock(m_live->mutex);
        m_live->runs.emplace(id, job);
    }
    const bool isTaken
        = m_pool.post([this, id, job, work = std::move(work)] { run(id, job, work); });
    if (!isTaken) {
        const std::lock_guard lock(m_live->mutex);
        m_live->runs.erase(id);
        return Error{.kind = ErrorKind::Unavailable, .cause = "jobs: too many wait"};
    }
    const std::string now = m_clock.now().toString();
    // Writes are in order: this row is there before finish() updates it.
    m_database.writer().submit(
        [insert = sql("INSERT INTO `_jobs` (`id`, `kind`, `state`, `actor`, `done`, `total`, "
                      "`message`, `error`, `created`, `updated`) VALUES (?, ?, 'running', ?, 0, 0, "
                      "'', '', ?, ?) ON CONFLICT (`id`) DO UPDATE SET `kind` = excluded.`kind`, "
                      "`actor` = excluded.`actor`, `created` = excluded.`created`",
                      id,
                      std::move(kind),
                      actor.dump(),
                      now,
                      now)](storage::WriteTransaction &tx) -> Result<void> {
            SOCLE_TRY(tx.execute(insert));
            return {};
        },
        [](const Result<void> &) {});
    return id;
}

void JobBook::run(const std::string &id, const RunPtr &job, const Work &work)
{
    if (job->isCancelled()) {
        finish(id, job, Error{.kind = ErrorKind::Cancelled});
        return;
    }
    {
        const std::lock_guard lock(job->m_mutex);
        job->m_state = "running";
    }
    finish(id, job, work(*job));
}

void JobBook::finish(const std::string &id, const RunPtr &job, const Result<void> &outcome)
{
    const bool isCancelled = !outcome && outcome.error().kind == ErrorKind::Cancelled;
    std::string error;
    if (!outcome && !isCancelled) {
        error = normalizedMessage(outcome.error().message.empty() ? "Something went wrong"
                                                                  : outcome.error().message);
    }
    storage::SqlFragment update;
    {
        const std::lock_guard lock(job->m_mutex);
        job->m_state = outcome ? "done" : isCancelled ? "cancelled" : "failed";
        const std::string now = m_clock.now().toString();
        // An upsert: a quick job may end before the row of its start was written.
        update = sql("INSERT INTO `_jobs` (`id`, `kind`, `state`, `done`, `total`, `message`, "
                     "`error`, `created`, `updated`) VALUES (?, '', ?, ?, ?, ?, ?, ?, ?) "
                     "ON CONFLICT (`id`) DO UPDATE SET `state` = excluded.`state`, "
                     "`done` = excluded.`done`, `total` = excluded.`total`, "
                     "`message` = excluded.`message`, `error` = excluded.`error`, "
                     "`updated` = excluded.`updated`",
                     id,
                     job->m_state,
                     job->m_done,
                     job->m_total,
                     job->m_message,
                     std::move(error),
                     now,
                     now);
    }
    m_database.writer().submit(
        [update = std::move(update)](storage::WriteTransaction &tx) -> Result<void> {
            SOCLE_TRY(tx.execute(update));
            return {};
        },
        [live = m_live, id](const Result<void> &) {
            const std::lock_guard lock(live->mutex);
            live->runs.erase(id);
        });
}

JobBook::RunPtr JobBook::live(std::string_view id) const
{
    const std::lock_guard lock(m_live->mutex);
    const auto found = m_live->runs.find(id);
    return found != m_live->runs.end() ? found->second : nullptr;
}

Result<std::optional<Json>> JobBook::find(storage::ReadTransaction &tx, std::string_view id) const
{
    std::optional<JsonObject> found;
    SOCLE_TRY(tx.query(sql("SELECT `kind`, `state`, `done`, `total`, `message`, `error`, `created` "
                           "FROM `_jobs` WHERE `id` = ?",
                           std::string(id)),
                       [&](const storage::Row &row) {
                           const bool isDone = row.text(1) == "done";
                           found = JsonObject{
                               {"id", id},
                               {"kind", row.text(0)},
                               {"state", row.text(1)},
                               {"progress", isDone ? 1.0 : share(row.integer(2), row.integer(3))},
                               {"done", row.integer(2)},
                               {"total", row.integer(3)},
                               {"message", row.text(4)},
                               {"error", row.text(5).empty() ? Json() : Json(row.text(5))},
                               {"created", row.text(6)}};
                           return storage::Next::Stop;
                       }));
    const RunPtr job = live(id);
    if (!job) {
        return found ? std::optional<Json>(std::move(*found)) : std::nullopt;
    }
    if (!found) {
        found = JsonObject{{"id", id}, {"kind", ""}};
    }
    const std::lock_guard lock(job->m_mutex);
    if (found->contains("state") && (*found)["state"].text() != "running") {
        return std::optional<Json>(std::move(*found)); // its end is written already
    }
    found->set("state", job->m_state);
    found->set("progress", share(job->m_done, job->m_total));
    found->set("done", job->m_done);
    found->set("total", job->m_total);
    found->set("message", job->m_message);
    found->set("error", Json());
    return std::optional<Json>(std::move(*found));
}

bool JobBook::cancel(std::string_view id)
{
    const RunPtr job = live(id);
    if (!job) {
        return false;
    }
    const std::lock_guard lock(job->m_mutex);
    const bool isOpen = job->m_state == "queued" || job->m_state == "running";
    job->m_isCancelled = isOpen;
    return isOpen;
}

} // namespace socle::jobs
