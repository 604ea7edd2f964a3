// See Packing.h.
#include "backend/backups/Packing.h"

#include "backend/backups/Archive.h"
#include "backend/backups/DiskError.h"
#include "backend/backups/FolderNames.h"
#include "backend/backups/Manifest.h"
#include "backend/storage/Database.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <string>
#include <system_error>

namespace socle::backups {

namespace fs = std::filesystem;

namespace {

// Shares of the whole work, in hundredths.
constexpr double kCopied = 15;
constexpr double kCounted = 25;
constexpr double kPacked = 75;

// The databases and their logs are copied from snapshots; half-written uploads are nobody's yet.
bool isCopiedOtherwise(const fs::path &relative)
{
    const std::string name = relative.generic_string();
    const auto isDatabase = [&name](std::string_view database) {
        return startsWith(name, database)
            && (name.size() == database.size() || name.substr(database.size()) == "-wal"
                || name.substr(database.size()) == "-shm");
    };
    return std::any_of(kDatabases.begin(), kDatabases.end(), isDatabase)
        || (startsWith(name, "storage/") && endsWith(name, ".tmp"));
}

// A second name for the file's bytes, or a copy where the file system has none.
Result<void> linkFile(const fs::path &from, const fs::path &to)
{
    std::error_code failure;
    fs::create_hard_link(from, to, failure);
    if (failure && failure != std::errc::no_such_file_or_directory) {
        fs::copy_file(from, to, fs::copy_options::overwrite_existing, failure);
    }
    if (failure && failure != std::errc::no_such_file_or_directory) {
        return diskError(from, failure);
    }
    return {}; // what vanished belonged to no committed record
}

Result<void> linkTree(const fs::path &from, const fs::path &to, const runtime::StopToken &stop)
{
    std::error_code failure;
    for (auto it = fs::recursive_directory_iterator(from, failure); !failure && it != fs::end(it);
         it.increment(failure)) {
        if (stop.stop_requested()) {
            return Error{.kind = ErrorKind::Cancelled};
        }
        const fs::path relative = it->path().lexically_relative(from);
        std::error_code gone;
        if (it.depth() == 0 && isLeftOut(relative.string())) {
            it.disable_recursion_pending();
        } else if (it->is_directory(gone)) {
            fs::create_directories(to / relative, gone);
        } else if (it->is_regular_file(gone) && !isCopiedOtherwise(relative)) {
            SOCLE_TRY(linkFile(it->path(), to / relative));
        }
    }
    // A folder may go while it is being read: its files belonged to no record of the snapshot.
    return failure && failure != std::errc::no_such_file_or_directory
        ? Result<void>(diskError(from, failure))
        : Result<void>();
}

// The content of a backup in a folder of its own: snapshots of the databases, second names of
// everything else.
Result<void> collect(const PackingSource &source, const fs::path &target, const Watch &watch)
{
    std::error_code failure;
    fs::create_directories(target, failure);
    if (failure) {
        return diskError(target, failure);
    }
    // From before the snapshot until every file has its second name no file may go.
    const files::RemovalGate::Hold hold(*source.gate);
    SOCLE_TRY(source.database->copyTo(target / kDatabases[0]));
    SOCLE_TRY(source.auxiliary->copyTo(target / kDatabases[1]));
    return linkTree(source.folder, target, watch.stop);
}

// Looking at a copy leaves its log's files behind.
void removeLogs(const fs::path &database)
{
    std::error_code ignored;
    fs::remove(database.string() + "-wal", ignored);
    fs::remove(database.string() + "-shm", ignored);
}

Result<Manifest> describe(const fs::path &content, bool counts, DateTime now, const Watch &watch)
{
    Manifest manifest{.made = now.toString()};
    for (const std::string_view name : kDatabases) {
        const fs::path path = content / name;
        Manifest::Database database{.name = std::string(name)};
        if (counts) {
            database.rows = SOCLE_TRY(countSound(path, watch.stop));
            removeLogs(path);
        }
        std::error_code failure;
        database.bytes = fs::file_size(path, failure);
        database.sha256 = SOCLE_TRY(fileDigest(path));
        manifest.databases.push_back(std::move(database));
    }
    return manifest;
}

Error differs(std::string_view name, std::string_view what)
{
    return internalError("backup: " + std::string(name) + " in the archive has other "
                         + std::string(what) + " than the snapshot");
}

// What was written is opened again: every entry readable, the databases whole, byte for byte and
// with as many rows as the snapshot had.
Result<void> readBack(const fs::path &file,
                      const fs::path &work,
                      const Manifest &manifest,
                      const Watch &watch)
{
    Archive archive = SOCLE_TRY(Archive::open(file));
    const double total = std::max(1.0, static_cast<double>(archive.totalBytes()));
    double done = 0;
    for (const Archive::Entry &entry : archive.entries()) {
        if (watch.stop.stop_requested()) {
            return Error{.kind = ErrorKind::Cancelled};
        }
        done += static_cast<double>(entry.size);
        watch.tell(kPacked + (99 - kPacked) * done / total, "Checking the archive");
        const Manifest::Database *database = manifest.database(entry.name);
        if (database == nullptr) {
            SOCLE_TRY(archive.check(entry));
            continue;
        }
        const fs::path copy = work / "check" / entry.name;
        SOCLE_TRY(archive.extract(entry, copy));
        if (SOCLE_TRY(fileDigest(copy)) != database->sha256) {
            return differs(entry.name, "bytes");
        }
        if (SOCLE_TRY(countSound(copy, watch.stop)) != database->rows) {
            return differs(entry.name, "rows");
        }
    }
    return {};
}

} // namespace

Result<PackedFacts> packBackup(const PackingSource &source,
                               const fs::path &work,
                               bool verifies,
                               DateTime now,
                               const Watch &watch)
{
    watch.tell(0, "Copying the databases");
    const fs::path content = work / "content";
    SOCLE_TRY(collect(source, content, watch));
    watch.tell(kCopied, "Counting rows");
    const Manifest manifest = SOCLE_TRY(describe(content, verifies, now, watch));
    const fs::path file = work / "backup.zip";
    SOCLE_TRY(writeArchive(
        file,
        content,
        watch.stop,
        [&](double share) { watch.tell(kCounted + (kPacked - kCounted) * share, "Packing"); },
        toComment(manifest)));
    if (verifies) {
        SOCLE_TRY(readBack(file, work, manifest, watch));
    }
    PackedFacts facts{.isVerified = verifies};
    std::error_code failure;
    facts.bytes = fs::file_size(file, failure);
    facts.entries = static_cast<std::int64_t>(SOCLE_TRY(Archive::open(file)).entries().size());
    for (const Manifest::Database &database : manifest.databases) {
        for (const auto &[table, count] : database.rows) {
            facts.rows += count;
        }
    }
    return facts;
}

} // namespace socle::backups
