// See ServeFile.h. The order of the conditions is that of RFC 9110 13.2.2.
#include "backend/api/ServeFile.h"

#include "backend/http/Request.h"
#include "backend/runtime/Random.h"
#include "shared/core/Text.h"

#include <sys/stat.h>

#include <array>
#include <charconv>
#include <ctime>
#include <fcntl.h>
#include <optional>
#include <unistd.h>
#include <vector>

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

using Range = ByteRange;

enum class RangeVerdict { Whole, Part, Unsatisfiable, Malformed };

// More than this is answered with the whole file.
constexpr std::size_t kMaxRanges = 64;
constexpr std::size_t kBoundaryLength = 60;
constexpr std::uint64_t kMaxMultipartBytes = 8388608;

bool readNumber(std::string_view text, std::uint64_t &value)
{
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
}

RangeVerdict readRange(std::string_view spec, std::uint64_t size, Range &range)
{
    const auto dash = spec.find('-');
    if (dash == std::string_view::npos) {
        return RangeVerdict::Malformed;
    }
    std::uint64_t first = 0;
    std::uint64_t last = size == 0 ? 0 : size - 1;
    if (dash == 0) {
        std::uint64_t suffix = 0;
        if (!readNumber(spec.substr(1), suffix)) {
            return RangeVerdict::Malformed;
        }
        if (suffix == 0 || size == 0) {
            return RangeVerdict::Unsatisfiable;
        }
        first = suffix >= size ? 0 : size - suffix;
    } else {
        if (!readNumber(trimmed(spec.substr(0, dash)), first)) {
            return RangeVerdict::Malformed;
        }
        if (first >= size) {
            return RangeVerdict::Unsatisfiable;
        }
        std::uint64_t asked = 0;
        if (const auto end = trimmed(spec.substr(dash + 1)); !end.empty()) {
            if (!readNumber(end, asked) || asked < first) {
                return RangeVerdict::Malformed;
            }
            last = std::min(last, asked);
        }
    }
    range = Range{.first = first, .length = last - first + 1};
    return RangeVerdict::Part;
}

/// All ranges of the header; those beyond the end are left out when others remain.
RangeVerdict readRanges(std::string_view header, std::uint64_t size, std::vector<Range> &ranges)
{
    if (header.empty()) {
        return RangeVerdict::Whole;
    }
    if (!startsWith(header, "bytes=")) {
        return RangeVerdict::Malformed;
    }
    std::uint64_t total = 0;
    bool isAsked = false; // "bytes=" asks for nothing in particular
    for (const std::string &spec : split(header.substr(6), ',')) {
        if (trimmed(spec).empty()) {
            continue;
        }
        isAsked = true;
        Range range;
        const RangeVerdict verdict = readRange(trimmed(spec), size, range);
        if (verdict == RangeVerdict::Malformed) {
            return verdict;
        }
        if (verdict == RangeVerdict::Part) {
            ranges.push_back(range);
            total += range.length;
        }
        if (ranges.size() > kMaxRanges) {
            return RangeVerdict::Whole;
        }
    }
    if (ranges.empty()) {
        return isAsked ? RangeVerdict::Unsatisfiable : RangeVerdict::Whole;
    }
    const bool isTooMuch = total > size || (ranges.size() > 1 && total > kMaxMultipartBytes);
    return isTooMuch ? RangeVerdict::Whole : RangeVerdict::Part;
}

std::string contentRange(const Range &range, std::uint64_t size)
{
    return "bytes " + std::to_string(range.first) + "-"
        + std::to_string(range.first + range.length - 1) + "/" + std::to_string(size);
}

/// The parts of a multipart/byteranges answer. Error: NotFound when the file shrank meanwhile.
Result<std::string> readParts(int descriptor,
                              std::uint64_t size,
                              const std::vector<Range> &ranges,
                              std::string_view contentType,
                              const std::string &boundary)
{
    std::string body;
    for (const Range &range : ranges) {
        body += (body.empty() ? "--" : "\r\n--") + boundary
            + "\r\nContent-Range: " + contentRange(range, size) + "\r\nContent-Type: ";
        body.append(contentType).append("\r\n\r\n");
        const std::size_t start = body.size();
        body.resize(start + range.length);
        const auto got = ::pread(
            descriptor, body.data() + start, range.length, static_cast<off_t>(range.first));
        if (got != static_cast<ssize_t>(range.length)) {
            return notFound();
        }
    }
    return body + "\r\n--" + boundary + "--\r\n";
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

FilePlan planFile(const http::Request &request,
                  std::uint64_t size,
                  std::int64_t modified,
                  std::string_view contentType)
{
    const std::string modifiedText = dateText(modified);
    const auto since
        = [&](std::string_view name) { return parseDate(request.headers.value(name)); };

    FilePlan plan;
    http::Response &response = plan.response;
    response.headers.add("Last-Modified", modifiedText);
    response.headers.add("Accept-Ranges", "bytes");
    if (const auto date = since("If-Unmodified-Since"); date && modified > *date) {
        response.status = 412;
        return plan;
    }
    if (const auto date = since("If-Modified-Since"); date && modified <= *date) {
        response.status = 304;
        return plan;
    }
    const std::string_view asked = request.headers.value("Range");
    const std::string_view ifRange = request.headers.value("If-Range");
    std::vector<Range> ranges;
    const RangeVerdict verdict = !asked.empty() && (ifRange.empty() || ifRange == modifiedText)
        ? readRanges(asked, size, ranges)
        : RangeVerdict::Whole;
    switch (verdict) {
    case RangeVerdict::Whole:
        plan.ranges = {{.first = 0, .length = size}};
        break;
    case RangeVerdict::Part:
        response.status = 206;
        plan.ranges = std::move(ranges);
        if (plan.ranges.size() > 1) {
            return plan; // each part says its type and range
        }
        response.headers.add("Content-Range", contentRange(plan.ranges.front(), size));
        break;
    case RangeVerdict::Unsatisfiable:
    case RangeVerdict::Malformed:
        response.status = 416;
        response.headers.add("Content-Type", "text/plain; charset=utf-8");
        if (verdict == RangeVerdict::Malformed) {
            response.body = "invalid range\n";
            return plan;
        }
        response.headers.add("Content-Range", "bytes */" + std::to_string(size));
        response.body = "invalid range: failed to overlap\n";
        return plan;
    }
    response.headers.add("Content-Type", contentType);
    return plan;
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
    FilePlan plan = planFile(request, size, about.st_mtime, file.contentType);
    http::Response &response = plan.response;
    if (plan.ranges.size() > 1) {
        const std::string boundary
            = runtime::systemRandom().fromAlphabet(runtime::kLowerAlphanumeric, kBoundaryLength);
        response.body
            = SOCLE_TRY(readParts(descriptor, size, plan.ranges, file.contentType, boundary));
        response.headers.add("Content-Type", "multipart/byteranges; boundary=" + boundary);
    } else if (!plan.ranges.empty()) {
        const Range &range = plan.ranges.front();
        response.file.emplace(::dup(descriptor), range.first, range.length);
    }
    return std::move(plan.response);
}

} // namespace socle::api
