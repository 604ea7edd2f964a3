// The commands of the program. Each returns the exit code's error: none is 0, an Error is one
// sentence on stderr and 1.
#pragma once

#include "backend/app/Options.h"
#include "shared/core/Result.h"

#include <string>

namespace socle::app {

/// Runs the server until SIGTERM, SIGINT or, with --studio, the end of stdin. Signals must not be
/// blocked by the caller.
Result<void> serve(const CommonOptions &common, const ServeOptions &options);
Result<void> manageSuperuser(const CommonOptions &common, const SuperuserOptions &options);
/// `socle backup …`: works on the folder itself, also beside a running server (not for restore).
Result<void> manageBackups(const CommonOptions &common, const BackupOptions &options);
/// Runs the statements and prints the last result as a table or JSON.
Result<void> runSql(const CommonOptions &common, const SqlOptions &options);
/// Prints what it found; an Error when something is wrong with the folder.
Result<void> examineFolder(const CommonOptions &common, const DoctorOptions &options);
/// Prints types for client programs, or writes them to a file.
Result<void> printTypes(const CommonOptions &common, const TypegenOptions &options);
/// `socle import`, `socle export`: the streams of the API without a server, also beside one.
Result<void> importFile(const CommonOptions &common, const ImportOptions &options);
Result<void> exportFile(const CommonOptions &common, const ExportOptions &options);
/// Prints method, access and pattern of every route.
Result<void> printRoutes(const CommonOptions &common);

/// The key that encrypts the settings: from the variable that --encryptionEnv names; empty when
/// there is none.
std::string settingsKeyFromEnvironment(const CommonOptions &common);
/// The error as one sentence for the terminal, the first broken field included.
std::string sentenceOf(const Error &error);

} // namespace socle::app
