// The parts of a check that folders and unpacked archives share. Inside backups/ only.
#pragma once

#include "backend/backups/DataCheck.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

namespace socle::backups {

inline constexpr std::string_view kData = "data.db";
inline constexpr std::string_view kLogs = "auxiliary.db";

/// Stored uploads by key "collectionId/recordId/name" with their sizes; `isKnown` once a record
/// names it.
struct StoredFile
{
    std::uint64_t bytes = 0;
    bool isKnown = false;
};

using FileList = std::unordered_map<std::string, StoredFile>;

/// Takes an entry of an archive or folder into the list if it is an upload.
void addStoredFile(FileList &list, std::string_view name, std::uint64_t bytes);
FileList listFolder(const std::filesystem::path &folder);

/// The databases in `folder`, and the records' files against `files`. Damage is in the report.
Result<void> checkFolder(const std::filesystem::path &folder,
                         CheckReport &report,
                         const CheckOptions &options,
                         FileList files);
/// One database file.
Result<void> checkDatabase(const std::filesystem::path &path,
                           CheckReport &report,
                           const CheckOptions &options);

} // namespace socle::backups
