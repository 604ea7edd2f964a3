// What an archive of ours says about itself: digests and row counts of its databases as they were
// when they were copied.
//
// It is the archive's comment, JSON text: nothing in the data folder changes by it, and the peer,
// which does not look at comments, neither keeps nor misreads it.
#pragma once

#include "backend/backups/DataCheck.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::backups {

struct Manifest
{
    struct Database
    {
        std::string name = {}; // "data.db"
        std::uint64_t bytes = 0;
        std::string sha256 = {}; // hex
        TableCounts rows = {}; // empty: they were not counted
    };

    std::string made = {}; // when, in the stored layout
    std::vector<Database> databases = {};

    const Database *database(std::string_view name) const;
};

/// Row counts are left out when they do not fit into a comment.
std::string toComment(const Manifest &manifest);
/// Nothing when the comment is none of ours.
std::optional<Manifest> readComment(std::string_view comment);

/// SHA-256 in hex. Error: Unavailable.
Result<std::string> fileDigest(const std::filesystem::path &path);

} // namespace socle::backups
