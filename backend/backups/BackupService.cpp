#include "backend/backups/BackupService.h"

#include "backend/backups/Archive.h"
#include "backend/backups/DataCheck.h"
#include "backend/backups/FolderNames.h"
#include "backend/backups/Restore.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/Database.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <fstream>
#include <system_error>
#include <utility>

namespace socle::backups {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kAutoPrefix = "@auto_pb_backup_";
constexpr std::size_t kMaxAppName = 50;
constexpr std::chrono::seconds kRestoreDelay{1};
constexpr std::array<std::string_view, 2> kDatabases{"data.db", "auxiliary.db"};

Error diskError(const fs::path &path, const std::error_code &reason)
{
    return Error{.kind = ErrorKind::Unavailable,
                 .message = path.string() + ": " + reason.message()};
}

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

// Removes a folder of ours on every way out.
struct WorkFolder
{
    fs::path path;

    ~WorkFolder()
    {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

} // namespace

class BackupService::Turn
{
public:
    explicit Turn(BackupService &service)
        : m_service(service)
    {
    }

    ~Turn()
    {
        const std::lock_guard lock(m_service.m_mutex);
        m_service.m_active.reset();
    }

    Turn(const Turn &) = delete;
    Turn &operator=(const Turn &) = delete;

private:
    BackupService &m_service;
};

BackupService::BackupService(BackupParts parts)
    : m_parts(std::move(parts))
    , m_worker({.name = "backup", .threads = 1, .maxQueued = 64})
{
}

BackupService::~BackupService() { stop(); }

void BackupService::stop()
{
    m_stop.request_stop();
    m_worker.stop({});
}

std::optional<std::string> BackupService::active() const
{
    const std::lock_guard lock(m_mutex);
    return m_active;
}

std::unique_ptr<BackupService::Turn> BackupService::begin(const std::string &name)
{
    const std::lock_guard lock(m_mutex);
    if (m_active) {
        return nullptr;
    }
    m_active = name;
    return std::make_unique<Turn>(*this);
}

std::unique_ptr<files::BlobStore> BackupService::store() const
{
    return m_parts.store(*m_parts.settings());
}

Result<std::vector<files::BlobInfo>> BackupService::list() { return store()->list(""); }

Result<bool> BackupService::exists(std::string_view key) { return store()->exists(key); }

Result<files::LocalBlob> BackupService::fetch(std::string_view key) { return store()->fetch(key); }

Result<void> BackupService::remove(std::string_view key) { return store()->remove(key); }

Result<void> BackupService::add(std::string_view name, const fs::path &source)
{
    return store()->take(
        name, source, {.contentType = "application/zip", .originalName = std::string(name)});
}

Result<void> BackupService::addBytes(std::string_view name, std::string_view bytes)
{
    const WorkFolder work{newWorkFolder("pb_upload_")};
    std::error_code failure;
    fs::create_directories(work.path, failure);
    const fs::path file = work.path / "upload.zip";
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
        return diskError(file, std::make_error_code(std::errc::io_error));
    }
    return add(name, file);
}

std::string BackupService::defaultName(std::string_view prefix) const
{
    std::string app = snakeCase(m_parts.settings()->meta.appName);
    app.resize(std::min(app.size(), kMaxAppName));
    const std::string stamp = m_parts.clock->now().toString(); // YYYY-MM-DD HH:MM:SS.mmmZ
    std::string digits;
    for (const char c : stamp.substr(0, 19)) {
        if (c >= '0' && c <= '9') {
            digits += c;
        }
    }
    return std::string(prefix) + app + "_" + digits + ".zip";
}

fs::path BackupService::newWorkFolder(std::string_view prefix) const
{
    const std::string suffix = m_parts.random->fromAlphabet(runtime::kLowerAlphanumeric, 6);
    return m_parts.folder / kTrashFolder / (std::string(prefix) + suffix);
}

Result<void> BackupService::create(const std::string &name)
{
    const auto turn = begin(name);
    if (!turn) {
        return Error{.kind = ErrorKind::Conflict,
                     .message = "Another backup or restore is running."};
    }
    const WorkFolder work{newWorkFolder("pb_backup_")};
    return make(work.path, name);
}

// The content of a backup in a folder of its own: snapshots of the databases, second names of
// everything else.
Result<void> BackupService::collect(const fs::path &target)
{
    std::error_code failure;
    fs::create_directories(target, failure);
    if (failure) {
        return diskError(target, failure);
    }
    // From before the snapshot until every file has its second name no file may go.
    const files::RemovalGate::Hold hold(*m_parts.gate);
    SOCLE_TRY(m_parts.database->copyTo(target / kDatabases[0]));
    SOCLE_TRY(m_parts.auxiliary->copyTo(target / kDatabases[1]));
    return linkTree(m_parts.folder, target, m_stop.get_token());
}

Result<void> BackupService::make(const fs::path &work, const std::string &name)
{
    const runtime::StopToken stop = m_stop.get_token();
    const fs::path content = work / "content";
    SOCLE_TRY(collect(content));
    std::array<TableCounts, 2> counts;
    for (std::size_t i = 0; i < kDatabases.size(); ++i) {
        counts[i] = SOCLE_TRY(countSound(content / kDatabases[i], stop));
        std::error_code ignored; // looking at a copy leaves its log's files behind
        fs::remove(content / (std::string(kDatabases[i]) + "-wal"), ignored);
        fs::remove(content / (std::string(kDatabases[i]) + "-shm"), ignored);
    }
    const fs::path file = work / "backup.zip";
    SOCLE_TRY(writeArchive(file, content, stop));
    // What was written is opened again: every entry readable, the databases whole, with as many
    // rows as the snapshot had.
    Archive archive = SOCLE_TRY(Archive::open(file));
    for (const Archive::Entry &entry : archive.entries()) {
        if (stop.stop_requested()) {
            return Error{.kind = ErrorKind::Cancelled};
        }
        const auto database = std::find(kDatabases.begin(), kDatabases.end(), entry.name);
        if (database == kDatabases.end()) {
            SOCLE_TRY(archive.check(entry));
            continue;
        }
        const fs::path copy = work / "check" / entry.name;
        SOCLE_TRY(archive.extract(entry, copy));
        if (SOCLE_TRY(countSound(copy, stop))
            != counts[static_cast<std::size_t>(database - kDatabases.begin())]) {
            return internalError("backup: " + entry.name
                                 + " in the archive has other rows than the snapshot");
        }
    }
    return add(name, file);
}

Result<void> BackupService::createAutomatic()
{
    SOCLE_TRY(create(defaultName(kAutoPrefix)));
    const std::int64_t keep = m_parts.settings()->backups.cronMaxKeep;
    if (keep == 0) {
        return {};
    }
    auto all = SOCLE_TRY(store()->list(kAutoPrefix));
    std::stable_sort(
        all.begin(), all.end(), [](const files::BlobInfo &a, const files::BlobInfo &b) {
            return a.modified > b.modified;
        });
    for (std::size_t i = static_cast<std::size_t>(keep); i < all.size(); ++i) {
        SOCLE_TRY(remove(all[i].key));
    }
    return {};
}

bool BackupService::startRestore(std::string key)
{
    std::shared_ptr<Turn> turn = begin(key);
    return turn && post([this, turn, key = std::move(key)] {
               // The answer of the request leaves first.
               std::mutex mutex;
               std::condition_variable_any wait;
               std::unique_lock lock(mutex);
               wait.wait_for(lock, m_stop.get_token(), kRestoreDelay, [] { return false; });
               if (m_stop.stop_requested()) {
                   return;
               }
               if (const auto restored = restore(key); !restored) {
                   m_parts.report("restore of " + key, restored.error());
               } else {
                   m_decided = turn; // nothing else may begin until the program starts anew
                   m_parts.restart();
               }
           });
}

Result<void> BackupService::restore(const std::string &key)
{
    const files::LocalBlob archive = SOCLE_TRY(fetch(key));
    const fs::path staged = SOCLE_TRY(
        stageRestore(m_parts.folder, archive.path(), *m_parts.random, m_stop.get_token()));
    return decideRestore(m_parts.folder, staged);
}

} // namespace socle::backups
