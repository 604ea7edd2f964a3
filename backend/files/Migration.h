// Moving stored files from one store into another: uploads into a bucket, or back into the folder.
//
// A blob goes through three steps: copied, compared with its source, and only then removed from the
// source (unless that is kept). What is at the target already and has the same bytes is not copied
// again, so a run that was cancelled or died is taken up by starting another one. Blobs that come
// or go meanwhile are looked at once more: what was deleted at the source while it was copied does
// not stay at the target.
#pragma once

#include "backend/files/BlobStore.h"
#include "shared/core/UniqueFunction.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace socle::files {

struct MigrationOrder
{
    BlobStore *from = nullptr;
    BlobStore *to = nullptr;
    std::vector<std::string> prefixes = {}; // of the keys that move
    bool keepsSource = false;
    std::filesystem::path workFolder = {}; // on the file system of the data folder
};

struct MigrationReport
{
    std::int64_t total = 0; // blobs found at the source
    std::int64_t copied = 0;
    std::int64_t present = 0; // were at the target already
    std::int64_t gone = 0; // vanished while the work went on
    std::uint64_t bytes = 0; // copied

    std::int64_t done() const { return copied + present + gone; }
};

/// `step` hears of every blob; false ends the work as Cancelled. Errors: Unavailable (a store does
/// not answer), Internal (a copy differs from its source). Blocks for as long as it takes.
Result<MigrationReport> migrate(const MigrationOrder &order,
                                FunctionRef<bool(const MigrationReport &)> step);

} // namespace socle::files
