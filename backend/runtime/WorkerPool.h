// A few named threads with one bounded queue: bcrypt, thumbnails, long reads, calls to the outside.
//
// Tasks start in the order they were posted, unless they name lanes: lanes take turns, so that a
// flood in one of them (guesses at one account's password) leaves the others their share. A task
// that throws is reported and forgotten; the thread goes on. Nothing that is posted is lost while
// the pool runs, and nothing waits: a full queue refuses at once.
#pragma once

#include "shared/core/UniqueFunction.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace socle::runtime {

struct WorkerPoolOptions
{
    std::string name = {}; // at most 15 bytes are shown by ps and gdb
    std::size_t threads = 1;
    std::size_t maxQueued = 1024; // tasks waiting, not counting the running ones
    std::size_t maxInLane = 64; // of those, tasks of one named lane
    std::size_t maxInLanes = 128; // of all named lanes; one that goes first is still taken
    int niceness = 0; // of the threads: above 0 they give way to others of this process
    /// Told of a task that threw; called on the worker. Default: a line on stderr.
    std::function<void(std::string_view pool, std::string_view what)> onException = {};
};

class WorkerPool
{
public:
    explicit WorkerPool(WorkerPoolOptions options);
    ~WorkerPool(); // stop() without waiting for queued tasks
    WorkerPool(const WorkerPool &) = delete;
    WorkerPool &operator=(const WorkerPool &) = delete;

    /// Runs `task` on one of the threads, in its turn. False when the queue is full or the pool
    /// stops; then the task was not taken and is destroyed. Any thread.
    [[nodiscard]] bool post(UniqueFunction<void()> task);

    enum class Posted { Yes, LaneIsFull, No };

    /// The same in a lane: one task of each lane that has any in turn. The empty name is the lane
    /// of post(), which only the pool's own bound limits.
    [[nodiscard]] Posted postInLane(std::string_view lane, UniqueFunction<void()> task);
    /// The name for a lane that starts before those that wait.
    static std::string goingFirst(std::string_view lane);

    /// Takes no new tasks, finishes queued ones for at most `grace`, drops the rest, joins.
    /// Idempotent. False when tasks were dropped. A task that is running is always waited for.
    bool stop(std::chrono::milliseconds grace);

    std::size_t queued() const;
    std::size_t threadCount() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Names the calling thread for debuggers and ps.
void nameThread(const std::string &name);

} // namespace socle::runtime
