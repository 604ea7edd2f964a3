// Existing data becomes a project: look first (what is in it, does it fit), then copy, never open
// in place.
//
// inspectExistingData() only reads. DataCopy works on its own thread, reports bytes, can be
// cancelled, folds the WAL into the copy, runs SQLite's integrity check, and removes the half-made
// project when it fails.
//
// Source: studio.md 3.12 (2).
#pragma once

#include "shared/core/Result.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>

namespace socle::studio {

struct ExistingData
{
    enum class Kind { Folder, DatabaseFile, BackupZip };
    Kind kind = Kind::Folder;
    QString path; // the pb_data folder, the .db file or the zip
    QString databaseFile;
    QString proposedName;
    qint64 bytes = 0; // everything that will be copied
    qint64 freeBytes = 0; // on the disk of the proposed place
    bool isLookedInto = true; // false: a large zip, its collections are known after the copy
    QStringList collections; // user collections by name
    int systemCollections = 0;
    int superusers = 0;
    bool hasWal = false;
    bool hasEncryptedSettings = false;
    QStringList leftBehind; // hooks, migrations in JavaScript: names of what will not come along

    bool fits() const { return freeBytes > bytes + bytes / 10; }
};

/// Errors: NotFound (no database there), InvalidInput (not a PocketBase or Socle database, or a zip
/// that is no backup). Reads the disk: call it off the UI thread.
Result<ExistingData> inspectExistingData(const QString &path, const QString &targetParent);

class DataCopy : public QObject
{
    Q_OBJECT

public:
    explicit DataCopy(QObject *parent = nullptr);
    ~DataCopy() override;

    /// Copies into a new project at `folder`. One copy per object.
    void start(const ExistingData &source, const QString &folder, const QString &name);
    /// Stops at the next block; `finished` follows with a Cancelled error.
    void cancel();

signals:
    void progressed(qint64 doneBytes, qint64 totalBytes, const QString &phase);
    /// `error` is empty when it worked.
    void finished(bool ok, const QString &error);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
