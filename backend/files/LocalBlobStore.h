// Blobs in a folder, as data-directory.md B1.2 lays them out: content beside a `.attrs` file.
#pragma once

#include "backend/files/BlobStore.h"

#include <memory>

namespace socle::files {

/// `root` is made with the first blob.
std::unique_ptr<BlobStore> localBlobStore(std::filesystem::path root);

} // namespace socle::files
