// Files of `<dir>/../public`, for paths outside `/api/` (design.md 10).
#pragma once

#include "backend/api/Reply.h"
#include "backend/http/Request.h"

#include <filesystem>

namespace socle::api {

class StaticFiles
{
public:
    /// `folder` empty or missing: nothing is served.
    explicit StaticFiles(std::filesystem::path folder);

    /// The file for a GET or HEAD outside /api/, `index.html` for folders and for paths that name
    /// no file; else the ordinary 404.
    Reply serve(const http::Request &request) const;

private:
    std::filesystem::path m_folder;
};

} // namespace socle::api
