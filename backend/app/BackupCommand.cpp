// `socle backup create|restore|verify`: the same backups as over HTTP, without a server.
#include "backend/app/Commands.h"
#include "backend/app/NamedServices.h"
#include "backend/app/Wiring.h"
#include "backend/backups/BackupService.h"
#include "backend/backups/CollectionRestore.h"
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

/// The backups of a folder beside whoever has it open. Removals of files by a running server are
/// not held back: a file that goes meanwhile may be missing in a backup.
class FolderBackups
{
public:
    explicit FolderBackups(Engine &engine)
        : service(backupPartsOf(engine, m_http))
    {
    }

private:
    outbound::HttpClient m_http;

public:
    backups::BackupService service;
};

void print(const Json &json) { std::printf("%s\n", json.dump().c_str()); }

Result<void> create(const CommonOptions &common, const BackupOptions &options)
{
    const auto engine = SOCLE_TRY(openEngine(common));
    FolderBackups backups(*engine);
    std::string name = options.name.empty() ? backups.service.defaultName() : options.name;
    if (!endsWith(name, ".zip")) {
        name += ".zip";
    }
    if (SOCLE_TRY(backups.service.exists(name))) {
        return invalidInput("There is a backup \"" + name + "\" already");
    }
    const auto facts = SOCLE_TRY(backups.service.create(name));
    if (options.isJson) {
        print(JsonObject{{"key", name},
                         {"size", static_cast<std::int64_t>(facts.bytes)},
                         {"entries", facts.entries},
                         {"rows", facts.rows},
                         {"verified", facts.isVerified}});
    } else {
        std::printf("Created %s the backup \"%s\"\n",
                    facts.isVerified ? "and verified" : "but did not verify",
                    name.c_str());
    }
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

/// A local file for `name`; a backup in a bucket is fetched, and goes with the object.
Result<files::LocalBlob> findArchive(const CommonOptions &common, const std::string &name)
{
    std::error_code ignored;
    fs::path path = locate(common, name);
    if (fs::exists(path, ignored)) {
        return files::LocalBlob(std::move(path), {}, files::LocalBlob::Ownership::Store);
    }
    if (!fs::exists(common.folder / "data.db", ignored)) {
        return notFound("There is no backup \"" + name + "\"");
    }
    const auto engine = SOCLE_TRY(openEngine(common));
    auto fetched = FolderBackups(*engine).service.fetch(name);
    return fetched ? std::move(fetched)
                   : Result<files::LocalBlob>(notFound("There is no backup \"" + name + "\""));
}

Result<void> restoreFolder(const CommonOptions &common, const BackupOptions &options)
{
    std::error_code fault;
    fs::create_directories(common.folder, fault);
    const auto lock = SOCLE_TRY(storage::FolderLock::take(common.folder));
    SOCLE_TRY(backups::finishRestore(common.folder));
    fs::path staged;
    {
        const auto archive = SOCLE_TRY(findArchive(common, options.name));
        staged = SOCLE_TRY(
            backups::stageRestore(common.folder, archive.path(), runtime::systemRandom()));
    }
    SOCLE_TRY(backups::decideRestore(common.folder, staged));
    SOCLE_TRY(backups::finishRestore(common.folder));
    if (auto engine = openEngine(common); !engine) {
        SOCLE_TRY(backups::revertRestore(common.folder));
        return engine.takeError();
    }
    backups::confirmRestore(common.folder);
    backups::emptyTrash(common.folder);
    if (options.isJson) {
        print(JsonObject{{"restored", options.name}, {"folder", common.folder.string()}});
    } else {
        std::printf("Restored \"%s\"\n", options.name.c_str());
    }
    return {};
}

Result<void> restoreSome(const CommonOptions &common, const BackupOptions &options)
{
    const auto archive = SOCLE_TRY(findArchive(common, options.name));
    const auto engine = SOCLE_TRY(openEngine(common));
    const fs::path work
        = engine->folder / backups::kTrashFolder / ("pick_" + runtime::systemRandom().recordId());
    const auto report
        = backups::restoreCollections({.database = engine->database.get(),
                                       .schema = &engine->schema,
                                       .gate = &engine->removalGate,
                                       .folder = engine->folder,
                                       .filesAreHere = !engine->settings.settings()->s3.enabled},
                                      archive.path(),
                                      work,
                                      options.collections,
                                      {});
    std::error_code ignored;
    fs::remove_all(work, ignored);
    if (!report) {
        return report.error();
    }
    if (options.isJson) {
        print(report->toJson());
    } else {
        std::printf("Restored from \"%s\"\n%s", options.name.c_str(), report->toText().c_str());
    }
    return {};
}

Result<void> verify(const CommonOptions &common, const BackupOptions &options)
{
    std::error_code ignored;
    const fs::path path = locate(common, options.name);
    // A folder is what it is; anything else would be put into the place of this one.
    const bool isFolder = fs::is_directory(path, ignored);
    const auto report = SOCLE_TRY(
        backups::checkPath(path, {.compareWith = isFolder ? fs::path() : common.folder}));
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
        return create(common, options);
    case BackupOptions::Action::Restore:
        return options.collections.empty() ? restoreFolder(common, options)
                                           : restoreSome(common, options);
    case BackupOptions::Action::Verify:
        return verify(common, options);
    }
    return {};
}

} // namespace socle::app
