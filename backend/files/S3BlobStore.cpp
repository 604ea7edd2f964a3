#include "backend/files/S3BlobStore.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/files/S3Wire.h"
#include "backend/runtime/Random.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <condition_variable>
#include <ctime>
#include <fstream>
#include <mutex>
#include <optional>
#include <system_error>

namespace socle::files {

namespace fs = std::filesystem;

namespace {

using outbound::HttpRequest;
using outbound::Outcome;
using s3::Slash;

constexpr std::string_view kOriginalName = "x-amz-meta-original-filename";
constexpr std::chrono::hours kLongest{12}; // of one transfer; silence ends it much earlier
constexpr int kTries = 3;
constexpr std::uint64_t kAnySize = std::uint64_t{1} << 62U;
constexpr std::size_t kKeptRefusal = 4096; // of the body of an answer that is no blob
constexpr std::size_t kRemovedAtOnce = 1000; // as many as the protocol allows

Error noSuchKey(std::string_view key)
{
    return notFound("[key: " + std::string(key) + "] 404 NoSuchKey");
}

// HTTP dates and those of lists: "Wed, 21 Oct 2015 07:28:00 GMT".
DateTime dateOf(std::string_view httpDate)
{
    std::tm parts{};
    const std::string text(httpDate);
    return ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts) == nullptr
        ? DateTime()
        : DateTime(static_cast<std::int64_t>(::timegm(&parts)) * 1000);
}

// A streamed answer: the blob's bytes go to `take`, the words of a refusal are kept.
outbound::StreamSink sinkFor(std::shared_ptr<std::string> refusal,
                             UniqueFunction<bool(std::string_view)> take,
                             UniqueFunction<bool()> hasRoom)
{
    auto isBlob = std::make_shared<bool>(false); // both callbacks run on the client's thread
    return {.onHead =
                [isBlob](const outbound::HttpResponse &head) {
                    *isBlob = head.status == 200 || head.status == 206;
                    return true;
                },
            .onData =
                [isBlob, refusal = std::move(refusal), take = std::move(take)](
                    std::string_view piece) mutable {
                    if (*isBlob) {
                        return take(piece);
                    }
                    if (refusal->size() < kKeptRefusal) {
                        refusal->append(piece);
                    }
                    return true;
                },
            .hasRoom = std::move(hasRoom)};
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
        base += "/" + s3::escaped(m_options.bucket, Slash::Escape);
    } else {
        base.insert(base.find("://") + 3, m_options.bucket + ".");
    }
    base += "/" + s3::escaped(key, Slash::Keep);
    return query.empty() ? base : base + "?" + std::string(query);
}

HttpRequest S3BlobStore::request(std::string method, std::string url) const
{
    HttpRequest request;
    request.method = std::move(method);
    request.url = std::move(url);
    request.firstByteTimeout = m_options.patience;
    request.idleTimeout = m_options.patience;
    request.totalTimeout = kLongest;
    request.allowHttp = true;
    request.allowPrivate = true;
    request.decodesBody = false; // a blob is its stored bytes
    request.signing = outbound::AwsSigning{.accessKey = m_options.accessKey,
                                           .secret = m_options.secret,
                                           .region = m_options.region,
                                           .service = "s3"};
    request.headers = {{"x-amz-content-sha256", "UNSIGNED-PAYLOAD"}};
    return request;
}

// Every request of the protocol may be made twice.
Outcome S3BlobStore::send(const HttpRequest &request)
{
    Outcome outcome;
    auto pause = std::chrono::milliseconds(0);
    for (int i = 0; i < kTries; ++i) {
        HttpRequest attempt = request;
        attempt.delay = pause;
        outcome = m_http.sendAndWait(std::move(attempt));
        if (!s3::mayPass(outcome)) {
            break;
        }
        pause = pause.count() == 0 ? m_options.retryPause : pause * 4;
    }
    return outcome;
}

Result<std::vector<BlobInfo>> S3BlobStore::list(std::string_view prefix)
{
    std::vector<BlobInfo> found;
    std::string continuation;
    do {
        // In the order of their names, as the signature wants them.
        std::string query = continuation.empty()
            ? std::string()
            : "continuation-token=" + s3::escaped(continuation, Slash::Escape) + "&";
        query += "encoding-type=url&list-type=2&prefix=" + s3::escaped(prefix, Slash::Escape);
        const Outcome outcome = send(request("GET", urlOf("", query)));
        if (!s3::isFine(outcome)) {
            return s3::failure(prefix, outcome);
        }
        const std::string_view xml = outcome.response.body;
        std::size_t from = 0;
        while (const auto item = s3::element(xml, "Contents", from)) {
            found.push_back(
                {.key = s3::unescaped(s3::textOf(*item, "Key")),
                 .size = s3::numberOf(s3::textOf(*item, "Size")),
                 .modified
                 = DateTime::parse(s3::textOf(*item, "LastModified")).value_or(DateTime())});
        }
        continuation = s3::textOf(xml, "IsTruncated") == "true"
            ? s3::textOf(xml, "NextContinuationToken")
            : std::string();
    } while (!continuation.empty());
    return found;
}

Result<BlobStat> S3BlobStore::stat(std::string_view key)
{
    if (!isBlobKey(key)) {
        return noSuchKey(key);
    }
    const Outcome outcome = send(request("HEAD", urlOf(key)));
    if (!s3::isFine(outcome)) {
        return s3::failure(key, outcome);
    }
    const auto &head = outcome.response;
    return BlobStat{.size = s3::numberOf(head.header("Content-Length")),
                    .modified = dateOf(head.header("Last-Modified")),
                    .meta
                    = {.contentType = std::string(head.header("Content-Type")),
                       .originalName = s3::unescaped(std::string(head.header(kOriginalName)))},
                    .checksum = s3::checksumOf(head)};
}

