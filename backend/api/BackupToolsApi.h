// What Socle adds to the peer's backups: whether they are sound, what restoring them would change,
// restoring some collections only, and all of it as jobs (socle-api.md 12). For superusers.
//
//   GET  /api/socle/backups                list envelope of {key, size, modified, check}; check is
//                                          null or {sound, checked}: the last look at this file
//   POST /api/socle/backups/{key}/verify   200 with the report of `socle backup verify --json`,
//   whose
//                                          `restoring` says what restoring it here would change
//   POST /api/socle/backups/{key}/restore  {"collections":["posts"]}: 200 with what was put back;
//                                          without collections the whole folder: 202, always a job
//
// With `Prefer: respond-async` each is a job: 202 {"job":"id"}, the answer is the job's `result`.
#pragma once

#include "backend/api/Route.h"
#include "backend/jobs/JobBook.h"

#include <string>
#include <vector>

namespace socle::backups {
class BackupService;
}

namespace socle::api {

class BackupToolsApi
{
public:
    /// The references outlive the api.
    BackupToolsApi(backups::BackupService &backups, jobs::JobBook &jobs)
        : m_backups(backups)
        , m_jobs(jobs)
    {
    }

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply verify(const http::Request &request, const RequestScope &scope);
    Reply restore(const http::Request &request, const RequestScope &scope);

    backups::BackupService &m_backups;
    jobs::JobBook &m_jobs;
};

/// A backup as a job; empty: the default name. Its result: {"key","size","entries","rows",
/// "verified"}.
jobs::JobBook::Work backupWork(backups::BackupService &service, std::string name);
/// The restore of the whole folder as a job: it ends with a new start of the server, in whose
/// folder the job is written as done.
jobs::JobBook::Work restoreWork(backups::BackupService &service, std::string key);

/// `work` on the thread of the backups; the answer comes when it is done.
Reply onBackupThread(backups::BackupService &service, UniqueFunction<Reply()> work);

} // namespace socle::api
