#include "backend/files/S3BlobStore.h"

#include "backend/outbound/HttpClient.h"
#include "backend/runtime/Random.h"
#include "shared/core/Text.h"

#include <charconv>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <optional>
#include <system_error>

namespace socle::files {

namespace fs = std::filesystem;

namespace {

using outbound::HttpRequest;
using outbound::Outcome;

constexpr std::string_view kOriginalName = "x-amz-meta-original-filename";
constexpr std::chrono::hours kLongest{12}; // of one transfer; silence ends it much earlier
constexpr std::uint64_t kAnySize = std::uint64_t{1} << 62U;

// Everything but unreserved characters is escaped, as the signature wants it; `/` stays in paths.
std::string escaped(std::string_view text, bool keepsSlash)
{
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~'
            || (keepsSlash && c == '/');
        if (isPlain) {
            out += c;
        } else {
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        }
    }
    return out;
}

// Content of the first `<tag>` at or after `from`, which moves behind it.
std::optional<std::string_view> element(std::string_view xml,
                                        std::string_view tag,
                                        std::size_t &from)
{
    const std::string open = "<" + std::string(tag) + ">";
    const std::string close = "</" + std::string(tag) + ">";
    const auto start = xml.find(open, from);
    const auto end = start == std::string_view::npos ? start : xml.find(close, start);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    from = end + close.size();
    return xml.substr(start + open.size(), end - start - open.size());
}

std::string textOf(std::string_view xml, std::string_view tag)
{
    std::size_t from = 0;
    return std::string(element(xml, tag, from).value_or(std::string_view()));
}

std::string decoded(const std::string &text)
{
    std::string out;
    return percentDecode(text, true, out) ? out : text;
}

// The service's own words when it gave some, else what happened on the way.
Error failure(std::string_view key, const Outcome &outcome)
{
    const auto &response = outcome.response;
    std::string message = "[key: " + std::string(key) + "] ";
    if (!outcome.ok()) {
        message += outcome.message;
    } else {
        const std::string code = textOf(response.body, "Code");
        const std::string words = textOf(response.body, "Message");
        message += std::to_string(response.status) + " "
            + (code.empty() ? std::string("S3 error") : code);
        message += words.empty() ? std::string() : ": " + words;
    }
    const bool isMissing = outcome.ok() && response.status == 404;
    return Error{.kind = isMissing ? ErrorKind::NotFound : ErrorKind::Unavailable,
                 .message = std::move(message)};
}

bool isFine(const Outcome &outcome)
{
    return outcome.ok() && outcome.response.status >= 200 && outcome.response.status < 300;
}

} // namespace

std::string S3BlobStore::urlOf(std::string_view key, std::string_view query) const
{
    std::string base = m_options.endpoint;
    if (base.find("://") == std::string::npos) {
        base = "https://" + base;
    }
    while (endsWith(base, "/")) {
        base.pop_back();
    }
    if (m_options.forcePathStyle) {
        base += "/" + escaped(m_options.bucket, false);
    } else {
        base.insert(base.find("://") + 3, m_options.bucket + ".");
    }
    base += "/" + escaped(key, true);
    return query.empty() ? base : base + "?" + std::string(query);
}

HttpRequest S3BlobStore::request(std::string method, std::string url) const
{
    HttpRequest request;
    request.method = std::move(method);
    request.url = std::move(url);
    request.totalTimeout = kLongest;
    request.allowHttp = true;
    request.allowPrivate = true;
    request.signing = outbound::AwsSigning{.accessKey = m_options.accessKey,
                                           .secret = m_options.secret,
                                           .region = m_options.region,
                                           .service = "s3"};
    request.headers = {{"x-amz-content-sha256", "UNSIGNED-PAYLOAD"}};
    return request;
}

Result<std::vector<BlobInfo>> S3BlobStore::list(std::string_view prefix)
{
    std::vector<BlobInfo> found;
    std::string continuation;
    do {
        // In the order of their names, as the signature wants them.
        std::string query = continuation.empty()
            ? std::string()
            : "continuation-token=" + escaped(continuation, false) + "&";
        query += "encoding-type=url&list-type=2&prefix=" + escaped(prefix, false);
        const Outcome outcome = m_http.sendAndWait(request("GET", urlOf("", query)));
        if (!isFine(outcome)) {
            return failure(prefix, outcome);
        }
        const std::string_view xml = outcome.response.body;
        std::size_t from = 0;
        while (const auto item = element(xml, "Contents", from)) {
            const std::string size = textOf(*item, "Size");
            BlobInfo info{.key = decoded(textOf(*item, "Key"))};
            std::from_chars(size.data(), size.data() + size.size(), info.size);
            info.modified = DateTime::parse(textOf(*item, "LastModified")).value_or(DateTime());
            found.push_back(std::move(info));
        }
        continuation = textOf(xml, "IsTruncated") == "true" ? textOf(xml, "NextContinuationToken")
                                                            : std::string();
    } while (!continuation.empty());
    return found;
}