Result<void> S3BlobStore::take(std::string_view key, const fs::path &source, const BlobMeta &meta)
{
    if (!isBlobKey(key)) {
        return invalidInput("invalid key " + std::string(key));
    }
    std::error_code problem;
    const std::uint64_t size = fs::file_size(source, problem);
    if (problem) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "cannot read " + source.string() + ": " + problem.message()};
    }
    if (size > m_options.partSize) {
        SOCLE_TRY(putInParts(key, source, size, meta));
    } else {
        std::string bytes = SOCLE_TRY(readPart(source, 0, size));
        SOCLE_TRY(putWhole(key, std::move(bytes), meta));
    }
    fs::remove(source, problem);
    return {};
}

Result<LocalBlob> S3BlobStore::fetch(std::string_view key)
{
    if (!isBlobKey(key)) {
        return noSuchKey(key);
    }
    std::error_code problem;
    fs::create_directories(m_options.workFolder, problem);
    LocalBlob blob(m_options.workFolder / ("s3_" + runtime::systemRandom().recordId()),
                   {},
                   LocalBlob::Ownership::Copy);
    HttpRequest download = request("GET", urlOf(key));
    download.maxBytes = kAnySize;
    Outcome outcome;
    for (int i = 0; i < kTries; ++i) {
        std::ofstream out(blob.path(), std::ios::binary | std::ios::trunc);
        const auto write = [&out](std::string_view piece) {
            out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
            return static_cast<bool>(out);
        };
        outcome = receive(download, write);
        out.close();
        if (!out) {
            return Error{.kind = ErrorKind::Unavailable,
                         .message = "cannot write " + blob.path().string()};
        }
        if (!s3::mayPass(outcome)) {
            break;
        }
        download.delay = m_options.retryPause;
    }
    if (!s3::isFine(outcome)) {
        return s3::failure(key, outcome);
    }
    const auto &head = outcome.response;
    BlobMeta meta{.contentType = std::string(head.header("Content-Type")),
                  .originalName = s3::unescaped(std::string(head.header(kOriginalName)))};
    return LocalBlob(blob.release(), std::move(meta), LocalBlob::Ownership::Copy);
}

Outcome S3BlobStore::receive(const HttpRequest &download,
                             UniqueFunction<bool(std::string_view)> take)
{
    std::mutex mutex;
    std::condition_variable finished;
    std::optional<Outcome> outcome;
    auto refusal = std::make_shared<std::string>();
    m_http.send(
        download,
        [&](Outcome result) {
            const std::lock_guard lock(mutex);
            outcome = std::move(result);
            finished.notify_one();
        },
        sinkFor(refusal, std::move(take), {}));
    std::unique_lock lock(mutex);
    finished.wait(lock, [&] { return outcome.has_value(); });
    outcome->response.body = *refusal;
    return std::move(*outcome);
}

void S3BlobStore::read(std::string_view key,
                       std::uint64_t offset,
                       std::uint64_t length,
                       BlobSink sink)
{
    HttpRequest download = request("GET", urlOf(key));
    download.maxBytes = kAnySize;
    download.headers.emplace_back(
        "Range", "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + length - 1));
    auto refusal = std::make_shared<std::string>();
    m_http.send(
        std::move(download),
        [refusal, key = std::string(key), done = std::move(sink.done)](Outcome outcome) mutable {
            outcome.response.body = *refusal;
            done(s3::isFine(outcome) ? Result<void>() : Result<void>(s3::failure(key, outcome)));
        },
        sinkFor(refusal, std::move(sink.take), std::move(sink.hasRoom)));
}

Result<void> S3BlobStore::remove(std::string_view key)
{
    // The protocol answers 204 for what is not there, too; whoever deletes wants to know.
    if (!SOCLE_TRY(exists(key))) {
        return noSuchKey(key);
    }
    const Outcome outcome = send(request("DELETE", urlOf(key)));
    return s3::isFine(outcome) ? Result<void>() : Result<void>(s3::failure(key, outcome));
}

Result<void> S3BlobStore::removeBelow(std::string_view prefix)
{
    const auto all = SOCLE_TRY(list(prefix));
    for (std::size_t i = 0; i < all.size(); i += kRemovedAtOnce) {
        const auto end = std::min(all.size(), i + kRemovedAtOnce);
        SOCLE_TRY(removeSome(std::span(all).subspan(i, end - i)));
    }
    return {};
}

Result<void> S3BlobStore::removeSome(std::span<const BlobInfo> blobs)
{
    HttpRequest together = request("POST", urlOf("", "delete="));
    together.body = "<Delete><Quiet>true</Quiet>";
    for (const BlobInfo &blob : blobs) {
        together.body += "<Object><Key>" + s3::xmlText(blob.key) + "</Key></Object>";
    }
    together.body += "</Delete>";
    together.headers.emplace_back("Content-Type", "application/xml");
    together.headers.emplace_back("Content-MD5", crypto::base64Encode(crypto::md5(together.body)));
    if (blobs.size() > 1 && s3::isFine(send(together))) {
        return {};
    }
    // Not every service knows how to remove several, and one may be refused: then each says why.
    for (const BlobInfo &blob : blobs) {
        const Outcome outcome = send(request("DELETE", urlOf(blob.key)));
        if (!s3::isFine(outcome)) {
            return s3::failure(blob.key, outcome);
        }
    }
    return {};
}

} // namespace socle::files
