// What the server does by itself while it serves: jobs at fixed times and backups (admin-api.md
// A4.3, A5.1).
#pragma once

#include "backend/backups/BackupService.h"
#include "backend/jobs/CronScheduler.h"
#include "backend/mail/Message.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/WorkerPool.h"

#include <functional>
#include <string>

namespace socle::api {
class RateLimiter;
}

namespace socle::observability {
class Log;
class LogStore;
} // namespace socle::observability

namespace socle::outbound {
class HttpClient;
}

namespace socle::app {

class Engine;

class Upkeep
{
public:
    /// The references outlive the object, except that stop() must come before the end of `http`.
    Upkeep(Engine &engine,
           observability::Log &log,
           observability::LogStore &logs,
           api::RateLimiter &rateLimiter,
           outbound::HttpClient &http);
    ~Upkeep();

    /// What a restore that was decided calls, on a thread of ours. Before the server starts.
    void onRestart(std::function<void()> restart) { m_restart = std::move(restart); }

    /// How a mail leaves. Before the server starts.
    void onMail(std::function<void(mail::Message)> send) { m_send = std::move(send); }

    /// Clearing up that belongs to others; runs once an hour on a thread of ours. Before the server
    /// starts.
    void onPrune(std::function<void()> prune) { m_pruneMore = std::move(prune); }

    /// Once a second or so: starts what is due.
    void tick();
    /// Ends backups and jobs; nothing runs afterwards. Idempotent.
    void stop();

private:
    /// The parts of `backups`, with this program as the one who hears of its work.
    backups::BackupParts backupParts(Engine &engine,
                                     observability::Log &log,
                                     outbound::HttpClient &http);
    void registerSystemJobs(observability::LogStore &logs, api::RateLimiter &rateLimiter);
    /// Keeps `__pbAutoBackup__` in step with the settings.
    void scheduleBackups();
    /// A mail to every superuser: a backup that nobody watched failed.
    void alertSuperusers(const Error &error);
    void expire(std::string_view table, bool isMfa);

    Engine &m_engine;
    observability::Log &m_log;
    std::function<void()> m_restart;
    std::function<void(mail::Message)> m_send;
    std::function<void()> m_pruneMore;
    std::string m_backupCron; // guarded by m_cronMutex
    std::mutex m_cronMutex;
    runtime::Steady::time_point m_nextPrune = {}; // of tick()'s thread
    runtime::WorkerPool m_jobs;

public:
    jobs::CronScheduler crons;
    backups::BackupService backups;
};

} // namespace socle::app
