// The file under the Workspace: opening it safely, repairing by replacement, daily copies, and the
// thread that writes.
//
// Private to studio/platform.
#pragma once

#include "shared/core/Result.h"
#include "studio/platform/Workspace.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QString>

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

class QSqlDatabase;

namespace socle::studio::workspacefile {

/// Everything in the file, as read at opening.
struct Contents
{
    std::vector<ConnectionProfile> connections;
    QHash<QString, QJsonValue> preferences;
    QHash<QString, QHash<QString, QJsonValue>> state; // connection -> key -> value
    QHash<QString, QHash<QString, Draft>> drafts; // connection -> id -> draft
};

struct Opened
{
    QString path;
    QString notice; // what happened, for the user; empty when all was well
    Contents contents;
};

/// Opens, checks, migrates and reads `folder`/workspace.db; makes today's copy; replaces a damaged
/// file. One that cannot be written (full disk, read-only folder) is left alone: what it says is
/// read, `notice` tells. Errors: PreconditionFailed for a file of a newer version.
Result<Opened> open(const QString &folder);

/// Makes the tables where there are none yet. Errors: PreconditionFailed for a newer file.
Result<void> ensureTables(QSqlDatabase &database);

/// One change of one row; the newest change of a row wins before it is written.
struct Change
{
    QString sql;
    QVariantList bindings;
};

/// The writer thread: gathers changes for a moment, then one transaction. Own connection to the
/// file.
class Writer
{
public:
    Writer(QString path, std::function<void(QString)> onFailure);
    ~Writer(); // writes what is pending first

    void put(const QString &row, Change change);
    bool flush(int timeoutMs);

private:
    void run();
    bool write(QSqlDatabase &database, const std::map<QString, Change> &changes, QString &reason);

    const QString m_path;
    const std::function<void(QString)> m_onFailure;
    std::mutex m_mutex; // guards everything below; nothing is called while it is held
    std::condition_variable m_wake;
    std::condition_variable m_written;
    std::map<QString, Change> m_pending;
    bool m_isWriting = false;
    bool m_hurry = false;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace socle::studio::workspacefile
