// Uploads of records when they belong into a bucket: written to the data folder with their record,
// carried up behind its commit, fetched back into a cache when somebody asks.
//
//   commit -> second name in `.socle_upload/<key>` -> uploaded -> that name and the file in
//   `storage/` go
//
// So a record never waits for the network, and nothing is lost by a crash: what is left in
// `.socle_upload` goes up at the next start. Until then the file is served from the folder. The
// cache lies in `.pb_temp_to_delete`, is bounded and starts empty.
#pragma once

#include "backend/files/BlobStore.h"
#include "backend/files/StoredObject.h"
#include "backend/runtime/WorkerPool.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace socle::files {

class BucketFiles
{
public:
    /// `store` gives the bucket, null while the settings ask for none: asked about for every file.
    /// `report` is told of what failed and will be tried again.
    BucketFiles(std::filesystem::path dataFolder,
                std::function<std::unique_ptr<BlobStore>()> store,
                std::function<void(std::string_view what, const Error &error)> report);
    ~BucketFiles(); // stop()

    // After the commit, from any thread; they return at once. Keys are
    // "collectionId/recordId/name".
    void stored(std::string key);
    void removed(std::string key);
    void removedBelow(std::string prefix);

    /// Carries up what is still waiting. Returns at once.
    void resume();
    /// A file that is not in the folder, as a file of the cache. Blocks for the network. Error:
    /// NotFound, also without a bucket.
    Result<StoredObject> fetch(const std::string &key);

    /// Ends the work; what waits stays for the next start. Idempotent.
    void stop();

private:
    void upload(const std::string &key);
    void uploadWaiting();
    void makeRoom(std::uint64_t bytes);

    const std::filesystem::path m_folder;
    const std::function<std::unique_ptr<BlobStore>()> m_store;
    const std::function<void(std::string_view, const Error &)> m_report;
    std::atomic<bool> m_isResuming = false;
    std::atomic<bool> m_isStopping = false;
    std::atomic<std::uint64_t> m_cachedBytes = 0;
    runtime::WorkerPool m_worker; // one thread: a removal never overtakes its upload
};

} // namespace socle::files
