// Preparing, binding, stepping.
#include "backend/storage/sqlite/Connection.h"

#include "backend/storage/sqlite/SqliteError.h"
#include "shared/core/Text.h"

#include <mutex>
#include <sqlite3.h>
#include <utility>

namespace socle::storage::sqlite {

namespace {

constexpr std::size_t kMaxCachedStatements = 256;
constexpr int kStepsBetweenChecks = 1000;

void configureLibrary()
{
    static std::once_flag once;
    std::call_once(once, [] {
        // Without it every allocation takes a lock shared by all connections. Fails harmlessly when
        // SQLite already runs.
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        sqlite3_initialize();
    });
}

int bindValue(sqlite3_stmt *statement, int index, const Value &value)
{
    // The fragment outlives the statement's run, so SQLite need not copy.
    switch (value.index()) {
    case 0:
        return sqlite3_bind_null(statement, index);
    case 1:
        return sqlite3_bind_int64(statement, index, std::get<std::int64_t>(value));
    case 2:
        return sqlite3_bind_double(statement, index, std::get<double>(value));
    case 3: {
        const std::string &text = std::get<std::string>(value);
        return sqlite3_bind_text64(
            statement, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    default: {
        const std::string &bytes = std::get<Blob>(value).bytes;
        return sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_STATIC);
    }
    }
}

std::string orEmpty(const char *text) { return text != nullptr ? text : ""; }

// What has a meaning in a file: URI is escaped.
std::string percentEncoded(const std::filesystem::path &path)
{
    std::string text = replaceAll(path.string(), "%", "%25");
    text = replaceAll(std::move(text), "?", "%3f");
    return replaceAll(std::move(text), "#", "%23");
}

// A user's script runs inside the writer's transaction and must not end it.
int refuseTransactions(void * /*context*/,
                       int action,
                       const char * /*first*/,
                       const char * /*second*/,
                       const char * /*database*/,
                       const char * /*trigger*/)
{
    return action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT ? SQLITE_DENY : SQLITE_OK;
}

} // namespace

class Connection::Use
{
public:
    Use(Cached *cached, sqlite3_stmt *statement)
        : m_cached(cached)
        , m_statement(statement)
    {
    }

    Use(Use &&other) noexcept
        : m_cached(std::exchange(other.m_cached, nullptr))
        , m_statement(std::exchange(other.m_statement, nullptr))
    {
    }

    Use &operator=(Use &&) = delete;

    ~Use()
    {
        if (m_cached != nullptr) {
            sqlite3_reset(m_statement);
            m_cached->isBusy = false;
        } else {
            sqlite3_finalize(m_statement);
        }
    }

