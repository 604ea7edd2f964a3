// Names at the top of a data folder that backups leave out and restores leave alone (admin-api.md
// A4.1, A4.2).
#pragma once

#include <string_view>

namespace socle::backups {

inline constexpr std::string_view kBackupsFolder = "backups";
inline constexpr std::string_view kTrashFolder = ".pb_temp_to_delete";
inline constexpr std::string_view kSwapFolder
    = ".socle_restore"; // a restore that has been decided, see Restore.h
inline constexpr std::string_view kExportsFolder
    = ".socle_exports"; // files of exports that wait to be fetched
inline constexpr std::string_view kLockFile = ".socle.lock";

/// True for what belongs to the machine or the moment, not to the data.
bool isLeftOut(std::string_view topLevelName);

} // namespace socle::backups