Result<bool> S3BlobStore::exists(std::string_view key)
{
    if (!isBlobKey(key)) {
        return false;
    }
    const Outcome outcome = m_http.sendAndWait(request("HEAD", urlOf(key)));
    if (outcome.ok() && outcome.response.status == 404) {
        return false;
    }
    return isFine(outcome) ? Result<bool>(true) : Result<bool>(failure(key, outcome));
}

Result<void> S3BlobStore::take(std::string_view key, const fs::path &source, const BlobMeta &meta)
{
    if (!isBlobKey(key)) {
        return invalidInput("invalid key " + std::string(key));
    }
    HttpRequest upload = request("PUT", urlOf(key));
    upload.bodyFile = source;
    upload.headers.emplace_back("Content-Type", meta.contentType);
    if (!meta.originalName.empty()) {
        upload.headers.emplace_back(kOriginalName, escaped(meta.originalName, false));
    }
    const Outcome outcome = m_http.sendAndWait(std::move(upload));
    if (!isFine(outcome)) {
        return failure(key, outcome);
    }
    std::error_code ignored;
    fs::remove(source, ignored);
    return {};
}

Result<LocalBlob> S3BlobStore::fetch(std::string_view key)
{
    if (!isBlobKey(key)) {
        return notFound();
    }
    std::error_code problem;
    fs::create_directories(m_options.workFolder, problem);
    LocalBlob blob(m_options.workFolder / ("s3_" + runtime::systemRandom().recordId()),
                   {},
                   LocalBlob::Ownership::Copy);
    std::ofstream out(blob.path(), std::ios::binary | std::ios::trunc);
    HttpRequest download = request("GET", urlOf(key));
    download.maxBytes = kAnySize;

    std::mutex mutex;
    std::condition_variable finished;
    std::optional<Outcome> outcome;
    std::string refusal; // the body of an answer that is no blob
    int status = 0;
    m_http.send(std::move(download),
                [&](Outcome result) {
                    const std::lock_guard lock(mutex);
                    outcome = std::move(result);
                    finished.notify_one();
                },
                {.onHead =
                     [&](const outbound::HttpResponse &head) {
                         status = head.status;
                         return true;
                     },
                 .onData =
                     [&](std::string_view piece) {
                         if (status == 200) {
                             out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
                             return static_cast<bool>(out);
                         }
                         refusal.append(piece.substr(0, 4096));
                         return true;
                     }});
    std::unique_lock lock(mutex);
    finished.wait(lock, [&] { return outcome.has_value(); });
    out.close();
    if (!isFine(*outcome)) {
        outcome->response.body = refusal;
        return failure(key, *outcome);
    }
    if (!out) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "cannot write " + blob.path().string()};
    }
    BlobMeta meta{.contentType = std::string(outcome->response.header("Content-Type")),
                  .originalName = decoded(std::string(outcome->response.header(kOriginalName)))};
    return LocalBlob(blob.release(), std::move(meta), LocalBlob::Ownership::Copy);
}

Result<void> S3BlobStore::remove(std::string_view key)
{
    // The protocol answers 204 for what is not there, too; whoever deletes wants to know.
    if (!SOCLE_TRY(exists(key))) {
        return notFound("[key: " + std::string(key) + "] 404 NoSuchKey");
    }
    const Outcome outcome = m_http.sendAndWait(request("DELETE", urlOf(key)));
    return isFine(outcome) ? Result<void>() : Result<void>(failure(key, outcome));
}

Result<void> S3BlobStore::removeBelow(std::string_view prefix)
{
    const auto all = SOCLE_TRY(list(prefix));
    for (const BlobInfo &blob : all) {
        const Outcome outcome = m_http.sendAndWait(request("DELETE", urlOf(blob.key)));
        if (!isFine(outcome)) {
            return failure(blob.key, outcome);
        }
    }
    return {};
}

} // namespace socle::files
