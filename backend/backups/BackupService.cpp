#include "backend/backups/BackupService.h"

#include "backend/backups/DiskError.h"
#include "backend/backups/FolderNames.h"
#include "backend/backups/Restore.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/Database.h"
#include "shared/core/Text.h"

#include <algorithm>
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

/// One token for two who may say stop.
class Stops
{
public:
    Stops(const runtime::StopToken &one, const runtime::StopToken &other)
        : m_one(one, Stop{&m_both})
        , m_other(other, Stop{&m_both})
    {
    }

    runtime::StopToken token() const { return m_both.get_token(); }

private:
    struct Stop
    {
        runtime::StopSource *both;

        void operator()() const { both->request_stop(); }
    };

    runtime::StopSource m_both;
    std::stop_callback<Stop> m_one;
    std::stop_callback<Stop> m_other;
};

Error busy()
{
    return Error{.kind = ErrorKind::Conflict, .message = "Another backup or restore is running."};
}

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

Result<void> BackupService::remove(std::string_view key)
{
    SOCLE_TRY(store()->remove(key));
    m_parts.database->writer().submit(
        [statement
         = storage::sql("DELETE FROM `_backup_checks` WHERE `key` = ?", std::string(key))](
            storage::WriteTransaction &tx) -> Result<void> {
            SOCLE_TRY(tx.execute(statement));
            return {};
        },
        [](const Result<void> &) {}); // a row about nothing does no harm
    return {};
}

Result<void> BackupService::add(std::string_view name, const fs::path &source)
{
    return store()->take(
        name, source, {.contentType = "application/zip", .originalName = std::string(name)});
}

Result<void> BackupService::addBytes(std::string_view name,
                                     std::string_view bytes,
                                     FunctionRef<void(std::string_view)> passed)
{
    constexpr std::size_t kPiece = 1048576;
    const WorkFolder work{newWorkFolder("pb_upload_")};
    std::error_code failure;
    fs::create_directories(work.path, failure);
    const fs::path file = work.path / "upload.zip";
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    for (std::string_view rest = bytes; !rest.empty() && out;) {
        const std::string_view piece = rest.substr(0, kPiece);
        rest.remove_prefix(piece.size());
        out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
        passed(piece);
    }
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

Result<PackedFacts> BackupService::create(const std::string &name, const Watch &watch)
{
    const auto turn = begin(name);
    if (!turn) {
        return busy();
    }
    const Stops stops(m_stop.get_token(), watch.stop);
    const WorkFolder work{newWorkFolder("pb_backup_")};
    const PackedFacts facts = SOCLE_TRY(packBackup({.database = m_parts.database,
                                                    .auxiliary = m_parts.auxiliary,
                                                    .gate = m_parts.gate,
                                                    .folder = m_parts.folder},
                                                   work.path,
                                                   isVerifying(),
                                                   m_parts.clock->now(),
                                                   {stops.token(), watch.progress}));
    watch.tell(99, "Storing the archive");
    SOCLE_TRY(add(name, work.path / "backup.zip"));
    if (facts.isVerified) {
        remember(
            name, facts.bytes, true, JsonObject{{"entries", facts.entries}, {"rows", facts.rows}});
    }
    if (m_parts.made) {
        m_parts.made(name, facts);
    }
    return facts;
}

Result<CheckReport> BackupService::verify(const std::string &key, const Watch &watch)
{
    const Stops stops(m_stop.get_token(), watch.stop);
    watch.tell(0, "Fetching the backup");
    const files::LocalBlob archive = SOCLE_TRY(fetch(key));
    std::error_code failure;
    const std::uint64_t size = fs::file_size(archive.path(), failure);
    watch.tell(10, "Checking the archive");
    CheckReport report = SOCLE_TRY(checkPath(archive.path(),
                                             {.stop = stops.token(),
                                              .workFolder = m_parts.folder / kTrashFolder,
                                              .compareWith = m_parts.folder}));
    report.path = key; // where it lies on this machine is nobody's business
    remember(key, size, report.isSound(), JsonObject{{"problems", report.toJson()["problems"]}});
    return report;
}

// Known only as long as the folder is: a restore forgets what came after it.
void BackupService::remember(const std::string &key,
                             std::uint64_t size,
                             bool isSound,
                             const Json &report)
{
    m_parts.database->writer().submit(
        [statement
         = storage::sql("INSERT OR REPLACE INTO `_backup_checks` (`key`, `size`, `sound`, "
                        "`checked`, `report`) VALUES (?, ?, ?, ?, ?)",
                        key,
                        static_cast<std::int64_t>(size),
                        std::int64_t{isSound ? 1 : 0},
                        m_parts.clock->now().toString(),
                        report.dump())](storage::WriteTransaction &tx) -> Result<void> {
            SOCLE_TRY(tx.execute(statement));
            return {};
        },
        [](const Result<void> &) {}); // knowing less is no failure of the backup
}

Result<std::map<std::string, BackupCheck>> BackupService::checks()
{
    std::map<std::string, BackupCheck> all;
    SOCLE_TRY(m_parts.database->read([&](storage::ReadTransaction &tx) {
        return tx.query(
            storage::sql("SELECT `key`, `size`, `sound`, `checked` FROM `_backup_checks`"),
            [&](const storage::Row &row) {
                all.emplace(row.text(0),
                            BackupCheck{.size = static_cast<std::uint64_t>(row.integer(1)),
                                        .isSound = row.integer(2) != 0,
                                        .checked = std::string(row.text(3))});
                return storage::Next::Continue;
            });
    }));
    return all;
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
               if (const auto restored = stage(key, {}, m_stop.get_token()); !restored) {
                   m_parts.report("restore of " + key, restored.error());
               } else {
                   m_decided = turn; // nothing else may begin until the program starts anew
                   m_parts.restart();
               }
           });
}

Result<void> BackupService::decide(const std::string &key,
                                   const std::string &note,
                                   const Watch &watch)
{
    std::shared_ptr<Turn> turn = begin(key);
    if (!turn) {
        return busy();
    }
    const Stops stops(m_stop.get_token(), watch.stop);
    watch.tell(5, "Unpacking and checking the backup");
    SOCLE_TRY(stage(key, note, stops.token()));
    m_decided = std::move(turn);
    watch.tell(90, "Starting anew with the restored data");
    return {};
}

Result<void> BackupService::stage(const std::string &key,
                                  const std::string &note,
                                  const runtime::StopToken &stop)
{
    const files::LocalBlob archive = SOCLE_TRY(fetch(key));
    const fs::path staged
        = SOCLE_TRY(stageRestore(m_parts.folder, archive.path(), *m_parts.random, stop, note));
    return decideRestore(m_parts.folder, staged);
}

Result<CollectionRestoreReport> BackupService::restoreCollections(
    const std::string &key, const std::vector<std::string> &names, const Watch &watch)
{
    const auto turn = begin(key);
    if (!turn) {
        return busy();
    }
    const Stops stops(m_stop.get_token(), watch.stop);
    const WorkFolder work{newWorkFolder("pb_pick_")};
    const files::LocalBlob archive = SOCLE_TRY(fetch(key));
    return backups::restoreCollections({.database = m_parts.database,
                                        .schema = m_parts.schema,
                                        .gate = m_parts.gate,
                                        .folder = m_parts.folder,
                                        .filesAreHere = !m_parts.settings()->s3.enabled},
                                       archive.path(),
                                       work.path,
                                       names,
                                       {stops.token(), watch.progress});
}

} // namespace socle::backups
