// Backups of the data folder: made while the server works, checked after they are made, listed,
// restored, rotated.
//
// One backup or restore at a time ("active"). Making one disturbs nobody: the databases are copied
// from a snapshot, stored files get a second name (a hard link) in a folder of the backup's own,
// and everything slow works on those. A write acknowledged before the start is in it. Calls block,
// for minutes on large data: on worker threads only; post() offers one of ours.
#pragma once

#include "backend/backups/CollectionRestore.h"
#include "backend/backups/DataCheck.h"
#include "backend/backups/Packing.h"
#include "backend/backups/Watch.h"
#include "backend/files/BlobStore.h"
#include "backend/files/RemovalGate.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/schema/Settings.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::schema {
class SchemaStore;
}

namespace socle::storage {
class Database;
}

namespace socle::backups {

struct BackupParts
{
    storage::Database *database = nullptr; // data.db
    storage::Database *auxiliary = nullptr; // auxiliary.db
    files::RemovalGate *gate = nullptr;
    schema::SchemaStore *schema = nullptr; // restores of single collections change it
    std::filesystem::path folder = {}; // the data folder
    std::function<schema::SettingsPtr()> settings = {};
    std::function<bool()> verifies = {}; // `backups.verify`; empty: yes
    /// Where backups are kept under these settings.
    std::function<std::unique_ptr<files::BlobStore>(const schema::Settings &)> store = {};
    const runtime::Clock *clock = nullptr;
    runtime::Random *random = nullptr;
    std::function<void(std::string_view what, const Error &error)> report
        = {}; // background work that failed
    std::function<void(const std::string &name, const PackedFacts &facts)> made
        = {}; // a backup was made: for the log
    std::function<void()> restart = {}; // a restore was decided: the program takes it from there
};

/// What the last look at a backup found.
struct BackupCheck
{
    std::uint64_t size = 0; // of the archive then: another size means another file
    bool isSound = false;
    std::string checked = {}; // when, in the stored layout
};

class BackupService
{
public:
    /// The parts outlive the service.
    explicit BackupService(BackupParts parts);
    ~BackupService(); // stop()

    /// Ends what runs, leaving the folder as it was; nothing runs afterwards. Idempotent.
    void stop();

    /// Name of the backup that is being made or restored, "" while a restore without a name runs;
    /// nothing when idle.
    std::optional<std::string> active() const;

    Result<std::vector<files::BlobInfo>> list();
    Result<bool> exists(std::string_view key);
    Result<files::LocalBlob> fetch(std::string_view key);
    Result<void> remove(std::string_view key);
    /// Keeps the file `source` as a backup under `name`; the file is gone afterwards.
    Result<void> add(std::string_view name, const std::filesystem::path &source);
    /// The same for bytes in memory; `passed` is told of those that are written.
    Result<void> addBytes(
        std::string_view name,
        std::string_view bytes,
        FunctionRef<void(std::string_view)> passed = [](std::string_view) {});

    /// Makes a backup and, unless the settings say no, verifies it. Errors: Conflict when another
    /// one is active, Unavailable, Internal (the check failed), Cancelled.
    Result<PackedFacts> create(const std::string &name, const Watch &watch = {});
    /// Looks at a backup that is kept, and what restoring it here would change. The outcome is
    /// remembered. Errors: NotFound, Unavailable, Cancelled.
    Result<CheckReport> verify(const std::string &key, const Watch &watch = {});
    /// What is known of the backups by key.
    Result<std::map<std::string, BackupCheck>> checks();
    /// `pb_backup_<app>_<time>.zip` for the moment of the call.
    std::string defaultName(std::string_view prefix = "pb_backup_") const;
    /// What the schedule asks for: a backup `@auto_pb_backup_…`, then rotation (admin-api.md A4.3).
    Result<void> createAutomatic();

    /// Begins a restore in the background, a second from now; it ends with `restart`. False when
    /// another one is active.
    bool startRestore(std::string key);
    /// The same now, on this thread: stages and decides; the caller then calls restart(). `note` is
    /// found by restoreNote() when the new content is in its place. Errors: Conflict, NotFound,
    /// InvalidInput (damaged), Unavailable, Cancelled.
    Result<void> decide(const std::string &key, const std::string &note, const Watch &watch);

    void restart() const { m_parts.restart(); }

    /// Puts some collections back as they are in the backup and leaves everything else alone; see
    /// CollectionRestore.h. Errors: Conflict, NotFound, InvalidInput, Unavailable, Cancelled.
    Result<CollectionRestoreReport> restoreCollections(const std::string &key,
                                                       const std::vector<std::string> &names,
                                                       const Watch &watch);

    /// Runs `work` on the thread of the backups. False when too much waits.
    bool post(UniqueFunction<void()> work) { return m_worker.post(std::move(work)); }

private:
    class Turn; // "active" for as long as it lives

    std::unique_ptr<files::BlobStore> store() const;
    std::unique_ptr<Turn> begin(const std::string &name);
    std::filesystem::path newWorkFolder(std::string_view prefix) const;
    Result<void> stage(const std::string &key,
                       const std::string &note,
                       const runtime::StopToken &stop);

    bool isVerifying() const { return !m_parts.verifies || m_parts.verifies(); }

    void remember(const std::string &key, std::uint64_t size, bool isSound, const Json &report);

    const BackupParts m_parts;
    runtime::StopSource m_stop;
    mutable std::mutex m_mutex; // guards m_active; nothing is called while it is held
    std::optional<std::string> m_active;
    std::shared_ptr<Turn> m_decided; // set once: keeps the turn of a restore that was decided
    runtime::WorkerPool m_worker; // last: its thread uses the rest
};

} // namespace socle::backups
