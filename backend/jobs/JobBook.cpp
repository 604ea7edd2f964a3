// See JobBook.h.
#include "backend/jobs/JobBook.h"

#include "backend/runtime/Random.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/storage/Database.h"

#include <chrono>
#include <utility>

namespace socle::jobs {

namespace {

using storage::sql;

constexpr std::string_view kInterrupted = "The server was stopped before the job ended.";
constexpr std::chrono::milliseconds kTellEvery{250};
constexpr std::string_view kSelect
    = "SELECT `id`, `kind`, `state`, `done`, `total`, `message`, `error`, `result`, `created`, "
      "`updated` FROM `_jobs`";

double share(std::int64_t done, std::int64_t total)
{
    return total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0;
}

Json textOrNull(std::string_view text) { return text.empty() ? Json() : Json(text); }

Json rowJson(const storage::Row &row)
{
    const bool isDone = row.text(2) == "done";
    auto result = parseJson(row.text(7));
    return JsonObject{{"id", row.text(0)},
                      {"kind", row.text(1)},
                      {"state", row.text(2)},
                      {"progress", isDone ? 1.0 : share(row.integer(3), row.integer(4))},
                      {"done", row.integer(3)},
                      {"total", row.integer(4)},
                      {"message", row.text(5)},
                      {"error", textOrNull(row.text(6))},
                      {"result", result ? result.takeValue() : Json()},
                      {"created", row.text(8)},
                      {"updated", row.text(9)}};
}

/// The row of a job as it is now. An upsert: a quick job may end before the row of its start was
/// written, and then that one must not undo its end.
storage::SqlFragment upsert(const Json &job, std::string actor, bool isEnd)
{
    return sql("INSERT INTO `_jobs` (`id`, `kind`, `state`, `actor`, `done`, `total`, `message`, "
               "`error`, `result`, `created`, `updated`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
               "ON CONFLICT (`id`) DO "
                   + std::string(isEnd ? "UPDATE SET `state` = excluded.`state`, "
                                         "`done` = excluded.`done`, `total` = excluded.`total`, "
                                         "`message` = excluded.`message`, "
                                         "`error` = excluded.`error`, "
                                         "`result` = excluded.`result`, "
                                         "`updated` = excluded.`updated`"
                                       : "NOTHING"),
               job["id"].toText(),
               job["kind"].toText(),
               job["state"].toText(),
               std::move(actor),
               job["done"].toInt(),
               job["total"].toInt(),
               job["message"].toText(),
               job["error"].toText(),
               job["result"].dump(),
               job["created"].toText(),
               job["updated"].toText());
}

storage::Writer::Step writing(storage::SqlFragment statement)
{
    return [statement = std::move(statement)](storage::WriteTransaction &tx) -> Result<void> {
        SOCLE_TRY(tx.execute(statement));
        return {};
    };
}

} // namespace

// -- JobRun

void JobRun::progress(std::int64_t done, std::int64_t total, std::string message)
{
    const auto now = runtime::Steady::now();
    {
        const std::lock_guard lock(m_mutex);
        m_done = done;
        m_total = total;
        m_message = std::move(message);
        if (now - m_told < kTellEvery) {
            return;
        }
        m_told = now;
    }
    if (m_onProgress) {
        m_onProgress(*this);
    }
}

void JobRun::setResult(Json result)
{
    const std::lock_guard lock(m_mutex);
    m_result = std::move(result);
}

Json JobRun::forAdoption() const
{
    JsonObject job = toJson().object();
    auto actor = parseJson(m_actor);
    job.append("actor", actor ? actor.takeValue() : Json());
    return job;
}

Json JobRun::toJson() const
{
    const std::lock_guard lock(m_mutex);
    return JsonObject{{"id", m_id},
                      {"kind", m_kind},
                      {"state", m_state},
                      {"progress", m_state == "done" ? 1.0 : share(m_done, m_total)},
                      {"done", m_done},
                      {"total", m_total},
                      {"message", m_message},
                      {"error", textOrNull(m_error)},
                      {"result", m_result},
                      {"created", m_created}};
}

// -- JobBook

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
    const std::string now = m_clock.now().toString();
    const RunPtr job(new JobRun(m_random.recordId(), std::move(kind), actor.dump(), now));
    job->m_onProgress = [this](const JobRun &run) { tell(run); };
    const std::string id = job->id();
    {
        const std::lock_guard lock(m_live->mutex);
        if (m_live->isStopping) {
            return Error{.kind = ErrorKind::Unavailable, .cause = "jobs: the server ends"};
        }
        m_live->runs.emplace(id, job);
    }
    JsonObject row = job->toJson().object();
    row.set("updated", now);
    if (!m_pool.post([this, job, work = std::move(work)] { run(job, work); })) {
        const std::lock_guard lock(m_live->mutex);
        m_live->runs.erase(id);
        return Error{.kind = ErrorKind::Unavailable, .cause = "jobs: too many wait"};
    }
    m_database.writer().submit(writing(upsert(std::move(row), job->m_actor, false)),
                               [](const Result<void> &) {});
    return id;
}

