// Swaps the content of a data folder for another one so that a crash at any moment leaves the old
// or the new state.
//
// stage:    archive -> `.pb_temp_to_delete/pb_restore_<8>/new`, checked.           Nothing of the
// folder has changed. decide:   that folder is renamed to `.socle_restore`: one rename, the point
// of no return. It holds
//             new/   what comes in       old/   what goes out       phase   one of the words below
// finish:   out:   everything at the top moves to old/;  then phase becomes "in"
//           in:    everything of new/ moves to the top;  then phase becomes "trial"
//           trial: the databases are opened by the caller, who calls confirm() or revert()
// revert:   back:  everything at the top moves to failed/;  then phase becomes "home"
//           home:  everything of old/ moves to the top;  then the folder is put away
//
// finish() may be run any number of times from any phase: in "out" whatever is at the top is old,
// in "in" whatever is left in new/ is missing at the top. It runs under the folder's lock, at every
// start, before a database is opened.
#pragma once

#include "backend/runtime/Deadline.h"
#include "shared/core/Result.h"

#include <filesystem>
#include <string>

namespace socle::runtime {
class Random;
}

namespace socle::backups {

/// Extracts and checks `archive`; the staged folder. `note` stays with it. Errors: InvalidInput
/// (damaged, no data.db, an entry that escapes), Unavailable (disk), Cancelled.
Result<std::filesystem::path> stageRestore(const std::filesystem::path &folder,
                                           const std::filesystem::path &archive,
                                           runtime::Random &random,
                                           const runtime::StopToken &stop = {},
                                           const std::string &note = {});
/// From here on the staged content is the folder's. No write that comes later survives.
Result<void> decideRestore(const std::filesystem::path &folder,
                           const std::filesystem::path &staged);

/// Whether a decided restore waits in the folder.
bool isRestoreDecided(const std::filesystem::path &folder);
/// Whether one was interrupted while files were moving: no database of the folder may be opened
/// before finishRestore().
bool isRestoreUnfinished(const std::filesystem::path &folder);
/// Carries it out as far as "trial"; nothing to do without one. No database of the folder is open.
/// When a file cannot be moved, everything goes back and the error says why.
Result<void> finishRestore(const std::filesystem::path &folder);
/// The note of the restore whose content is on trial, "" without one.
std::string restoreNote(const std::filesystem::path &folder);
/// The new content was opened well: the old one goes.
void confirmRestore(const std::filesystem::path &folder);
/// It was not: the old content comes back. Safe against crashes like finishRestore().
Result<void> revertRestore(const std::filesystem::path &folder);

/// Removes what earlier runs left in `.pb_temp_to_delete`. Under the folder's lock, at the start.
void emptyTrash(const std::filesystem::path &folder);

} // namespace socle::backups
