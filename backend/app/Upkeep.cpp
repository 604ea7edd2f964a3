#include "backend/app/Upkeep.h"

#include "backend/api/RateLimiter.h"
#include "backend/app/NamedServices.h"
#include "backend/app/Wiring.h"
#include "backend/observability/Log.h"
#include "backend/observability/LogStore.h"
#include "backend/storage/Dialect.h"
#include "shared/core/Text.h"

#include <utility>

namespace socle::app {

namespace {

using storage::Maintenance;

constexpr std::chrono::hours kPruneInterval{1};
constexpr std::string_view kAutoBackup = "__pbAutoBackup__";

std::string causeOf(const Error &error)
{
    return error.message.empty() || error.cause.empty() ? error.message + error.cause
                                                        : error.message + " " + error.cause;
}

} // namespace

backups::BackupParts Upkeep::backupParts(Engine &engine,
                                         observability::Log &log,
                                         outbound::HttpClient &http)
{
    backups::BackupParts parts = backupPartsOf(engine, http);
    parts.report = [&log](std::string_view what, const Error &error) {
        log.error(std::string(what) + " failed", {{"cause", Json(causeOf(error))}});
    };
    parts.made = [&log](const std::string &name, const backups::PackedFacts &facts) {
        log.info(facts.isVerified ? "backup: made and verified" : "backup: made, not verified",
                 {{"name", Json(name)},
                  {"bytes", Json(static_cast<std::int64_t>(facts.bytes))},
                  {"entries", Json(facts.entries)},
                  {"rows", Json(facts.rows)}});
    };
    parts.restart = [this] {
        if (m_restart) {
            m_restart();
        }
    };
    return parts;
}

Upkeep::Upkeep(Engine &engine,
               observability::Log &log,
               observability::LogStore &logs,
               api::RateLimiter &rateLimiter,
               outbound::HttpClient &http)
    : m_engine(engine)
    , m_log(log)
    , m_jobs({.name = "jobs", .threads = 1})
    , crons(m_jobs)
    , backups(backupParts(engine, log, http))
{
    registerSystemJobs(logs, rateLimiter);
    scheduleBackups();
    engine.settings.addListener(
        [this](const schema::Settings &, const schema::Settings &) { scheduleBackups(); });
}

Upkeep::~Upkeep() { stop(); }

void Upkeep::stop()
{
    backups.stop();
    m_jobs.stop({});
}

void Upkeep::tick()
{
    crons.tick(m_engine.clock.now());
    const auto now = m_engine.clock.steadyNow();
    if (now < m_nextPrune) {
        return;
    }
    // Not a cron job: the list of those is the peer's.
    m_nextPrune = now + kPruneInterval;
    const bool isTaken = m_jobs.post([this] {
        if (m_pruneMore) {
            m_pruneMore();
        }
        if (const auto done = m_engine.prune(); !done) {
            m_log.error("upkeep: old rows could not be deleted",
                        {{"cause", Json(causeOf(done.error()))}});
        }
    });
    if (!isTaken) {
        m_log.warn("upkeep: put off for an hour, the queue is full");
    }
}

// In the peer's order, which the list of jobs shows.
void Upkeep::registerSystemJobs(observability::LogStore &logs, api::RateLimiter &rateLimiter)
{
    const auto add
        = [this](std::string_view id, std::string_view expression, std::function<void()> work) {
              discard(crons.set(id, expression, std::move(work)), "the expressions are our own");
          };
    add("__pbDBOptimize__", "0 0 * * *", [this] {
        for (storage::Database *database : {m_engine.database.get(), m_engine.auxiliary.get()}) {
            database->writer().maintain(Maintenance::CheckpointTruncate,
                                        [](const Result<void> &) {});
            database->writer().maintain(Maintenance::Optimize, [](const Result<void> &) {});
        }
    });
    add("__pbMFACleanup__", "0 * * * *", [this] { expire("_mfas", true); });
    add("__pbOTPCleanup__", "0 * * * *", [this] { expire("_otps", false); });
    add("__pbLogsCleanup__", "0 */6 * * *", [this, &logs] {
        const auto maxDays = static_cast<int>(m_engine.settings.settings()->logs.maxDays);
        if (const auto deleted = logs.deleteOld(m_engine.clock.now(), maxDays); !deleted) {
            m_log.error("logs: old rows could not be deleted",
                        {{"cause", Json(causeOf(deleted.error()))}});
        }
    });
    if (m_engine.settings.settings()->rateLimits.enabled) {
        add("__pbRateLimitersCleanup__", "2 * * * *", [&rateLimiter] { rateLimiter.cleanUp(); });
    }
    m_engine.settings.addListener(
        [add, &rateLimiter](const schema::Settings &, const schema::Settings &after) {
            if (after.rateLimits.enabled) {
                add("__pbRateLimitersCleanup__", "2 * * * *", [&rateLimiter] {
                    rateLimiter.cleanUp();
                });
            }
        });
    crons.start("__pbLogsCleanup__"); // as the peer does when it loads the settings
}

// Rows of one-time passwords and unfinished sign-ins live as long as their collection says.
void Upkeep::expire(std::string_view table, bool isMfa)
{
    std::vector<storage::SqlFragment> deletions;
    for (const schema::CollectionPtr &collection : m_engine.schema.catalogue()->all()) {
        if (collection->isAuth()) {
            const std::int64_t seconds
                = isMfa ? collection->auth.mfaDuration : collection->auth.otpDuration;
            const DateTime oldest(m_engine.clock.now().milliseconds() - seconds * 1000);
            deletions.push_back(storage::sql("DELETE FROM "
                                                 + m_engine.database->dialect().identifier(table)
                                                 + " WHERE `collectionRef` = ? AND `created` < ?",
                                             collection->id,
                                             oldest.toString()));
        }
    }
    m_engine.database->writer().submit(
        [deletions = std::move(deletions)](storage::WriteTransaction &tx) -> Result<void> {
            for (const storage::SqlFragment &deletion : deletions) {
                SOCLE_TRY(tx.execute(deletion));
            }
            return {};
        },
        [this](const Result<void> &done) {
            if (!done) {
                m_log.error("jobs: expired codes could not be deleted",
                            {{"cause", Json(causeOf(done.error()))}});
            }
        });
}

void Upkeep::alertSuperusers(const Error &error)
{
    if (!m_send) {
        return;
    }
    std::vector<std::string> addresses;
    const auto read = m_engine.database->read([&](storage::ReadTransaction &tx) {
        return tx.query(storage::sql("SELECT `email` FROM `_superusers`"),
                        [&](const storage::Row &row) {
                            addresses.emplace_back(row.text(0));
                            return storage::Next::Continue;
                        });
    });
    discard(read, "the log has the failure already");
    const auto settings = m_engine.settings.settings();
    std::string cause = replaceAll(causeOf(error), "&", "&amp;");
    cause = replaceAll(std::move(cause), "<", "&lt;");
    for (const std::string &address : addresses) {
        m_send({.senderName = settings->meta.senderName,
                .senderAddress = settings->meta.senderAddress,
                .to = address,
                .subject = "[" + settings->meta.appName + " system alert] Autobackup failure",
                .html = "<p>The automatic backup failed:</p>\n<pre>" + cause + "</pre>",
                .kind = "autobackup-failure"});
    }
}

void Upkeep::scheduleBackups()
{
    const std::string cron = m_engine.settings.settings()->backups.cron;
    const std::lock_guard lock(m_cronMutex);
    if (cron == m_backupCron) {
        return;
    }
    m_backupCron = cron;
    if (cron.empty()) {
        crons.remove(kAutoBackup);
        return;
    }
    const auto made = crons.set(kAutoBackup, cron, [this] {
        if (const auto done = backups.createAutomatic(); !done) {
            m_log.error("backup: the automatic backup failed",
                        {{"cause", Json(causeOf(done.error()))}});
            alertSuperusers(done.error());
        }
    });
    if (!made) {
        m_log.error("backup: the schedule cannot be read", {{"cause", Json(made.error().message)}});
    }
}

} // namespace socle::app
