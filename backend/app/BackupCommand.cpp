// `socle backup create|restore|verify`: the same backups as over HTTP, without a server.
#include "backend/app/BlobStores.h"
#include "backend/app/Commands.h"
#include "backend/app/Wiring.h"
#include "backend/backups/BackupService.h"
#include "backend/backups/DataCheck.h"
#include "backend/backups/FolderNames.h"
#include "backend/backups/Restore.h"
#include "backend/runtime/Random.h"
#include "backend/storage/FolderLock.h"
#include "shared/core/Text.h"

#include <cstdio>
#include <system_error>

namespace socle::app {

namespace fs = std::filesystem;

namespace {

Result<std::unique_ptr<Engine>> openEngine(const CommonOptions &common)
{
    return Engine::open(common.folder, settingsKeyFromEnvironment(common), common.encryptionEnv);
}

Result<void> create(const CommonOptions &common, const std::string &wanted)
{
    const auto engine = SOCLE_TRY(openEngine(common));
    outbound::HttpClient http;
    // Beside a running server its removals of files are not held back: a file that goes meanwhile
    // may be missing.
    backups::BackupService service(
        {.database = engine->database.get(),
         .auxiliary = engine->auxiliary.get(),
         .gate = &engine->removalGate,
         .folder = engine->folder,
         .settings = [&engine] { return engine->settings.settings(); },
         .store =
             [&](const schema::Settings &settings) {
                 return blobStoreOf(settings.backups.s3, engine->folder, "backups", http);
             },
         .clock = &engine->clock,
         .random = &engine->random});
    std::string name = wanted.empty() ? service.defaultName() : wanted;
    if (!endsWith(name, ".zip")) {
        name += ".zip";
    }
    if (SOCLE_TRY(service.exists(name))) {
        return invalidInput("There is a backup \"" + name + "\" already");
    }
    SOCLE_TRY(service.create(name));
    std::printf("Created and checked the backup \"%s\"\n", name.c_str());
    return {};
}

/// A backup by its path, else by its name among the folder's own; kept alive by `engine`-free
/// means: a local file.
fs::path locate(const CommonOptions &common, const std::string &name)
{
    std::error_code ignored;
    const fs::path kept = common.folder / backups::kBackupsFolder / name;
    return !fs::exists(name, ignored) && fs::exists(kept, ignored) ? kept : fs::path(name);
}

Result<void> restore(const CommonOptions &common, const std::string &name)
{
    std::error_code fault;
    fs::create_directories(common.folder, fault);
    const auto lock = SOCLE_TRY(storage::FolderLock::take(common.folder));
    SOCLE_TRY(backups::finishRestore(common.folder));
    const fs::path staged = SOCLE_TRY(
        backups::stageRestore(common.folder, locate(common, name), runtime::systemRandom()));
    SOCLE_TRY(backups::decideRestore(common.folder, staged));
    SOCLE_TRY(backups::finishRestore(common.folder));
    if (auto engine = openEngine(common); !engine) {
        SOCLE_TRY(backups::revertRestore(common.folder));
        return engine.takeError();
    }
    backups::confirmRestore(common.folder);
    backups::emptyTrash(common.folder);
    std::printf("Restored \"%s\"\n", name.c_str());
    return {};
}

Result<void> verify(const CommonOptions &common, const BackupOptions &options)
{
    const auto report = SOCLE_TRY(backups::checkPath(locate(common, options.name)));
    const std::string text = options.isJson ? report.toJson().dump() + "\n" : report.toText();
    std::fputs(text.c_str(), stdout);
    if (!report.isSound()) {
        return invalidInput("\"" + options.name + "\" is damaged");
    }
    return {};
}

} // namespace

Result<void> manageBackups(const CommonOptions &common, const BackupOptions &options)
{
    switch (options.action) {
    case BackupOptions::Action::Create:
        return create(common, options.name);
    case BackupOptions::Action::Restore:
        return restore(common, options.name);
    case BackupOptions::Action::Verify:
        return verify(common, options);
    }
    return {};
}

} // namespace socle::app