    sqlite3_stmt *statement() const { return m_statement; }

private:
    Cached *m_cached;
    sqlite3_stmt *m_statement;
};

Connection::Connection(sqlite3 *database)
    : m_database(database)
{
    sqlite3_progress_handler(m_database, kStepsBetweenChecks, &Connection::progress, this);
}

Connection::~Connection()
{
    forgetStatements();
    sqlite3_close_v2(m_database);
}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path &path,
                                                     const ConnectionOptions &options)
{
    configureLibrary();
    sqlite3 *database = nullptr;
    const int flags = SQLITE_OPEN_NOMUTEX
        | (options.access == Access::ReadOnly ? SQLITE_OPEN_READONLY
                                              : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const std::string name
        = options.isImmutable ? "file:" + percentEncoded(path) + "?immutable=1" : path.string();
    const int code = sqlite3_open_v2(
        name.c_str(), &database, flags | (options.isImmutable ? SQLITE_OPEN_URI : 0), nullptr);
    if (code != SQLITE_OK) {
        Error error = database != nullptr ? toError(database, code, {})
                                          : internalError("sqlite3_open: out of memory");
        sqlite3_close_v2(database);
        return error;
    }
    std::unique_ptr<Connection> connection(new Connection(database));
    sqlite3_extended_result_codes(database, 1);
    sqlite3_busy_timeout(database, static_cast<int>(options.busyTimeout.count()));
    // The peer's own DDL has DEFAULT "base"; users' indexes and queries may use such literals
    // (data-directory.md B1.3).
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 1, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 1, nullptr);

    std::string pragmas;
    if (options.access == Access::ReadWrite) {
        const std::string mode = SOCLE_TRY(connection->pragma("PRAGMA journal_mode(WAL)"));
        if (mode != "wal") {
            return Error{.kind = ErrorKind::Unavailable,
                         .message = "The database cannot be used: the file system does not support "
                                    "shared memory files.",
                         .cause = "journal_mode is " + mode};
        }
        pragmas += "PRAGMA journal_size_limit(200000000);";
        if (options.maxPages > 0) {
            pragmas += "PRAGMA max_page_count(" + std::to_string(options.maxPages) + ");";
        }
    }
    pragmas += options.syncEachCommit ? "PRAGMA synchronous(FULL);" : "PRAGMA synchronous(NORMAL);";
    pragmas += "PRAGMA foreign_keys(ON);PRAGMA temp_store(MEMORY);";
    pragmas += "PRAGMA cache_size(-" + std::to_string(options.cacheKib) + ");";
    SOCLE_TRY(connection->script(pragmas));
    return connection;
}

// ---- statements

Result<Connection::Use> Connection::prepare(std::string_view text)
{
    const auto found = m_index.find(text);
    if (found != m_index.end() && !found->second->isBusy) {
        m_cache.splice(m_cache.begin(), m_cache, found->second);
        found->second->isBusy = true;
        return Use(&*found->second, found->second->statement);
    }
    const bool isCacheable = found == m_index.end();
    sqlite3_stmt *statement = nullptr;
    const char *rest = nullptr;
    const int code = sqlite3_prepare_v3(m_database,
                                        text.data(),
                                        static_cast<int>(text.size()),
                                        isCacheable ? SQLITE_PREPARE_PERSISTENT : 0,
                                        &statement,
                                        &rest);
    if (code != SQLITE_OK) {
        return failure(code, text);
    }
    if (statement == nullptr) {
        return internalError("empty SQL statement");
    }
    if (!isCacheable) {
        return Use(nullptr, statement);
    }
    if (m_cache.size() >= kMaxCachedStatements) {
        for (auto last = m_cache.end(); last != m_cache.begin();) {
            --last;
            if (!last->isBusy) {
                m_index.erase(last->text);
                sqlite3_finalize(last->statement);
                m_cache.erase(last);
                break;
            }
        }
    }
    m_cache.push_front(Cached{std::string(text), statement, true});
    m_index.emplace(m_cache.front().text, m_cache.begin());
    return Use(&m_cache.front(), statement);
}

Result<void> Connection::bind(sqlite3_stmt *statement, const SqlFragment &sql)
{
    if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) != sql.bindings.size()) {
        return internalError("placeholders and bindings differ in number in: "
                             + sql.text.substr(0, 500));
    }
    int index = 0;
    for (const Value &value : sql.bindings) {
        const int code = bindValue(statement, ++index, value);
        if (code != SQLITE_OK) {
            return failure(code, sql.text);
        }
    }
    return {};
}

Result<void> Connection::step(sqlite3_stmt *statement, FunctionRef<Next(const Row &)> row)
{
    const Row view(statement);
    for (;;) {
        const int code = sqlite3_step(statement);
        if (code == SQLITE_DONE) {
            return {};
        }
        if (code != SQLITE_ROW) {
            return failure(code, sqlite3_sql(statement));
        }
        if (row(view) == Next::Stop) {
            return {};
        }
    }
}

