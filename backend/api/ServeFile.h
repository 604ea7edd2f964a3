// A file as an answer: conditional requests, one byte range, sendfile. For public files and stored
// uploads alike.
#pragma once

#include "backend/http/Response.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace socle::http {
struct Request;
}

namespace socle::api {

struct FileToServe
{
    std::filesystem::path path = {};
    std::string contentType = "application/octet-stream";
};

/// 200, 206, 304, 412 or 416 with the file's bytes, Last-Modified and Accept-Ranges. Several ranges
/// are put together in memory, beyond 8 MiB the whole file is sent instead. Error: NotFound (also for folders). I/O thread: opening a
/// local file does not count as waiting.
Result<http::Response> serveFile(const http::Request &request, const FileToServe &file);

/// Content type by the last extension of a name; "application/octet-stream" when unknown.
std::string_view contentTypeOf(std::string_view fileName);

} // namespace socle::api
