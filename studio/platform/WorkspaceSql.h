// The workspace's file as SQL sees it: a connection that closes itself, and what a failure means.
//
// A file that is damaged is replaced by its last copy; a disk that is full or may not be written is
// no reason to touch the file at all. SQLite tells the two apart, and here is where that is read.
//
// Private to studio/platform.
#pragma once

#include "shared/core/Result.h"

#include <QSqlDatabase>
#include <QString>

class QSqlError;

namespace socle::studio::workspacefile {

/// QtSql connections have names and belong to a thread; this one closes itself.
class Connection
{
public:
    explicit Connection(const QString &path);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    QSqlDatabase &operator*() { return m_database; }

    QSqlDatabase *operator->() { return &m_database; }

private:
    QString m_name;
    QSqlDatabase m_database;
};

/// Internal: the file is damaged. Unavailable: the file may be fine, the disk or the rights are
/// not.
Error storageError(const QString &what, const QSqlError &error);

Result<void> execute(QSqlDatabase &database, const QString &sql);

/// Opens it for safe writing: WAL, every commit on disk.
Result<void> prepare(QSqlDatabase &database);

/// A sentence about why nothing can be written: "There is no space left on the disk."
QString diskWords(const QSqlError &error);

} // namespace socle::studio::workspacefile