void JobBook::adopt(const Json &job)
{
    JsonObject row = job.object();
    row.set("state", "done");
    row.set("done", 1);
    row.set("total", 1);
    row.set("updated", m_clock.now().toString());
    m_database.writer().submit(writing(upsert(std::move(row), job["actor"].dump(), true)),
                               [](const Result<void> &) {});
}

void JobBook::run(const RunPtr &job, const Work &work)
{
    if (job->isCancelled()) {
        finish(job, Error{.kind = ErrorKind::Cancelled});
        return;
    }
    {
        const std::lock_guard lock(job->m_mutex);
        job->m_state = "running";
    }
    tell(*job);
    finish(job, work(*job));
}

void JobBook::finish(const RunPtr &job, const Result<void> &outcome)
{
    {
        const std::lock_guard lock(job->m_mutex);
        const bool isCancelled = !outcome && outcome.error().kind == ErrorKind::Cancelled;
        if (outcome) {
            job->m_state = "done";
        } else if (isCancelled && !job->m_isInterrupted) {
            job->m_state = "cancelled";
        } else {
            job->m_state = "failed";
            job->m_error = isCancelled            ? std::string(kInterrupted)
                : outcome.error().message.empty() ? "Something went wrong."
                                                  : normalizedMessage(outcome.error().message);
        }
    }
    JsonObject row = job->toJson().object();
    row.set("updated", m_clock.now().toString());
    m_database.writer().submit(
        writing(upsert(Json(row), job->m_actor, true)),
        [live = m_live, job, listener = m_listener, end = Json(row)](const Result<void> &) {
            {
                const std::lock_guard lock(live->mutex);
                live->runs.erase(job->id());
                if (live->isStopping) {
                    return; // who would be told is being taken down
                }
            }
            if (listener) {
                listener(end);
            }
        });
}

void JobBook::tell(const JobRun &job) const
{
    if (m_listener) {
        m_listener(job.toJson());
    }
}

JobBook::RunPtr JobBook::live(std::string_view id) const
{
    const std::lock_guard lock(m_live->mutex);
    const auto found = m_live->runs.find(id);
    return found != m_live->runs.end() ? found->second : nullptr;
}

// What memory knows of a job that is under way counts more than its row; `updated` is the row's.
Json JobBook::merged(Json stored) const
{
    const std::string_view state = stored["state"].text();
    const RunPtr job
        = state == "queued" || state == "running" ? live(stored["id"].text()) : nullptr;
    if (!job) {
        return stored;
    }
    JsonObject now = job->toJson().object();
    now.set("updated", stored["updated"]);
    return now;
}

Result<std::optional<Json>> JobBook::find(storage::ReadTransaction &tx, std::string_view id) const
{
    std::optional<Json> found;
    SOCLE_TRY(tx.query(sql(std::string(kSelect) + " WHERE `id` = ?", std::string(id)),
                       [&](const storage::Row &row) {
                           found = rowJson(row);
                           return storage::Next::Stop;
                       }));
    if (found) {
        return std::optional<Json>(merged(std::move(*found)));
    }
    const RunPtr job = live(id); // taken a moment ago: its row is on the way
    return job ? std::optional<Json>(job->toJson()) : std::nullopt;
}

Result<JobBook::Page> JobBook::list(storage::ReadTransaction &tx, const Query &query) const
{
    Page page;
    const std::string where = " WHERE (? = '' OR `state` = ?) AND (? = '' OR `kind` = ?)";
    const auto total = SOCLE_TRY(tx.scalar(sql(
        "SELECT count(*) FROM `_jobs`" + where, query.state, query.state, query.kind, query.kind)));
    page.total = total ? storage::integerOf(*total) : 0;
    SOCLE_TRY(tx.query(sql(std::string(kSelect) + where
                               + " ORDER BY `created` DESC, `rowid` DESC LIMIT ? OFFSET ?",
                           query.state,
                           query.state,
                           query.kind,
                           query.kind,
                           query.count,
                           query.offset),
                       [&](const storage::Row &row) {
                           page.items.push_back(merged(rowJson(row)));
                           return storage::Next::Continue;
                       }));
    return page;
}

bool JobBook::cancel(std::string_view id)
{
    const RunPtr job = live(id);
    if (!job) {
        return false;
    }
    {
        const std::lock_guard lock(job->m_mutex);
        if (job->m_state != "queued" && job->m_state != "running") {
            return false;
        }
    }
    job->m_stop.request_stop();
    return true;
}

void JobBook::stop()
{
    std::vector<RunPtr> all;
    {
        const std::lock_guard lock(m_live->mutex);
        m_live->isStopping = true;
        for (const auto &[id, job] : m_live->runs) {
            all.push_back(job);
        }
    }
    for (const RunPtr &job : all) {
        {
            const std::lock_guard lock(job->m_mutex);
            job->m_isInterrupted = true;
        }
        job->m_stop.request_stop();
    }
}

} // namespace socle::jobs
