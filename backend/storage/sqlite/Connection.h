// One SQLite connection with its prepared statements and its time limit. Used by one thread at a
// time.
//
// Statements are kept, least recently used first out, keyed by their text. A statement that is
// still stepping (a nested query with the same text) is not shared: the inner one gets a fresh
// prepare.
#pragma once

#include "backend/runtime/Deadline.h"
#include "backend/storage/ReadTransaction.h"
#include "backend/storage/SqlFragment.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace socle::storage::sqlite {

enum class Access { ReadOnly, ReadWrite };

struct ConnectionOptions
{
    Access access = Access::ReadOnly;
    bool syncEachCommit = false; // synchronous FULL, else NORMAL
    std::chrono::milliseconds busyTimeout{10000};
    int cacheKib = 16000;
    std::int64_t maxPages = 0;
    bool isImmutable = false; // read-only: nobody writes the file, no lock and no log is looked at
};

/// Until when statements may run; checked every thousand steps of SQLite's machine.
struct TimeLimit
{
    runtime::Deadline slice = {};
    runtime::Deadline deadline = {};
    runtime::StopToken stop = {};
};

class Connection
{
public:
    static Result<std::unique_ptr<Connection>> open(const std::filesystem::path &path,
                                                    const ConnectionOptions &options);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    Result<void> query(const SqlFragment &sql, FunctionRef<Next(const Row &)> row);
    Result<std::int64_t> execute(const SqlFragment &sql); // changed rows
    Result<void> run(std::string_view sql); // cached, without bindings and rows: BEGIN and friends
    Result<void> script(std::string_view sql);
    /// Every statement in turn: `statement` is told of each before its rows.
    Result<void> script(std::string_view sql,
                        FunctionRef<void(const StatementInfo &)> statement,
                        FunctionRef<Next(const Row &)> row);
    /// A script of the user's: BEGIN, COMMIT and their like are refused. Rows changed by the last statement that changed any.
    Result<std::int64_t> userScript(std::string_view sql);
    /// Whether no statement of the script writes; what cannot be prepared counts as reading.
    bool isReadOnly(std::string_view sql);
    Result<StatementInfo> describe(std::string_view sql);
    Result<std::string> pragma(std::string_view sql); // first column of the first row

    std::int64_t lastInsertRowId() const;
    bool isInTransaction() const;

    void setLimit(TimeLimit limit);
    void clearLimit();

    /// True once when a statement since the last call met an error after which the transaction must
    /// not be committed.
    bool takeFatal();

    /// PASSIVE, or TRUNCATE when `truncate`. Pages in the log and pages already copied.
    struct Checkpoint
    {
        int logPages = 0;
        int copiedPages = 0;
    };

    Result<Checkpoint> checkpoint(bool truncate);
    /// `hook(pages in the log)` after each commit of this connection; replaces SQLite's own
    /// automatic checkpoint.
    void onCommit(UniqueFunction<void(int)> hook);
    /// Copies the whole database into a new file.
    Result<void> copyTo(const std::filesystem::path &target);

    sqlite3 *handle() { return m_database; }

private:
    struct Cached
    {
        std::string text;
        sqlite3_stmt *statement = nullptr;
        bool isBusy = false;
    };

    using CacheList = std::list<Cached>; // most recently used first

    enum class Interrupted { No, Slice, Deadline, Stopped };

    /// A statement in use: given back (reset) or, when it was not cached, finalized by the
    /// destructor.
    class Use;

    explicit Connection(sqlite3 *database);
    Result<Use> prepare(std::string_view text);
    Result<void> bind(sqlite3_stmt *statement, const SqlFragment &sql);
    Result<void> step(sqlite3_stmt *statement, FunctionRef<Next(const Row &)> row);
    Result<void> checkLimit();
    Error failure(int code, std::string_view sql);
    Error interruptedError() const;
    StatementInfo infoOf(sqlite3_stmt *statement) const;
    void forgetStatements();
    static int progress(void *self);
    static int committed(void *self, sqlite3 *database, const char *name, int pages);

    sqlite3 *m_database;
    CacheList m_cache;
    std::unordered_map<std::string_view, CacheList::iterator>
        m_index; // keys are views of m_cache texts
    TimeLimit m_limit;
    bool m_hasLimit = false;
    bool m_isFatal = false;
    Interrupted m_interrupted = Interrupted::No;
    UniqueFunction<void(int)> m_commitHook;
};

} // namespace socle::storage::sqlite