Result<void> Connection::query(const SqlFragment &sql, FunctionRef<Next(const Row &)> row)
{
    SOCLE_TRY(checkLimit());
    const Use use = SOCLE_TRY(prepare(sql.text));
    SOCLE_TRY(bind(use.statement(), sql));
    return step(use.statement(), row);
}

Result<std::int64_t> Connection::execute(const SqlFragment &sql)
{
    const sqlite3_int64 before = sqlite3_total_changes64(m_database);
    SOCLE_TRY(query(sql, [](const Row &) { return Next::Continue; }));
    return static_cast<std::int64_t>(sqlite3_total_changes64(m_database) - before);
}

Result<void> Connection::run(std::string_view sql)
{
    // BEGIN, COMMIT and ROLLBACK must get through when the time is over, too.
    const bool hadLimit = std::exchange(m_hasLimit, false);
    Result<void> result;
    if (auto use = prepare(sql)) {
        result = step(use->statement(), [](const Row &) { return Next::Continue; });
    } else {
        result = use.takeError();
    }
    m_hasLimit = hadLimit;
    return result;
}

Result<void> Connection::script(std::string_view sql)
{
    return script(
        sql, [](const StatementInfo &) {}, [](const Row &) { return Next::Continue; });
}

Result<void> Connection::script(std::string_view sql,
                                FunctionRef<void(const StatementInfo &)> statement,
                                FunctionRef<Next(const Row &)> row)
{
    const char *at = sql.data();
    const char *const end = sql.data() + sql.size();
    while (at < end) {
        SOCLE_TRY(checkLimit());
        sqlite3_stmt *prepared = nullptr;
        const char *rest = end;
        const int code
            = sqlite3_prepare_v2(m_database, at, static_cast<int>(end - at), &prepared, &rest);
        if (code != SQLITE_OK) {
            return failure(code, {at, static_cast<std::size_t>(end - at)});
        }
        at = rest;
        if (prepared == nullptr) {
            continue; // blanks or a comment
        }
        const Use use(nullptr, prepared);
        statement(infoOf(prepared));
        SOCLE_TRY(step(prepared, row));
    }
    return {};
}

Result<std::int64_t> Connection::userScript(std::string_view sql)
{
    std::int64_t changed = 0;
    sqlite3_int64 total = sqlite3_total_changes64(m_database);
    const auto count = [&] {
        if (const sqlite3_int64 now = sqlite3_total_changes64(m_database); now != total) {
            total = now;
            changed = sqlite3_changes64(m_database);
        }
    };
    sqlite3_set_authorizer(m_database, &refuseTransactions, nullptr);
    // Counted before the next statement starts, and after the last.
    const Result<void> done = script(
        sql, [&](const StatementInfo &) { count(); }, [](const Row &) { return Next::Continue; });
    sqlite3_set_authorizer(m_database, nullptr, nullptr);
    count();
    return done ? Result<std::int64_t>(changed) : Result<std::int64_t>(done.error());
}

bool Connection::isReadOnly(std::string_view sql)
{
    const char *at = sql.data();
    const char *const end = sql.data() + sql.size();
    while (at < end) {
        sqlite3_stmt *prepared = nullptr;
        const char *rest = end;
        if (sqlite3_prepare_v2(m_database, at, static_cast<int>(end - at), &prepared, &rest)
            != SQLITE_OK) {
            return true;
        }
        at = rest;
        const Use use(nullptr, prepared);
        if (prepared != nullptr && sqlite3_stmt_readonly(prepared) == 0) {
            return false;
        }
    }
    return true;
}

StatementInfo Connection::infoOf(sqlite3_stmt *statement) const
{
    StatementInfo info;
    info.isReadOnly = sqlite3_stmt_readonly(statement) != 0;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        info.columns.push_back({.name = orEmpty(sqlite3_column_name(statement, i)),
                                .declaredType = orEmpty(sqlite3_column_decltype(statement, i)),
                                .table = orEmpty(sqlite3_column_table_name(statement, i)),
                                .column = orEmpty(sqlite3_column_origin_name(statement, i))});
    }
    return info;
}

