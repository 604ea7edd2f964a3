// A file as an answer: conditional requests, one byte range, sendfile. For public files and stored
// uploads alike.
#pragma once

#include "backend/http/Response.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace socle::http {
struct Request;
}

namespace socle::api {

struct FileToServe
{
    std::filesystem::path path = {};
    std::string contentType = "application/octet-stream";
};

struct ByteRange
{
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};

/// How a request for a file is answered: the head, and which bytes follow. No range: the response
/// is finished. One: those bytes, which may be none. Several: parts of a multipart/byteranges body.
struct FilePlan
{
    http::Response response = {};
    std::vector<ByteRange> ranges = {};
};

/// `modified` in seconds since 1970.
FilePlan planFile(const http::Request &request,
                  std::uint64_t size,
                  std::int64_t modified,
                  std::string_view contentType);

/// 200, 206, 304, 412 or 416 with the file's bytes, Last-Modified and Accept-Ranges. Several ranges
/// are put together in memory, beyond 8 MiB the whole file is sent instead. Error: NotFound (also
/// for folders). I/O thread: opening a local file does not count as waiting.
Result<http::Response> serveFile(const http::Request &request, const FileToServe &file);

/// Content type by the last extension of a name; "application/octet-stream" when unknown.
std::string_view contentTypeOf(std::string_view fileName);

} // namespace socle::api
