// Blobs in a folder, as data-directory.md B1.2 lays them out: content beside a `.attrs` file.
#pragma once

#include "backend/files/BlobStore.h"

namespace socle::files {

class LocalBlobStore : public BlobStore
{
public:
    /// `root` is made with the first blob.
    explicit LocalBlobStore(std::filesystem::path root)
        : m_root(std::move(root))
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
    const std::filesystem::path m_root;
};

} // namespace socle::files
