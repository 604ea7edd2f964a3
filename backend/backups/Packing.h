// Making one archive: the data folder as it is at a moment, packed and read back.
//
// Nothing slow is done on what others use: the databases are copied from snapshots, stored files
// get a second name (a hard link) in the work folder, and packing and checking look at those only.
#pragma once

#include "backend/backups/Watch.h"
#include "backend/files/RemovalGate.h"
#include "shared/core/DateTime.h"
#include "shared/core/Result.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace socle::storage {
class Database;
}

namespace socle::backups {

inline constexpr std::array<std::string_view, 2> kDatabases{"data.db", "auxiliary.db"};

struct PackingSource
{
    storage::Database *database = nullptr; // data.db
    storage::Database *auxiliary = nullptr; // auxiliary.db
    files::RemovalGate *gate = nullptr;
    std::filesystem::path folder = {}; // the data folder
};

/// What is known of an archive that was made.
struct PackedFacts
{
    std::uint64_t bytes = 0; // of the archive
    std::int64_t entries = 0;
    std::int64_t rows = 0; // of both databases; 0 without verification
    bool isVerified = false; // read back: entries, integrity, digests and counts compared
};

/// Packs `source` into `<work>/backup.zip`; `work` is a folder of the caller's, which removes it.
/// Errors: Unavailable (disk), Internal (what was read back is not what was packed), Cancelled.
Result<PackedFacts> packBackup(const PackingSource &source,
                               const std::filesystem::path &work,
                               bool verifies,
                               DateTime now,
                               const Watch &watch);

} // namespace socle::backups
