// One database file: read connections per thread, one writer, checkpoints in the background.
//
// Opening creates the file, sets the PRAGMAs of data-directory.md B1.3 and looks quickly whether
// the file is sound. `synchronous` is FULL on the writer of data.db and NORMAL elsewhere (design.md
// 10). Destruction runs what is queued, checkpoints and closes; no read may be running then.
#pragma once

#include "backend/runtime/Deadline.h"
#include "backend/storage/ReadTransaction.h"
#include "backend/storage/Writer.h"
#include "shared/core/Result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

namespace socle::storage {

enum class Durability {
    Full, // a commit survives power loss: data.db
    Normal, // a commit survives a crash of the process: auxiliary.db
};

struct OpenOptions
{
    Durability durability = Durability::Full;
    std::size_t maxReaders = 120; // open read connections at the same time
    std::chrono::milliseconds busyTimeout{10000};
    WriterOptions writer = {};
    std::int64_t maxPages
        = 0; // upper size of the file in pages; 0 = no limit of ours (tests use it as a full disk)
};

struct ReadOptions
{
    /// The read stops after this time with isSliceExpired(): for I/O threads. None: only the
    /// deadline counts.
    std::optional<std::chrono::microseconds> slice = {};
    runtime::Deadline deadline = {}; // never = 30 s from the start of the read (design.md 10)
    runtime::StopToken stop = {}; // stopped: ErrorKind::Cancelled
};

struct DatabaseCounters
{
    std::size_t readConnections = 0; // open now
    std::uint64_t reads = 0;
    std::uint64_t slicesExpired = 0;
    std::uint64_t checkpoints = 0;
};

class Database
{
public:
    /// Errors carry one sentence fit for the terminal: folder not writable, no database, damaged,
    /// locked by another program.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path &path,
                                                  OpenOptions options = {});
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// Runs `step` now, on the calling thread's own read-only connection (opened at the thread's
    /// first read, given back when the thread ends). A read inside a read joins its snapshot. Any
    /// thread. The step's error is returned as it is. Errors of our own: Unavailable (slice,
    /// deadline, too many readers), Cancelled.
    Result<void> read(FunctionRef<Result<void>(ReadTransaction &)> step,
                      const ReadOptions &options = {});

    /// writer().run(): start-up, command line and tests.
    Result<void> runExclusive(FunctionRef<Result<void>(WriteTransaction &)> step);

    Writer &writer();
    const Dialect &dialect() const;
    const std::filesystem::path &path() const;

    /// Moves what the log holds into the database file without disturbing anybody. Blocks for the
    /// copying: not on I/O.
    void checkpoint();
    /// Consistent copy of the whole database into a new file, while reads and writes go on. Blocks.
    Result<void> copyTo(const std::filesystem::path &target);

    DatabaseCounters counters() const;

private:
    struct Impl;
    explicit Database(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::storage
