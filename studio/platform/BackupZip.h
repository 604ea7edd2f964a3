// A backup of a PocketBase or Socle server as it lies on the disk: a zip of its data folder.
//
// Read with libzip (zip64: a backup may be larger than 4 GB). Only what belongs to a data folder
// comes out of it, and nothing that would land outside of the target. Private to studio/platform.
#pragma once

#include "shared/core/Result.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace socle::studio {

class BackupZip
{
public:
    struct Entry
    {
        quint64 index = 0;
        QString name; // "data.db", "storage/…"
        qint64 size = 0; // unpacked
    };

    /// Errors: InvalidInput (no zip, no data.db in it, encrypted).
    static Result<BackupZip> open(const QString &path);

    BackupZip(BackupZip &&) noexcept;
    BackupZip &operator=(BackupZip &&) noexcept;
    ~BackupZip();

    /// What comes along: the databases with their WAL and the stored files.
    const std::vector<Entry> &entries() const;
    /// What does not: scripts, backups in the backup.
    QStringList leftBehind() const;

    /// Writes one entry to `target`; `block` is told the bytes and may answer false to stop.
    /// Errors: Cancelled, InvalidInput (damaged), Unavailable (disk).
    Result<void> extract(const Entry &entry,
                         const QString &target,
                         const std::function<bool(qint64)> &block) const;

private:
    struct Impl;
    explicit BackupZip(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