Result<StatementInfo> Connection::describe(std::string_view sql)
{
    sqlite3_stmt *statement = nullptr;
    const char *rest = nullptr;
    const int code = sqlite3_prepare_v2(
        m_database, sql.data(), static_cast<int>(sql.size()), &statement, &rest);
    if (code != SQLITE_OK) {
        return failure(code, sql);
    }
    if (statement == nullptr) {
        return internalError("empty SQL statement");
    }
    const Use use(nullptr, statement);
    StatementInfo info = infoOf(statement);
    for (const char *end = sql.data() + sql.size(); rest < end; ++rest) {
        if (*rest != ' ' && *rest != '\n' && *rest != '\t' && *rest != '\r' && *rest != ';') {
            sqlite3_stmt *next = nullptr;
            const int nextCode = sqlite3_prepare_v2(
                m_database, rest, static_cast<int>(end - rest), &next, nullptr);
            info.hasMore
                = nextCode != SQLITE_OK || next != nullptr; // a comment alone is no statement
            sqlite3_finalize(next);
            break;
        }
    }
    return info;
}

Result<std::string> Connection::pragma(std::string_view sql)
{
    std::string answer;
    SOCLE_TRY(query(SqlFragment{std::string(sql), {}}, [&](const Row &row) {
        answer = row.text(0);
        return Next::Stop;
    }));
    return answer;
}

std::int64_t Connection::lastInsertRowId() const { return sqlite3_last_insert_rowid(m_database); }

bool Connection::isInTransaction() const { return sqlite3_get_autocommit(m_database) == 0; }

void Connection::forgetStatements()
{
    m_index.clear();
    for (const Cached &cached : m_cache) {
        sqlite3_finalize(cached.statement);
    }
    m_cache.clear();
}

// ---- limits and errors

void Connection::setLimit(TimeLimit limit)
{
    m_limit = std::move(limit);
    m_hasLimit = true;
    m_interrupted = Interrupted::No;
}

void Connection::clearLimit()
{
    m_limit = {};
    m_hasLimit = false;
    m_interrupted = Interrupted::No;
}

int Connection::progress(void *self)
{
    auto *connection = static_cast<Connection *>(self);
    if (!connection->m_hasLimit) {
        return 0;
    }
    const auto now = runtime::Steady::now();
    if (now >= connection->m_limit.slice.moment()) {
        connection->m_interrupted = Interrupted::Slice;
    } else if (now >= connection->m_limit.deadline.moment()) {
        connection->m_interrupted = Interrupted::Deadline;
    } else if (connection->m_limit.stop.stop_requested()) {
        connection->m_interrupted = Interrupted::Stopped;
    }
    return connection->m_interrupted == Interrupted::No ? 0 : 1;
}

Result<void> Connection::checkLimit()
{
    if (progress(this) != 0) {
        return interruptedError();
    }
    return {};
}

Error Connection::interruptedError() const
{
    switch (m_interrupted) {
    case Interrupted::Slice:
        return Error{.kind = ErrorKind::Unavailable, .cause = std::string(kSliceExpired)};
    case Interrupted::Stopped:
        return Error{.kind = ErrorKind::Cancelled};
    case Interrupted::Deadline:
    case Interrupted::No:
        break;
    }
    return Error{.kind = ErrorKind::Unavailable,
                 .message = "The query took too long.",
                 .cause = std::string(kDeadlinePassed)};
}

Error Connection::failure(int code, std::string_view sql)
{
    if ((code & 0xff) == SQLITE_INTERRUPT) {
        return interruptedError();
    }
    m_isFatal = m_isFatal || endsTransaction(code);
    return toError(m_database, code, sql);
}

bool Connection::takeFatal() { return std::exchange(m_isFatal, false); }

} // namespace socle::storage::sqlite
