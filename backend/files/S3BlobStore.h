// Blobs in a bucket that speaks S3's protocol, with the keys of the local layout and no side files
// (data-directory.md B1.2).
//
// Requests are signed with AWS's fourth version, bodies are not part of the signature (they travel
// over TLS). The address of the bucket is the superuser's word, so private addresses and plain HTTP
// are allowed. Calls block: worker threads only.
#pragma once

#include "backend/files/BlobStore.h"

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
    Result<bool> exists(std::string_view key) override;
    Result<void> take(std::string_view key,
                      const std::filesystem::path &source,
                      const BlobMeta &meta) override;
    Result<LocalBlob> fetch(std::string_view key) override;
    Result<void> remove(std::string_view key) override;
    Result<void> removeBelow(std::string_view prefix) override;

private:
    std::string urlOf(std::string_view key, std::string_view query = {}) const;
    outbound::HttpRequest request(std::string method, std::string url) const;

    outbound::HttpClient &m_http;
    const S3Options m_options;
};

} // namespace socle::files
