// Uploads on their way out: download with thumbnails and protection, and the token that opens
// protected files (records-api.md 7, auth-api.md 1.5).
#pragma once

#include "backend/api/Route.h"
#include "backend/files/BlobStore.h"
#include "backend/files/Thumbs.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace socle::auth {
class SessionService;
class TokenService;
} // namespace socle::auth

namespace socle::files {
class BucketFiles;
}

namespace socle::records {
class RecordStore;
}

namespace socle::runtime {
class Clock;
}

namespace socle::api {

struct FilesApiParts
{
    const records::RecordStore *records = nullptr;
    const auth::TokenService *tokens = nullptr;
    const auth::SessionService *sessions = nullptr;
    const runtime::Clock *clock = nullptr;
    runtime::WorkerPool *cpu = nullptr; // makes the thumbnails
    std::filesystem::path storage = {}; // `<dir>/storage`
    files::BucketFiles *bucket = nullptr; // what is not there may be in it
};

class FilesApi
{
public:
    /// The parts outlive the api.
    explicit FilesApi(FilesApiParts parts)
        : m_parts(std::move(parts))
        , m_thumbs(*m_parts.cpu)
    {
    }

    std::vector<Route> routes();

private:
    struct Located; // a file that the caller may have

    Reply download(const http::Request &request, const RequestScope &scope);
    Reply token(const http::Request &request, const RequestScope &scope);

    Result<Located> locate(const http::Request &request,
                           const RequestScope &scope,
                           storage::ReadTransaction &transaction) const;
    Result<void> checkAccess(const http::Request &request,
                             const RequestScope &scope,
                             storage::ReadTransaction &transaction) const;
    Reply send(const http::Request &request, Located located);
    Reply sendFromBucket(const http::Request &request, Located located);
    Reply sendStream(const http::Request &request, const Located &located, files::BlobStat about);
    Reply sendThumb(const http::Request &request, Located located);

    const FilesApiParts m_parts;
    files::Thumbs m_thumbs;
};

} // namespace socle::api
