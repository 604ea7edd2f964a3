#include "backend/files/BucketFiles.h"

#include "shared/json/Json.h"

#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

namespace socle::files {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kWaiting = ".socle_upload";
constexpr std::string_view kStorage = "storage";
constexpr std::string_view kCache = ".pb_temp_to_delete/bucket";
constexpr std::uint64_t kMaxCachedBytes = std::uint64_t{1} << 30U;

void removeWithAttributes(const fs::path &path)
{
    std::error_code ignored;
    fs::remove(path, ignored);
    fs::remove(path.string() + ".attrs", ignored);
    // Thumbnails are made anew from the bucket.
    fs::remove_all(path.parent_path() / ("thumbs_" + path.filename().string()), ignored);
    fs::remove(path.parent_path(), ignored); // only when it is empty now
}

} // namespace

BucketFiles::BucketFiles(fs::path dataFolder,
                         std::function<std::unique_ptr<S3BlobStore>()> store,
                         std::function<void(std::string_view, const Error &)> report)
    : m_folder(std::move(dataFolder))
    , m_store(std::move(store))
    , m_report(std::move(report))
    , m_worker({.name = "bucket", .threads = 1, .maxQueued = 100000})
{
}

BucketFiles::~BucketFiles() { stop(); }

void BucketFiles::stop()
{
    m_isStopping = true;
    m_worker.stop({});
}

void BucketFiles::stored(std::string key)
{
    if (!m_store()) {
        return;
    }
    // Made here, right behind the commit: from now on a crash loses nothing.
    std::error_code failure;
    const fs::path waiting = m_folder / kWaiting / key;
    fs::create_directories(waiting.parent_path(), failure);
    fs::create_hard_link(m_folder / kStorage / key, waiting, failure);
    if (failure) {
        fs::copy_file(
            m_folder / kStorage / key, waiting, fs::copy_options::overwrite_existing, failure);
    }
    const bool isTaken = m_worker.post([this, key = std::move(key)] { upload(key); });
    (void)isTaken; // resume() finds what a full queue refused
}

void BucketFiles::upload(const std::string &key)
{
    const auto bucket = m_store();
    const fs::path waiting = m_folder / kWaiting / key;
    std::error_code ignored;
    if (!bucket || m_isStopping || m_isDown || !fs::exists(waiting, ignored)) {
        return;
    }
    const fs::path local = m_folder / kStorage / key;
    const auto object = findObject(local);
    const BlobMeta meta = object
        ? BlobMeta{.contentType = object->contentType, .originalName = object->originalName}
        : BlobMeta();
    if (const auto taken = bucket->take(key, waiting, meta); !taken) {
        m_isDown = true;
        m_report("upload of " + key + " to the bucket", taken.error());
        return;
    }
    fs::remove(waiting.parent_path(), ignored); // only when it is empty now
    removeWithAttributes(local);
}

void BucketFiles::thumbnailMade(std::string key)
{
    const bool isTaken = m_worker.post([this, key = std::move(key)] {
        const auto bucket = m_store();
        const auto made = cached(key);
        const fs::path copy = m_folder / kCache / (key + ".up");
        std::error_code failure;
        if (bucket && made && !m_isDown && fs::copy_file(made->path, copy, failure)) {
            discard(bucket->take(key, copy, {.contentType = made->contentType}),
                    "it can be made again");
            fs::remove(copy, failure);
        }
    });
    (void)isTaken; // it can be made again
}

void BucketFiles::resume()
{
    std::error_code ignored;
    if (!fs::exists(m_folder / kWaiting, ignored) || m_isResuming.exchange(true)) {
        return;
    }
    if (!m_worker.post([this] {
            m_isDown = false;
            uploadWaiting();
            m_isResuming = false;
        })) {
        m_isResuming = false;
    }
}

void BucketFiles::uploadWaiting()
{
    std::vector<std::string> keys;
    std::error_code failure;
    const fs::path root = m_folder / kWaiting;
    for (auto it = fs::recursive_directory_iterator(root, failure); !failure && it != fs::end(it);
         it.increment(failure)) {
        if (it->is_regular_file(failure)) {
            keys.push_back(it->path().lexically_relative(root).generic_string());
        }
    }
    for (const std::string &key : keys) {
        upload(key); // does nothing after the first that failed
    }
}

