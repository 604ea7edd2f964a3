// The writer thread of the workspace: what is put is gathered for a moment, then written in one
// transaction. A disk that refuses keeps everything here, newest change of a row first, until it
// takes it.
#include "studio/platform/WorkspaceFile.h"
#include "studio/platform/WorkspaceSql.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <chrono>

using namespace Qt::StringLiterals;

namespace socle::studio::workspacefile {

namespace {

constexpr std::chrono::milliseconds kGatherTime{200}; // well inside "on disk within 1 s"
constexpr std::chrono::milliseconds kRetryTime{1000};

/// A null QString or QByteArray would be bound as NULL; here both mean "empty" (the window's own
/// state has connection "").
QVariant notNull(const QVariant &value)
{
    if (value.typeId() == QMetaType::QString && value.toString().isNull()) {
        return QString(u""_s);
    }
    if (value.typeId() == QMetaType::QByteArray && value.toByteArray().isNull()) {
        return QByteArray("");
    }
    return value;
}

} // namespace

Writer::Writer(QString path, std::function<void(QString)> onFailure)
    : m_path(std::move(path))
    , m_onFailure(std::move(onFailure))
{
    if (!m_path.isEmpty()) {
        m_thread = std::thread([this] { run(); });
    }
}

Writer::~Writer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void Writer::put(const QString &row, Change change)
{
    if (m_path.isEmpty()) {
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_pending[row] = std::move(change);
    }
    m_wake.notify_all();
}

bool Writer::flush(int timeoutMs)
{
    if (m_path.isEmpty()) {
        return true;
    }
    std::unique_lock lock(m_mutex);
    m_hurry = true;
    m_wake.notify_all();
    const bool done = m_written.wait_for(lock, std::chrono::milliseconds(timeoutMs), [this] {
        return m_pending.empty() && !m_isWriting;
    });
    m_hurry = false;
    return done;
}

void Writer::run()
{
    Connection connection(m_path);
    while (true) {
        std::map<QString, Change> changes;
        bool stopping = false;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_pending.empty(); });
            m_wake.wait_for(lock, kGatherTime, [this] { return m_stopping || m_hurry; });
            changes.swap(m_pending);
            m_isWriting = true;
            stopping = m_stopping;
        }
        QString reason;
        const bool ok = changes.empty() || write(*connection, changes, reason);
        if (!ok) {
            m_onFailure(reason);
        }
        {
            std::unique_lock lock(m_mutex);
            m_isWriting = false;
            if (!ok) {
                m_pending.merge(changes); // a newer change of the same row stays the winner
                m_wake.wait_for(lock, kRetryTime, [this] { return m_stopping; });
            }
            stopping = m_stopping && (m_pending.empty() || !ok);
        }
        m_written.notify_all();
        if (stopping) {
            return;
        }
    }
}

bool Writer::write(QSqlDatabase &database,
                   const std::map<QString, Change> &changes,
                   QString &reason)
{
    // Opened when it can be: a disk that was full at the start may have room now.
    if (!database.isOpen()) {
        if (const auto opened = prepare(database); !opened) {
            reason = QString::fromStdString(opened.error().message);
            database.close();
            return false;
        }
    }
    if (const auto known = ensureTables(database); !known) {
        reason = QString::fromStdString(known.error().message);
        database.close();
        return false;
    }
    if (!database.transaction()) {
        reason = diskWords(database.lastError());
        database.close(); // a file system that was away comes back with other files
        return false;
    }
    for (const auto &[row, change] : changes) {
        QSqlQuery query(database);
        bool ok = query.prepare(change.sql);
        for (const QVariant &value : change.bindings) {
            query.addBindValue(notNull(value));
        }
        ok = ok && query.exec();
        if (!ok) {
            reason = diskWords(query.lastError());
            database.rollback();
            return false;
        }
    }
    if (!database.commit()) {
        reason = diskWords(database.lastError());
        database.rollback();
        return false;
    }
    return true;
}

} // namespace socle::studio::workspacefile
