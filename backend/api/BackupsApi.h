// Backups over HTTP as the peer has them: list, create, upload, download, delete, restore
// (admin-api.md A4). Create and restore are jobs when asked with `Prefer: respond-async`.
#pragma once

#include "backend/api/Route.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::auth {
class SessionService;
}

namespace socle::backups {
class BackupService;
}

namespace socle::jobs {
class JobBook;
}

namespace socle::api {

class BackupsApi
{
public:
    /// The references outlive the api.
    BackupsApi(backups::BackupService &backups,
               const auth::SessionService &sessions,
               jobs::JobBook &jobs)
        : m_backups(backups)
        , m_sessions(sessions)
        , m_jobs(jobs)
    {
    }

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply create(const http::Request &request, const RequestScope &scope);
    Reply upload(const http::Request &request, const RequestScope &scope);
    Reply download(const http::Request &request, const RequestScope &scope);
    Reply remove(const http::Request &request, const RequestScope &scope);
    Reply restore(const http::Request &request, const RequestScope &scope);

    Reply make(std::string name);
    Result<bool> mayDownload(const http::Request &request,
                             const RequestScope &scope,
                             storage::ReadTransaction &transaction) const;

    backups::BackupService &m_backups;
    const auth::SessionService &m_sessions;
    jobs::JobBook &m_jobs;
};

} // namespace socle::api
