// See ServeFile.h. The order of the conditions is that of RFC 9110 13.2.2.
#include "backend/api/ServeFile.h"

#include "backend/http/Request.h"
#include "shared/core/Text.h"

#include <sys/stat.h>

#include <array>
#include <charconv>
#include <ctime>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

namespace socle::api {

namespace {

struct TypeRow
{
    std::string_view extension;
    std::string_view type;
};

constexpr std::array kTypes{
    TypeRow{"html", "text/html; charset=utf-8"},
    TypeRow{"htm", "text/html; charset=utf-8"},
    TypeRow{"css", "text/css; charset=utf-8"},
    TypeRow{"js", "text/javascript; charset=utf-8"},
    TypeRow{"mjs", "text/javascript; charset=utf-8"},
    TypeRow{"json", "application/json"},
    TypeRow{"map", "application/json"},
    TypeRow{"txt", "text/plain; charset=utf-8"},
    TypeRow{"xml", "text/xml; charset=utf-8"},
    TypeRow{"svg", "image/svg+xml"},
    TypeRow{"png", "image/png"},
    TypeRow{"jpg", "image/jpeg"},
    TypeRow{"jpeg", "image/jpeg"},
    TypeRow{"gif", "image/gif"},
    TypeRow{"webp", "image/webp"},
    TypeRow{"avif", "image/avif"},
    TypeRow{"ico", "image/x-icon"},
    TypeRow{"woff", "font/woff"},
    TypeRow{"woff2", "font/woff2"},
    TypeRow{"ttf", "font/ttf"},
    TypeRow{"pdf", "application/pdf"},
    TypeRow{"wasm", "application/wasm"},
    TypeRow{"mp4", "video/mp4"},
    TypeRow{"webm", "video/webm"},
    TypeRow{"mp3", "audio/mpeg"},
    TypeRow{"zip", "application/zip"},
};

std::string dateText(std::time_t moment)
{
    std::tm parts{};
    ::gmtime_r(&moment, &parts);
    std::array<char, 40> text{};
    return {text.data(),
            std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

std::optional<std::time_t> parseDate(std::string_view text)
{
    std::tm parts{};
    const std::string zero(text);
    const char *end = ::strptime(zero.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (end == nullptr || *end != '\0') {
        return std::nullopt;
    }
    return ::timegm(&parts);
}

struct Range
{
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};

enum class RangeVerdict { Whole, Part, Unsatisfiable };

bool readNumber(std::string_view text, std::uint64_t &value)
{
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
}

RangeVerdict readRange(std::string_view header, std::uint64_t size, Range &range)
{
    if (!startsWith(header, "bytes=") || header.find(',') != std::string_view::npos) {
        return RangeVerdict::Whole;
    }
    const std::string_view spec = trimmed(header.substr(6));
    const auto dash = spec.find('-');
    if (dash == std::string_view::npos) {
        return RangeVerdict::Unsatisfiable;
    }
    std::uint64_t first = 0;
    std::uint64_t last = size == 0 ? 0 : size - 1;
    if (dash == 0) {
        std::uint64_t suffix = 0;
        if (!readNumber(spec.substr(1), suffix) || suffix == 0 || size == 0) {
            return RangeVerdict::Unsatisfiable;
        }
        first = suffix >= size ? 0 : size - suffix;
    } else {
        if (!readNumber(spec.substr(0, dash), first) || first >= size) {
            return RangeVerdict::Unsatisfiable;
        }
        std::uint64_t asked = 0;
        if (const auto end = spec.substr(dash + 1); !end.empty()) {
            if (!readNumber(end, asked) || asked < first) {
                return RangeVerdict::Unsatisfiable;
            }
            last = std::min(last, asked);
        }
    }
    range = Range{.first = first, .length = last - first + 1};
    return RangeVerdict::Part;
}

} // namespace

std::string_view contentTypeOf(std::string_view fileName)
{
    const auto dot = fileName.rfind('.');
    if (dot != std::string_view::npos) {
        const std::string extension = asciiLower(fileName.substr(dot + 1));
        for (const TypeRow &row : kTypes) {
            if (row.extension == extension) {
                return row.type;
            }
        }
    }
    return "application/octet-stream";
}

Result<http::Response> serveFile(const http::Request &request, const FileToServe &file)
{
    const int descriptor = ::open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return notFound();
    }
    http::FileBody whole(descriptor, 0, 0); // closes it on every way out

    struct stat about
    {
    };

    if (::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        return notFound();
    }
    const auto size = static_cast<std::uint64_t>(about.st_size);
    const std::string modified = dateText(about.st_mtime);
    const auto since
        = [&](std::string_view name) { return parseDate(request.headers.value(name)); };

    http::Response response;
    response.headers.add("Last-Modified", modified);
    response.headers.add("Accept-Ranges", "bytes");
    if (const auto date = since("If-Unmodified-Since"); date && about.st_mtime > *date) {
        response.status = 412;
        return response;
    }
    if (const auto date = since("If-Modified-Since"); date && about.st_mtime <= *date) {
        response.status = 304;
        return response;
    }
    Range range{.first = 0, .length = size};
    const std::string_view asked = request.headers.value("Range");
    const std::string_view ifRange = request.headers.value("If-Range");
    if (!asked.empty() && (ifRange.empty() || ifRange == modified)) {
        switch (readRange(asked, size, range)) {
        case RangeVerdict::Whole:
            break;
        case RangeVerdict::Part:
            response.status = 206;
            response.headers.add("Content-Range",
                                 "bytes " + std::to_string(range.first) + "-"
                                     + std::to_string(range.first + range.length - 1) + "/"
                                     + std::to_string(size));
            break;
        case RangeVerdict::Unsatisfiable:
            response.status = 416;
            response.headers.add("Content-Range", "bytes */" + std::to_string(size));
            response.headers.add("Content-Type", "text/plain; charset=utf-8");
            response.body = "invalid range: failed to overlap\n";
            return response;
        }
    }
    response.headers.add("Content-Type", file.contentType);
    response.file.emplace(::dup(descriptor), range.first, range.length);
    return response;
}

} // namespace socle::api
