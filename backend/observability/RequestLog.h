// Log rows on their way to the database: one bounded queue, written in batches by a thread of its
// own.
//
// add() never waits. Rows below `minLevel` are not taken; when the queue is full, rows below error
// are dropped and counted, errors are still taken (up to a second, far bound). A batch goes out
// when 200 rows are queued or 3 s after the first one (admin-api.md A3.4). Where rows go is the
// sink's business: storage::LogStore in the server.
#pragma once

#include "shared/core/DateTime.h"
#include "shared/core/Result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace socle::observability {

/// One row of `_logs`. `data` is a JSON object with sorted keys.
struct LogEntry
{
    DateTime created = {};
    int level = 0; // Level or anything between
    std::string message = {};
    std::string data = "{}";
};

/// What the settings say about logs (admin-api.md A2.1).
struct LogPolicy
{
    int minLevel = 0;
    int maxDays = 5; // 0: nothing is stored
};

struct RequestLogOptions
{
    std::size_t maxQueued = 10000;
    std::size_t maxQueuedErrors = 20000; // bound of the whole queue when only errors still get in
    std::size_t batch = 200;
    std::chrono::milliseconds flushAfter{3000};
};

struct RequestLogCounters
{
    std::uint64_t written = 0;
    std::uint64_t dropped = 0; // full queue
    std::uint64_t failed = 0; // the sink refused
    std::size_t queued = 0;
};

class RequestLog
{
public:
    /// Called on the log's thread with at most some thousand rows, in their order.
    using Sink = std::function<Result<void>(std::vector<LogEntry>)>;

    explicit RequestLog(Sink sink, RequestLogOptions options = {});
    ~RequestLog(); // writes what is queued
    RequestLog(const RequestLog &) = delete;
    RequestLog &operator=(const RequestLog &) = delete;

    /// Any thread; never blocks. False when the row was not taken (level, policy or full queue).
    bool add(LogEntry entry);
    /// Whether add() would take a row of this level: ask before building an expensive one.
    bool wants(int level) const;
    /// Writes what is queued now and waits for it: shutdown and tests.
    void flush();

    void setPolicy(LogPolicy policy);
    LogPolicy policy() const;
    RequestLogCounters counters() const;

    /// `stored` is called on the log's thread after each stored batch, until the returned handle is
    /// destroyed.
    std::shared_ptr<void> onStored(std::function<void()> stored);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::observability
