// Named blobs: uploads of records and backups, in the data folder or in a bucket that speaks S3's
// protocol.
//
// Keys are paths with `/` ("collectionId/recordId/name", "nightly.zip"). Every call blocks (disk,
// network): never on an I/O or the writer thread. Implementations may be used from several threads
// at once.
#pragma once

#include "shared/core/DateTime.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace socle::files {

struct BlobInfo
{
    std::string key = {};
    std::uint64_t size = 0;
    DateTime modified = {};
};

/// What is kept beside the content.
struct BlobMeta
{
    std::string contentType = "application/octet-stream";
    std::string originalName = {}; // "" for what nobody uploaded (thumbnails)
};

struct BlobStat
{
    std::uint64_t size = 0;
    DateTime modified = {};
    BlobMeta meta = {};
    std::string checksum = {}; // the store's own word for the bytes; "" when it has none
};

/// A blob as a file on this machine's disk, for as long as the object lives.
class LocalBlob
{
public:
    enum class Ownership {
        Store, // the store's own file
        Copy, // fetched for this object: removed with it
    };

    LocalBlob(std::filesystem::path path, BlobMeta meta, Ownership ownership)
        : m_path(std::move(path))
        , m_meta(std::move(meta))
        , m_ownership(ownership)
    {
    }

    LocalBlob(LocalBlob &&other) noexcept;
    LocalBlob &operator=(LocalBlob &&other) noexcept;
    ~LocalBlob();

    const std::filesystem::path &path() const { return m_path; }

    const BlobMeta &meta() const { return m_meta; }

    bool isCopy() const { return m_ownership == Ownership::Copy; }

    /// Gives the file away: it is not removed any more.
    std::filesystem::path release()
    {
        m_ownership = Ownership::Store;
        return m_path;
    }

private:
    std::filesystem::path m_path;
    BlobMeta m_meta;
    Ownership m_ownership;
};

class BlobStore
{
public:
    virtual ~BlobStore() = default;

    /// Everything whose key begins with `prefix`, by key. A place that does not exist yet is an
    /// empty one.
    virtual Result<std::vector<BlobInfo>> list(std::string_view prefix) = 0;
    /// Error: NotFound.
    virtual Result<BlobStat> stat(std::string_view key) = 0;
    Result<bool> exists(std::string_view key);
    /// Whether the blob is there and has the bytes of `file`, as far as the store can tell without
    /// doubt.
    virtual Result<bool> holds(std::string_view key, const std::filesystem::path &file) = 0;
    /// Stores the content of the file `source`, which is gone afterwards. What was there is
    /// replaced. On failure the old blob stays and `source` is left to the caller.
    virtual Result<void> take(std::string_view key,
                              const std::filesystem::path &source,
                              const BlobMeta &meta)
        = 0;
    /// Error: NotFound.
    virtual Result<LocalBlob> fetch(std::string_view key) = 0;
    /// Error: NotFound, whose message is the engine's text about it.
    virtual Result<void> remove(std::string_view key) = 0;
    /// Removes everything whose key begins with `prefix`.
    virtual Result<void> removeBelow(std::string_view prefix) = 0;
};

/// Whether `key` is a relative path that stays where it is put, and not one of the names reserved
/// for side files.
bool isBlobKey(std::string_view key);

/// Error: Unavailable.
Result<bool> sameBytes(const std::filesystem::path &a, const std::filesystem::path &b);

} // namespace socle::files
