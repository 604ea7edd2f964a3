// Opening, looking whether the file is sound, reading, closing.
#include "backend/storage/Database.h"

#include "backend/storage/Dialect.h"
#include "backend/storage/WriterImpl.h"
#include "backend/storage/sqlite/ReaderPool.h"

#include <atomic>
#include <system_error>

namespace socle::storage {

namespace {

constexpr std::chrono::seconds kDefaultReadLimit{30}; // design.md 10
constexpr std::uintmax_t kFullCheckBytes = 8U
    << 20U; // larger files are only looked at (cold start: design.md 9)
constexpr int kWriterCacheKib = 32000; // data-directory.md B1.3
constexpr int kReaderCacheKib = 16000;

std::string quotedPath(const std::filesystem::path &path) { return "\"" + path.string() + "\""; }

/// The error of opening as one sentence that names the file.
Error openError(const std::filesystem::path &path, Error error)
{
    std::string reason = error.message;
    if (reason == "The file is not a database.") {
        error.message = "The file " + quotedPath(path) + " is not a database.";
    } else if (error.kind == ErrorKind::Internal && reason.empty()) {
        error.message
            = "The database " + quotedPath(path) + " cannot be opened: " + error.cause + ".";
    } else {
        if (!reason.empty() && reason.back() == '.') {
            reason.pop_back();
        }
        error.message = "The database " + quotedPath(path) + " cannot be opened: " + reason + ".";
    }
    return error;
}

Error damaged(const std::filesystem::path &path, std::string cause)
{
    return Error{.kind = ErrorKind::Internal,
                 .message = "The database " + quotedPath(path)
                     + " is damaged; restore a backup or repair it with sqlite3's .recover.",
                 .cause = std::move(cause)};
}

/// Small files are checked page by page, large ones by their schema and length.
Result<void> checkIntegrity(sqlite::Connection &connection, const std::filesystem::path &path)
{
    std::error_code ignored;
    const std::uintmax_t size = std::filesystem::file_size(path, ignored);
    SOCLE_TRY(connection.pragma("SELECT count(*) FROM sqlite_schema"));
    if (!ignored && size <= kFullCheckBytes) {
        // Lines about NULLs in NOT NULL columns are no damage: older peers wrote them.
        std::string problem;
        SOCLE_TRY(connection.query(sql("PRAGMA quick_check(100)"), [&](const Row &row) {
            if (row.text(0).starts_with("***")) {
                problem = row.text(0);
                return Next::Stop;
            }
            return Next::Continue;
        }));
        if (!problem.empty()) {
            return damaged(path, problem);
        }
        return {};
    }
    std::filesystem::path log = path;
    log += "-wal";
    const std::uintmax_t logSize = std::filesystem::file_size(log, ignored);
    if (!ignored && logSize > 0) {
        return {}; // pages missing in the file may be in the log
    }
    const std::uintmax_t pages = std::stoull(SOCLE_TRY(connection.pragma("PRAGMA page_count")));
    const std::uintmax_t pageSize = std::stoull(SOCLE_TRY(connection.pragma("PRAGMA page_size")));
    if (pages * pageSize > size) {
        return damaged(path, "the file ends before its last page");
    }
    return {};
}

} // namespace

struct Database::Impl
{
    std::filesystem::path path;
    std::shared_ptr<sqlite::ReaderPool>
        readers; // shared with nobody; shared_ptr because threads hold weak ones
    std::unique_ptr<sqlite::Checkpointer> checkpointer;
    std::unique_ptr<Writer> writer;
    std::atomic<std::uint64_t> reads{0};
    std::atomic<std::uint64_t> slicesExpired{0};
};

Database::Database(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path &path,
                                                 OpenOptions options)
{
    if (path.has_parent_path()) {
        std::error_code problem;
        std::filesystem::create_directories(path.parent_path(), problem);
        if (problem) {
            return Error{.kind = ErrorKind::Unavailable,
                         .message = "The folder " + quotedPath(path.parent_path())
                             + " cannot be created: " + problem.message() + "."};
        }
    }
    sqlite::ConnectionOptions writing;
    writing.access = sqlite::Access::ReadWrite;
    writing.syncEachCommit = options.durability == Durability::Full;
    writing.busyTimeout = options.busyTimeout;
    writing.cacheKib = kWriterCacheKib;
    writing.maxPages = options.maxPages;
    auto writer = sqlite::Connection::open(path, writing);
    if (!writer) {
        return openError(path, writer.takeError());
    }
    if (auto sound = checkIntegrity(**writer, path); !sound) {
        Error error = sound.takeError();
        return error.message.find(path.string()) != std::string::npos ? error
                                                                      : openError(path, error);
    }
    auto checkpoints = sqlite::Connection::open(path, writing);
    if (!checkpoints) {
        return openError(path, checkpoints.takeError());
    }

    sqlite::ConnectionOptions reading;
    reading.access = sqlite::Access::ReadOnly;
    reading.busyTimeout = options.busyTimeout;
    reading.cacheKib = kReaderCacheKib;

    auto impl = std::make_unique<Impl>();
    impl->path = path;
    impl->readers = std::make_shared<sqlite::ReaderPool>(path, reading, options.maxReaders);
    impl->checkpointer = std::make_unique<sqlite::Checkpointer>(checkpoints.takeValue());
    impl->writer.reset(new Writer(std::make_unique<Writer::Impl>(
        writer.takeValue(), impl->checkpointer.get(), options.writer)));
    return std::unique_ptr<Database>(new Database(std::move(impl)));
}

Database::~Database()
{
    m_impl->writer->close();
    m_impl->checkpointer.reset();
    m_impl->readers->close();
    // The last connection; with everybody gone the log can be emptied and SQLite removes it on
    // closing.
    discard(m_impl->writer->m_impl->connection->checkpoint(true),
            "the log stays and is read at the next start");
    m_impl->writer.reset();
}

Result<void> Database::read(FunctionRef<Result<void>(ReadTransaction &)> step,
                            const ReadOptions &options)
{
    const auto deadline
        = options.deadline.isNever() ? runtime::Deadline::in(kDefaultReadLimit) : options.deadline;
    auto *const seat = SOCLE_TRY(m_impl->readers->seat(deadline));
    sqlite::Connection &connection = *seat->connection;

    // Ends the snapshot and the limit also when the step throws. A read inside a read joins
    // snapshot and limit.
    struct Turn
    {
        explicit Turn(sqlite::ReaderPool::Seat &given)
            : seat(given)
        {
            ++seat.depth;
        }

        ~Turn()
        {
            if (--seat.depth == 0) {
                seat.connection->clearLimit();
                if (seat.connection->isInTransaction()) {
                    discard(seat.connection->run("COMMIT"), "a snapshot has nothing to lose");
                }
            }
        }

        Turn(const Turn &) = delete;
        Turn &operator=(const Turn &) = delete;
        sqlite::ReaderPool::Seat &seat;
    };

    const Turn turn(*seat);
    if (seat->depth == 1) {
        m_impl->reads.fetch_add(1, std::memory_order_relaxed);
        SOCLE_TRY(connection.run("BEGIN"));
        connection.setLimit({.slice = options.slice ? runtime::Deadline::in(*options.slice)
                                                    : runtime::Deadline::never(),
                             .deadline = deadline,
                             .stop = options.stop});
    }
    ReadTransaction transaction(connection);
    Result<void> result = step(transaction);
    if (!result && isSliceExpired(result.error())) {
        m_impl->slicesExpired.fetch_add(1, std::memory_order_relaxed);
    }
    return result;
}

Result<void> Database::runExclusive(FunctionRef<Result<void>(WriteTransaction &)> step)
{
    return m_impl->writer->run([step](WriteTransaction &transaction) { return step(transaction); },
                               {.alone = true});
}

Writer &Database::writer() { return *m_impl->writer; }

const Dialect &Database::dialect() const { return sqliteDialect(); }

const std::filesystem::path &Database::path() const { return m_impl->path; }

void Database::checkpoint() { m_impl->checkpointer->runNow(); }

Result<void> Database::copyTo(const std::filesystem::path &target)
{
    sqlite::ConnectionOptions reading;
    reading.cacheKib = 2000;
    const auto connection = SOCLE_TRY(sqlite::Connection::open(m_impl->path, reading));
    SOCLE_TRY(connection->run("BEGIN"));
    return connection->copyTo(target);
}

DatabaseCounters Database::counters() const
{
    return {.readConnections = m_impl->readers->openCount(),
            .reads = m_impl->reads.load(),
            .slicesExpired = m_impl->slicesExpired.load(),
            .checkpoints = m_impl->checkpointer->count()};
}

} // namespace socle::storage
