// Backups of the data folder: made while the server works, checked after they are made, listed,
// restored, rotated.
//
// One backup or restore at a time ("active"). Making one disturbs nobody: the databases are copied
// from a snapshot, stored files get a second name (a hard link) in a folder of the backup's own,
// and everything slow works on those. A write acknowledged before the start is in it. Calls block,
// for minutes on large data: on worker threads only; post() offers one of ours.
#pragma once

#include "backend/files/BlobStore.h"
#include "backend/files/RemovalGate.h"
#include "backend/runtime/Deadline.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/schema/Settings.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <filesystem>
#include <functional>
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

namespace socle::storage {
class Database;
}

namespace socle::backups {

struct BackupParts
{
    storage::Database *database = nullptr; // data.db
    storage::Database *auxiliary = nullptr; // auxiliary.db
    files::RemovalGate *gate = nullptr;
    std::filesystem::path folder = {}; // the data folder
    std::function<schema::SettingsPtr()> settings = {};
    /// Where backups are kept under these settings.
    std::function<std::unique_ptr<files::BlobStore>(const schema::Settings &)> store = {};
    const runtime::Clock *clock = nullptr;
    runtime::Random *random = nullptr;
    std::function<void(std::string_view what, const Error &error)> report
        = {}; // background work that failed
    std::function<void()> restart = {}; // a restore was decided: the program takes it from there
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
    Result<void> addBytes(std::string_view name, std::string_view bytes);

    /// Makes a backup. Errors: Conflict when another one is active, Unavailable, Internal (the
    /// check failed), Cancelled.
    Result<void> create(const std::string &name);
    /// `pb_backup_<app>_<time>.zip` for the moment of the call.
    std::string defaultName(std::string_view prefix = "pb_backup_") const;
    /// What the schedule asks for: a backup `@auto_pb_backup_…`, then rotation (admin-api.md A4.3).
    Result<void> createAutomatic();

    /// Begins a restore in the background, a second from now; it ends with `restart`. False when
    /// another one is active.
    bool startRestore(std::string key);

    /// Runs `work` on the thread of the backups. False when too much waits.
    bool post(UniqueFunction<void()> work) { return m_worker.post(std::move(work)); }

private:
    class Turn; // "active" for as long as it lives

    std::unique_ptr<files::BlobStore> store() const;
    std::unique_ptr<Turn> begin(const std::string &name);
    std::filesystem::path newWorkFolder(std::string_view prefix) const;
    Result<void> make(const std::filesystem::path &work, const std::string &name);
    Result<void> collect(const std::filesystem::path &target);
    Result<void> restore(const std::string &key);

    const BackupParts m_parts;
    runtime::StopSource m_stop;
    mutable std::mutex m_mutex; // guards m_active; nothing is called while it is held
    std::optional<std::string> m_active;
    std::shared_ptr<Turn> m_decided; // the worker's: keeps the turn of a restore that was decided
    runtime::WorkerPool m_worker; // last: its thread uses the rest
};

} // namespace socle::backups
