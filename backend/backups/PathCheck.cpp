// Folders, archives and database files: what a path is, what an archive says of itself, what
// restoring it would change. Looking into the databases: DataCheck.cpp.
#include "backend/backups/Archive.h"
#include "backend/backups/FolderCheck.h"
#include "backend/backups/Manifest.h"
#include "backend/runtime/Random.h"
#include "shared/core/Text.h"

#include <fstream>
#include <set>
#include <system_error>

namespace socle::backups {

namespace fs = std::filesystem;

namespace {

std::set<std::string> keysOf(const FileList &files)
{
    std::set<std::string> keys;
    for (const auto &[key, file] : files) {
        keys.insert(key);
    }
    return keys;
}

// What the archive says it was made of against what came out of it.
void compareWithManifest(const Archive &archive, const fs::path &work, CheckReport &report)
{
    const auto manifest = readComment(archive.comment());
    if (!manifest) {
        return;
    }
    report.made = manifest->made;
    for (CheckReport::Database &database : report.databases) {
        const Manifest::Database *packed = manifest->database(database.name);
        if (packed == nullptr) {
            continue;
        }
        // Looking at a database does not change its bytes.
        const auto digest = fileDigest(work / database.name);
        database.checksum = digest && *digest == packed->sha256 ? "match" : "differ";
        if (database.checksum == "differ") {
            report.problems.push_back(database.name
                                      + ": its checksum is not the one it was packed with");
        }
        for (const CheckReport::Table &table : database.tables) {
            const auto count = packed->rows.find(table.name);
            if (count != packed->rows.end() && count->second != table.rows) {
                report.problems.push_back(database.name + ": " + table.name + " has "
                                          + std::to_string(table.rows) + " rows and had "
                                          + std::to_string(count->second));
            }
        }
    }
}

// What restoring it would change, where that was asked and can be said.
Result<void> preview(const fs::path &database,
                     const std::set<std::string> *files,
                     CheckReport &report,
                     const CheckOptions &options)
{
    std::error_code ignored;
    if (options.compareWith.empty() || report.format == "sqlite" || !report.isSound()
        || !fs::exists(options.compareWith / kData, ignored)) {
        return {};
    }
    auto made = previewRestore(database, options.compareWith / kData, options.stop);
    if (!made) {
        if (made.error().kind == ErrorKind::Cancelled) {
            return made.takeError();
        }
        report.warnings.push_back("what restoring it would change cannot be said: "
                                  + made.error().message + made.error().cause);
        return {};
    }
    report.preview = made.takeValue();
    if (files != nullptr) {
        const std::set<std::string> here = keysOf(listFolder(options.compareWith));
        for (const std::string &key : *files) {
            report.preview->filesReturning += here.count(key) == 0 ? 1 : 0;
        }
        for (const std::string &key : here) {
            report.preview->filesGoing += files->count(key) == 0 ? 1 : 0;
        }
    }
    return {};
}

Result<void> checkArchive(const fs::path &path, CheckReport &report, const CheckOptions &options)
{
    auto opened = Archive::open(path);
    if (!opened) {
        report.problems.push_back(opened.error().message);
        return {};
    }
    Archive archive = opened.takeValue();
    report.archiveEntries = static_cast<std::int64_t>(archive.entries().size());
    report.archiveBytes = archive.totalBytes();
    std::error_code failure;
    const fs::path work
        = (options.workFolder.empty() ? fs::temp_directory_path(failure) : options.workFolder)
        / ("socle_check_" + runtime::systemRandom().recordId());
    const auto checked = [&]() -> Result<void> {
        FileList files;
        for (const Archive::Entry &entry : archive.entries()) {
            if (options.stop.stop_requested()) {
                return Error{.kind = ErrorKind::Cancelled};
            }
            if (entry.isFolder) {
                continue;
            }
            const bool isDatabase = startsWith(entry.name, kData) || startsWith(entry.name, kLogs);
            const auto read = isDatabase && entry.name.find('/') == std::string::npos
                ? archive.extract(entry, work / entry.name)
                : archive.check(entry);
            if (!read && read.error().kind != ErrorKind::InvalidInput) {
                return read.error();
            }
            if (!read) {
                report.problems.push_back(read.error().message);
            }
            addStoredFile(files, entry.name, entry.size);
        }
        const auto names = keysOf(files);
        SOCLE_TRY(checkFolder(work, report, options, std::move(files)));
        if (!options.isQuick) {
            compareWithManifest(archive, work, report);
        }
        return preview(work / kData, &names, report, options);
    }();
    fs::remove_all(work, failure);
    return checked;
}

} // namespace

Result<CheckReport> checkPath(const fs::path &path, const CheckOptions &options)
{
    std::error_code failure;
    CheckReport report{.path = path.string(), .format = "unknown"};
    if (fs::is_directory(path, failure)) {
        report.kind = "folder";
        SOCLE_TRY(checkFolder(path, report, options, listFolder(path)));
        return report;
    }
    if (!fs::is_regular_file(path, failure)) {
        return notFound("There is no file or folder \"" + path.string() + "\".");
    }
    std::string start(16, '\0');
    std::ifstream(path, std::ios::binary)
        .read(start.data(), static_cast<std::streamsize>(start.size()));
    if (startsWith(start, "SQLite format 3")) {
        report.kind = "database";
        SOCLE_TRY(checkDatabase(path, report, options));
        SOCLE_TRY(preview(path, nullptr, report, options));
    } else {
        report.kind = "backup";
        SOCLE_TRY(checkArchive(path, report, options));
    }
    return report;
}

} // namespace socle::backups