void BucketFiles::removed(std::string key)
{
    if (!m_store()) {
        return;
    }
    const bool isTaken = m_worker.post([this, key = std::move(key)] {
        std::error_code ignored;
        fs::remove(m_folder / kWaiting / key, ignored);
        const auto bucket = m_store();
        if (!bucket) {
            return;
        }
        discard(bucket->remove(key), "it may never have gone up");
        const auto slash = key.rfind('/') + 1;
        const auto gone
            = bucket->removeBelow(key.substr(0, slash) + "thumbs_" + key.substr(slash) + "/");
        if (!gone) {
            m_report("removal of thumbnails of " + key + " from the bucket", gone.error());
        }
    });
    (void)isTaken; // an orphan in the bucket harms nobody
}

void BucketFiles::removedBelow(std::string prefix)
{
    if (!m_store()) {
        return;
    }
    const bool isTaken = m_worker.post([this, prefix = std::move(prefix)] {
        std::error_code ignored;
        fs::remove_all(m_folder / kWaiting / prefix, ignored);
        const auto bucket = m_store();
        const auto gone = bucket ? bucket->removeBelow(prefix) : Result<void>();
        if (!gone) {
            m_report("removal of " + prefix + " from the bucket", gone.error());
        }
    });
    (void)isTaken; // an orphan in the bucket harms nobody
}

// The cache is thrown away whole when it has grown too large: simple, and rare.
void BucketFiles::makeRoom(std::uint64_t bytes)
{
    if (m_cachedBytes.fetch_add(bytes) + bytes > kMaxCachedBytes) {
        std::error_code ignored;
        fs::remove_all(m_folder / kCache, ignored);
        m_cachedBytes = bytes;
    }
}

Result<StoredObject> BucketFiles::cached(const std::string &key) const
{
    return findObject(m_folder / kCache / key);
}

Result<BlobStat> BucketFiles::stat(const std::string &key)
{
    const auto bucket = m_store();
    return bucket ? bucket->stat(key) : Result<BlobStat>(notFound());
}

void BucketFiles::read(const std::string &key,
                       std::uint64_t offset,
                       std::uint64_t length,
                       BlobSink sink)
{
    if (const auto bucket = m_store()) {
        bucket->read(key, offset, length, std::move(sink));
    } else {
        sink.done(notFound());
    }
}

Result<StoredObject> BucketFiles::fetch(const std::string &key)
{
    if (auto present = cached(key)) {
        return present;
    }
    std::shared_ptr<Transfer> transfer;
    {
        std::unique_lock lock(m_mutex);
        if (const auto running = m_transfers.find(key); running != m_transfers.end()) {
            transfer = running->second;
            m_transferred.wait(lock, [&] { return transfer->outcome.has_value(); });
            return *transfer->outcome;
        }
        transfer = m_transfers.emplace(key, std::make_shared<Transfer>()).first->second;
    }
    // A transfer may have ended between the look into the cache and the look at those that run.
    auto outcome = cached(key);
    if (!outcome) {
        outcome = fetchAlone(key);
    }
    {
        const std::lock_guard lock(m_mutex);
        transfer->outcome = outcome;
        m_transfers.erase(key);
    }
    m_transferred.notify_all();
    return outcome;
}

Result<StoredObject> BucketFiles::fetchAlone(const std::string &key)
{
    const fs::path cached = m_folder / kCache / key;
    const auto bucket = m_store();
    if (!bucket) {
        return notFound();
    }
    LocalBlob blob = SOCLE_TRY(bucket->fetch(key));
    std::error_code failure;
    makeRoom(fs::file_size(blob.path(), failure));
    fs::create_directories(cached.parent_path(), failure);
    {
        std::ofstream attributes(cached.string() + ".attrs", std::ios::binary);
        attributes << Json(JsonObject{{"user.content_type", blob.meta().contentType}}).dump()
                   << "\n";
    }
    fs::rename(blob.path(), cached, failure);
    if (failure) {
        return Error{.kind = ErrorKind::Unavailable, .cause = "bucket: " + failure.message()};
    }
    blob.release(); // it lies under another name now
    return findObject(cached);
}

} // namespace socle::files
