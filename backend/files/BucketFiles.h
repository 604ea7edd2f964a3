// Uploads of records when they belong into a bucket: written to the data folder with their record,
// carried up behind its commit, fetched back into a cache when somebody asks.
//
//   commit -> second name in `.socle_upload/<key>` -> uploaded -> that name and the file in
//   `storage/` go
//
// So a record never waits for the network, and nothing is lost by a crash or by a bucket that is
// down: what is left in `.socle_upload` goes up with the next resume(). Until then the file is
// served from the folder. The cache lies in `.pb_temp_to_delete`, is bounded and starts empty;
// large files pass it by with read().
#pragma once

#include "backend/files/S3BlobStore.h"
#include "backend/files/StoredObject.h"
#include "backend/runtime/WorkerPool.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace socle::files {

class BucketFiles
{
public:
    /// `store` gives the bucket, null while the settings ask for none: asked about for every file.
    /// `report` is told of what failed and will be tried again.
    BucketFiles(std::filesystem::path dataFolder,
                std::function<std::unique_ptr<S3BlobStore>()> store,
                std::function<void(std::string_view what, const Error &error)> report);
    ~BucketFiles(); // stop()

    // After the commit, from any thread; they return at once. Keys are
    // "collectionId/recordId/name".
    void stored(std::string key);
    void removed(std::string key);
    void removedBelow(std::string prefix);

    /// A thumbnail made beside a fetched file: goes up as well.
    void thumbnailMade(std::string key);

    /// Carries up what is still waiting. Returns at once.
    void resume();

    // A file that is not in the folder; these block for the network. Error: NotFound, also without
    // a bucket.

    /// As a file of the cache. Many who ask for one file at once wait for one transfer.
    Result<StoredObject> fetch(const std::string &key);
    Result<BlobStat> stat(const std::string &key);
    /// What fetch() would answer without the network.
    Result<StoredObject> cached(const std::string &key) const;
    /// Past the cache, piece by piece; returns at once.
    void read(const std::string &key, std::uint64_t offset, std::uint64_t length, BlobSink sink);

    /// Ends the work; what waits stays for the next start. Idempotent.
    void stop();

private:
    struct Transfer
    {
        std::optional<Result<StoredObject>> outcome;
    };

    Result<StoredObject> fetchAlone(const std::string &key);
    void upload(const std::string &key);
    void uploadWaiting();
    void makeRoom(std::uint64_t bytes);

    const std::filesystem::path m_folder;
    const std::function<std::unique_ptr<S3BlobStore>()> m_store;
    const std::function<void(std::string_view, const Error &)> m_report;
    std::atomic<bool> m_isResuming = false;
    std::atomic<bool> m_isStopping = false;
    std::atomic<bool> m_isDown = false; // the last upload failed: the others wait for resume()
    std::atomic<std::uint64_t> m_cachedBytes = 0;

    std::mutex m_mutex; // guards m_transfers and what is in them
    std::condition_variable m_transferred;
    std::map<std::string, std::shared_ptr<Transfer>, std::less<>> m_transfers; // under way

    runtime::WorkerPool m_worker; // one thread: a removal never overtakes its upload
};

} // namespace socle::files
