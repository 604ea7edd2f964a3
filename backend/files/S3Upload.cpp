// How blobs go up: small ones whole, large ones in parts of which one at a time is in memory. Each
// piece carries its MD5, and what the service calls its tag is made from these.
#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/files/MappedFile.h"
#include "backend/files/S3BlobStore.h"
#include "backend/files/S3Wire.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace socle::files {

namespace fs = std::filesystem;

namespace {

using outbound::HttpRequest;
using s3::Slash;

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr std::uint64_t kMaxParts = 9000; // the protocol allows 10,000

// Sizes that other programs cut uploads into: their tags tell no more than the number of parts.
constexpr std::array<std::uint64_t, 10> kUsualPartSizes{5, 8, 10, 15, 16, 25, 32, 50, 64, 100};

void describe(HttpRequest &request, const BlobMeta &meta)
{
    request.headers.emplace_back("Content-Type", meta.contentType);
    if (!meta.originalName.empty()) {
        request.headers.emplace_back("x-amz-meta-original-filename",
                                     s3::escaped(meta.originalName, Slash::Escape));
    }
}

void setBody(HttpRequest &request, std::string bytes)
{
    request.headers.emplace_back("Content-MD5", crypto::base64Encode(crypto::md5(bytes)));
    request.body = std::move(bytes);
}

/// The tag of a file that went up in parts of `partSize`.
Result<std::string> tagInParts(const fs::path &file, std::uint64_t size, std::uint64_t partSize)
{
    std::string digests;
    std::uint64_t parts = 0;
    for (std::uint64_t at = 0; at < size; at += partSize, ++parts) {
        const std::string bytes
            = SOCLE_TRY(S3BlobStore::readPart(file, at, std::min(partSize, size - at)));
        digests += crypto::md5(bytes);
    }
    return crypto::md5Hex(digests) + "-" + std::to_string(parts);
}

} // namespace

Result<std::string> S3BlobStore::readPart(const fs::path &file,
                                          std::uint64_t offset,
                                          std::uint64_t length)
{
    std::string bytes(length, '\0');
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset));
    in.read(bytes.data(), static_cast<std::streamsize>(length));
    if (!in && length > 0) {
        return Error{.kind = ErrorKind::Unavailable, .message = "cannot read " + file.string()};
    }
    return bytes;
}

std::uint64_t S3BlobStore::partSizeFor(std::uint64_t size) const
{
    const std::uint64_t least = size / kMaxParts + 1;
    return least <= m_options.partSize ? m_options.partSize : (least / kMiB + 1) * kMiB;
}

Result<void> S3BlobStore::putWhole(std::string_view key, std::string bytes, const BlobMeta &meta)
{
    HttpRequest upload = request("PUT", urlOf(key));
    describe(upload, meta);
    setBody(upload, std::move(bytes));
    const auto outcome = send(upload);
    return s3::isFine(outcome) ? Result<void>() : Result<void>(s3::failure(key, outcome));
}

Result<void> S3BlobStore::putInParts(std::string_view key,
                                     const fs::path &source,
                                     std::uint64_t size,
                                     const BlobMeta &meta)
{
    HttpRequest begin = request("POST", urlOf(key, "uploads="));
    describe(begin, meta);
    const auto begun = send(begin);
    const std::string upload = s3::textOf(begun.response.body, "UploadId");
    if (!s3::isFine(begun) || upload.empty()) {
        return s3::failure(key, begun);
    }
    const std::string query = "uploadId=" + s3::escaped(upload, Slash::Escape);
    auto ended = putParts(key, query, source, size);
    if (!ended) { // what went up already is not to be paid for
        send(request("DELETE", urlOf(key, query)));
    }
    return ended;
}

Result<void> S3BlobStore::putParts(std::string_view key,
                                   const std::string &query,
                                   const fs::path &source,
                                   std::uint64_t size)
{
    const std::uint64_t partSize = partSizeFor(size);
    std::string parts;
    std::uint64_t number = 1;
    for (std::uint64_t at = 0; at < size; at += partSize, ++number) {
        HttpRequest part
            = request("PUT", urlOf(key, "partNumber=" + std::to_string(number) + "&" + query));
        part.headers.emplace_back("Content-Type", "application/octet-stream");
        setBody(part, SOCLE_TRY(readPart(source, at, std::min(partSize, size - at))));
        const auto sent = send(part);
        const std::string_view tag = sent.response.header("ETag");
        if (!s3::isFine(sent) || tag.empty()) {
            return s3::failure(key, sent);
        }
        parts += "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>"
            + s3::xmlText(tag) + "</ETag></Part>";
    }
    HttpRequest end = request("POST", urlOf(key, query));
    end.headers.emplace_back("Content-Type", "application/xml");
    end.body = "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>";
    const auto ended = send(end);
    return s3::isFine(ended) ? Result<void>() : Result<void>(s3::failure(key, ended));
}

Result<bool> S3BlobStore::holds(std::string_view key, const fs::path &file)
{
    const auto about = stat(key);
    if (!about) {
        return about.error().kind == ErrorKind::NotFound ? Result<bool>(false)
                                                         : Result<bool>(about.error());
    }
    std::error_code problem;
    const std::uint64_t size = fs::file_size(file, problem);
    if (problem || size != about->size) {
        return false;
    }
    const auto dash = about->checksum.find('-');
    if (about->checksum.empty()) { // tags of its own: the bytes decide
        const LocalBlob copy = SOCLE_TRY(fetch(key));
        return sameBytes(copy.path(), file);
    }
    if (dash == std::string::npos) {
        const MappedFile bytes = SOCLE_TRY(MappedFile::open(file));
        return crypto::md5Hex(bytes.bytes()) == about->checksum;
    }
    std::vector<std::uint64_t> sizes{partSizeFor(size)};
    for (const std::uint64_t usual : kUsualPartSizes) {
        sizes.push_back(usual * kMiB);
    }
    for (const std::uint64_t partSize : sizes) {
        const std::uint64_t parts = (size + partSize - 1) / partSize;
        if (std::to_string(parts) == about->checksum.substr(dash + 1)
            && SOCLE_TRY(tagInParts(file, size, partSize)) == about->checksum) {
            return true;
        }
    }
    const LocalBlob copy = SOCLE_TRY(fetch(key));
    return sameBytes(copy.path(), file);
}

} // namespace socle::files
