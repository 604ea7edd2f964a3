// Moving all uploads into the bucket of the settings, or back into the data folder, as a job.
//
// Files are served from wherever they are while it runs: the folder is asked first, then the
// bucket. So a bucket is taken into use by switching it on and moving the files there, and left by
// moving them back, switching it off, and moving once more what was uploaded in between. Superusers
// only.
#pragma once

#include "backend/api/Route.h"
#include "backend/files/S3BlobStore.h"
#include "backend/jobs/JobBook.h"
#include "backend/schema/Settings.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace socle::api {

class FilesMoveApi
{
public:
    struct Parts
    {
        jobs::JobBook *jobs = nullptr;
        std::filesystem::path storage = {}; // `<dir>/storage`
        std::filesystem::path work = {}; // temporary files, on the same file system
        std::function<schema::SettingsPtr()> settings = {};
        std::function<std::unique_ptr<files::S3BlobStore>(const schema::S3Settings &)> bucket = {};
    };

    /// The parts outlive the api.
    explicit FilesMoveApi(Parts parts)
        : m_parts(std::move(parts))
    {
    }

    std::vector<Route> routes();

private:
    /// `{"to":"bucket"|"local","keepSource":false}` -> 202 `{"job":"id"}`. Errors: InvalidInput,
    /// Conflict (one is running).
    Reply begin(const http::Request &request, const RequestScope &scope);

    const Parts m_parts;
    /// Shared with the job, whose end may come after the api's.
    const std::shared_ptr<std::atomic<bool>> m_isRunning = std::make_shared<std::atomic<bool>>();
};

} // namespace socle::api
