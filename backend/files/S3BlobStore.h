// Blobs in a bucket that speaks S3's protocol, with the keys of the local layout and no side files
// (data-directory.md B1.2).
//
// Requests are signed with AWS's fourth version. Bodies are not part of the signature (they travel
// over TLS); each upload carries its MD5, so that the service refuses what arrived damaged. Large
// blobs go up in parts, one in memory at a time. A request that met a fault on the way is made
// again. The address of the bucket is the superuser's word, so private addresses and plain HTTP are
// allowed. Calls block, unless they say otherwise: worker threads only.
#pragma once

#include "backend/files/BlobStore.h"
#include "shared/core/UniqueFunction.h"

#include <chrono>
#include <span>
#include <string>

namespace socle::outbound {
class HttpClient;
struct HttpRequest;
struct Outcome;
} // namespace socle::outbound

namespace socle::files {

struct S3Options
{
    std::string endpoint = {}; // without a scheme: https
    std::string bucket = {};
    std::string region = {};
    std::string accessKey = {};
    std::string secret = {};
    bool forcePathStyle = false; // else the bucket is the first label of the host name
    std::filesystem::path workFolder = {}; // where fetched blobs live for a while
    std::uint64_t partSize = 8 * 1024 * 1024; // of an upload in parts; what is smaller goes in one
    std::chrono::milliseconds patience{30000}; // with a service that is silent
    std::chrono::milliseconds retryPause{200}; // before the second try of three
};

/// Who takes a blob's bytes while they come, on a thread that must not be held up.
struct BlobSink
{
    UniqueFunction<bool(std::string_view piece)> take = {}; // false: no more
    UniqueFunction<bool()> hasRoom = {}; // false: ask again in a moment
    UniqueFunction<void(Result<void>)> done = {}; // once, after everything else
};

class S3BlobStore : public BlobStore
{
public:
    /// `http` outlives the store.
    S3BlobStore(outbound::HttpClient &http, S3Options options)
        : m_http(http)
        , m_options(std::move(options))
    {
    }

    Result<std::vector<BlobInfo>> list(std::string_view prefix) override;
    Result<BlobStat> stat(std::string_view key) override;
    Result<bool> holds(std::string_view key, const std::filesystem::path &file) override;
    Result<LocalBlob> fetch(std::string_view key) override;
    Result<void> take(std::string_view key,
                      const std::filesystem::path &source,
                      const BlobMeta &meta) override;
    Result<void> removeBelow(std::string_view prefix) override;
    Result<void> remove(std::string_view key) override;

    /// `length` bytes of a blob from `offset`. Returns at once; the store may end before the bytes
    /// have come.
    void read(std::string_view key, std::uint64_t offset, std::uint64_t length, BlobSink sink);

    /// A piece of a file. Error: Unavailable.
    static Result<std::string> readPart(const std::filesystem::path &file,
                                        std::uint64_t offset,
                                        std::uint64_t length);

private:
    std::string urlOf(std::string_view key, std::string_view query = {}) const;
    outbound::HttpRequest request(std::string method, std::string url) const;
    outbound::Outcome send(const outbound::HttpRequest &request);
    outbound::Outcome receive(const outbound::HttpRequest &download,
                              UniqueFunction<bool(std::string_view)> take);
    std::uint64_t partSizeFor(std::uint64_t size) const;
    Result<void> putWhole(std::string_view key, std::string bytes, const BlobMeta &meta);
    Result<void> putInParts(std::string_view key,
                            const std::filesystem::path &source,
                            std::uint64_t size,
                            const BlobMeta &meta);
    Result<void> putParts(std::string_view key,
                          const std::string &query,
                          const std::filesystem::path &source,
                          std::uint64_t size);
    Result<void> removeSome(std::span<const BlobInfo> blobs);

    outbound::HttpClient &m_http;
    const S3Options m_options;
};

} // namespace socle::files
