#include "backend/files/LocalBlobStore.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/files/MappedFile.h"
#include "backend/files/StoredObject.h"
#include "shared/core/Text.h"
#include "shared/json/Json.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace socle::files {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxOriginalName = 255;

Error diskError(std::string_view what, const fs::path &path, const std::error_code &reason)
{
    return Error{.kind = ErrorKind::Unavailable,
                 .message = std::string(what) + " " + path.string() + ": " + reason.message()};
}

Error missing(std::string_view key)
{
    return notFound("[key: " + std::string(key) + "] resource not found");
}

DateTime modifiedOf(const fs::path &path)
{
    struct stat about
    {
    };

    if (::stat(path.c_str(), &about) != 0) {
        return {};
    }
    return DateTime(static_cast<std::int64_t>(about.st_mtim.tv_sec) * 1000
                    + about.st_mtim.tv_nsec / 1000000);
}

Result<void> writeAttributes(const fs::path &path, const fs::path &content, const BlobMeta &meta)
{
    const MappedFile bytes = SOCLE_TRY(MappedFile::open(content));
    Json metadata = nullptr;
    if (!meta.originalName.empty()) {
        metadata = JsonObject{{"original-filename", meta.originalName.substr(0, kMaxOriginalName)}};
    }
    const JsonObject attributes{{"user.cache_control", ""},
                                {"user.content_disposition", ""},
                                {"user.content_encoding", ""},
                                {"user.content_language", ""},
                                {"user.content_type", meta.contentType},
                                {"user.metadata", std::move(metadata)},
                                {"md5", crypto::base64Encode(crypto::md5(bytes.bytes()))}};
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << Json(attributes).dump() << "\n";
    out.close();
    if (!out) {
        return diskError("cannot write", path, std::make_error_code(std::errc::io_error));
    }
    return {};
}

// Empty folders on the way up to `root` go too.
void pruneFolders(fs::path folder, const fs::path &root)
{
    std::error_code stop;
    while (folder != root && fs::remove(folder, stop) && !stop) {
        folder = folder.parent_path();
    }
}

class LocalBlobStore final : public BlobStore
{
public:
    explicit LocalBlobStore(fs::path root)
        : m_root(std::move(root))
    {
    }

    Result<void> take(std::string_view key, const fs::path &source, const BlobMeta &meta) override;
    Result<LocalBlob> fetch(std::string_view key) override;
    Result<BlobStat> stat(std::string_view key) override;
    Result<bool> holds(std::string_view key, const fs::path &file) override;
    Result<std::vector<BlobInfo>> list(std::string_view prefix) override;
    Result<void> remove(std::string_view key) override;
    Result<void> removeBelow(std::string_view prefix) override;

private:
    const fs::path m_root;
};

Result<std::vector<BlobInfo>> LocalBlobStore::list(std::string_view prefix)
{
    std::vector<BlobInfo> found;
    std::error_code failure;
    if (!fs::exists(m_root, failure)) {
        return found;
    }
    for (auto it = fs::recursive_directory_iterator(m_root, failure); !failure && it != fs::end(it);
         it.increment(failure)) {
        const std::string key = fs::path(it->path()).lexically_relative(m_root).generic_string();
        std::error_code gone;
        if (!startsWith(key, prefix) || endsWith(key, ".attrs") || !it->is_regular_file(gone)) {
            continue;
        }
        found.push_back(
            {.key = key, .size = it->file_size(gone), .modified = modifiedOf(it->path())});
    }
    if (failure) {
        return diskError("cannot read", m_root, failure);
    }
    std::sort(found.begin(), found.end(), [](const BlobInfo &a, const BlobInfo &b) {
        return a.key < b.key;
    });
    return found;
}

Result<BlobStat> LocalBlobStore::stat(std::string_view key)
{
    const fs::path path = m_root / key;
    auto object = isBlobKey(key) ? findObject(path) : Result<StoredObject>(notFound());
    if (!object) {
        return missing(key);
    }
    std::error_code gone;
    return BlobStat{.size = fs::file_size(path, gone),
                    .modified = modifiedOf(path),
                    .meta
                    = {.contentType = object->contentType, .originalName = object->originalName}};
}

Result<bool> LocalBlobStore::holds(std::string_view key, const fs::path &file)
{
    return isBlobKey(key) ? sameBytes(m_root / key, file) : Result<bool>(false);
}

Result<void> LocalBlobStore::take(std::string_view key,
                                  const fs::path &source,
                                  const BlobMeta &meta)
{
    if (!isBlobKey(key)) {
        return invalidInput("invalid key " + std::string(key));
    }
    const fs::path target = m_root / key;
    std::error_code failure;
    fs::create_directories(target.parent_path(), failure);
    if (failure) {
        return diskError("cannot create", target.parent_path(), failure);
    }
    SOCLE_TRY(syncFile(source));
    SOCLE_TRY(writeAttributes(target.string() + ".attrs", source, meta));
    fs::rename(source, target, failure);
    if (failure) { // another file system: copy beside the target first
        const fs::path beside = target.string() + ".0.tmp";
        std::error_code copyFailure;
        fs::copy_file(source, beside, fs::copy_options::overwrite_existing, copyFailure);
        if (!copyFailure) {
            SOCLE_TRY(syncFile(beside));
            fs::rename(beside, target, copyFailure);
        }
        if (copyFailure) {
            fs::remove(beside, failure);
            return diskError("cannot write", target, copyFailure);
        }
        fs::remove(source, failure);
    }
    return {};
}

Result<LocalBlob> LocalBlobStore::fetch(std::string_view key)
{
    if (!isBlobKey(key)) {
        return missing(key);
    }
    auto object = findObject(m_root / key);
    if (!object) {
        return missing(key);
    }
    return LocalBlob(object->path,
                     {.contentType = object->contentType, .originalName = object->originalName},
                     LocalBlob::Ownership::Store);
}

Result<void> LocalBlobStore::remove(std::string_view key)
{
    const fs::path path = m_root / key;
    std::error_code failure;
    const bool wasThere = isBlobKey(key) && fs::remove(path, failure);
    if (!wasThere) {
        const std::string reason = failure ? failure.message() : "no such file or directory";
        return notFound("[key: " + std::string(key) + "] remove "
                        + fs::absolute(path, failure).string() + ": " + reason
                        + "\nresource not found");
    }
    fs::remove(path.string() + ".attrs", failure);
    pruneFolders(path.parent_path(), m_root);
    return {};
}

Result<void> LocalBlobStore::removeBelow(std::string_view prefix)
{
    for (const BlobInfo &blob : SOCLE_TRY(list(prefix))) {
        discard(remove(blob.key), "somebody else was faster");
    }
    return {};
}

} // namespace

std::unique_ptr<BlobStore> localBlobStore(fs::path root)
{
    return std::make_unique<LocalBlobStore>(std::move(root));
}

} // namespace socle::files
