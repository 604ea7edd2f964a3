// The write-ahead log of a connection, and copies of the whole file.
#include "backend/storage/sqlite/Connection.h"

#include "backend/storage/sqlite/SqliteError.h"

#include <sqlite3.h>

namespace socle::storage::sqlite {

Result<Connection::Checkpoint> Connection::checkpoint(bool truncate)
{
    Checkpoint done;
    const int code = sqlite3_wal_checkpoint_v2(m_database,
                                               nullptr,
                                               truncate ? SQLITE_CHECKPOINT_TRUNCATE
                                                        : SQLITE_CHECKPOINT_PASSIVE,
                                               &done.logPages,
                                               &done.copiedPages);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) {
        return toError(m_database, code, "checkpoint");
    }
    return done;
}

void Connection::onCommit(UniqueFunction<void(int)> hook)
{
    m_commitHook = std::move(hook);
    sqlite3_wal_hook(m_database, &Connection::committed, this);
}

int Connection::committed(void *self, sqlite3 * /*database*/, const char * /*name*/, int pages)
{
    static_cast<Connection *>(self)->m_commitHook(pages);
    return SQLITE_OK;
}

Result<void> Connection::copyTo(const std::filesystem::path &target)
{
    sqlite3 *copy = nullptr;
    int code = sqlite3_open_v2(target.c_str(),
                               &copy,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                               nullptr);
    if (code == SQLITE_OK) {
        sqlite3_backup *backup = sqlite3_backup_init(copy, "main", m_database, "main");
        code = backup != nullptr ? SQLITE_OK : sqlite3_extended_errcode(copy);
        if (backup != nullptr) {
            sqlite3_backup_step(backup, -1);
            code = sqlite3_backup_finish(backup);
        }
    }
    Result<void> result;
    if (code != SQLITE_OK) {
        result = toError(copy, code, "copy");
    }
    sqlite3_close_v2(copy);
    return result;
}

} // namespace socle::storage::sqlite
