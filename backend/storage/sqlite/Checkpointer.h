// Copies the log into the database file on a thread and connection of its own, so that no commit
// waits for it.
//
// Passive checkpoints never disturb anybody, but under a steady stream of commits they never catch
// up completely either, and a log that is not copied to its end cannot start over. Therefore
// wantsHelp() tells the writer when the log has grown so far that it should copy the small rest
// itself between two batches.
#pragma once

#include "backend/storage/sqlite/Connection.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

namespace socle::storage::sqlite {

class Checkpointer
{
public:
    explicit Checkpointer(std::unique_ptr<Connection> connection);
    ~Checkpointer(); // stops and joins
    Checkpointer(const Checkpointer &) = delete;
    Checkpointer &operator=(const Checkpointer &) = delete;

    /// After each commit, from the writer: pages in the log now.
    void logHasPages(int pages);

    /// True once after a background run that left a long log behind.
    bool takeWantsHelp() { return m_wantsHelp.exchange(false); }

    /// One passive checkpoint now, on the calling thread.
    void runNow();

    std::uint64_t count() const { return m_count; }

private:
    void work();

    int m_nextAt = 0; // writer thread only: pages at which the next checkpoint is due
    int m_lastPages = 0; // writer thread only
    std::atomic<bool> m_wantsHelp{false};
    std::atomic<std::uint64_t> m_count{0};

    std::mutex m_connectionMutex; // taken before m_mutex
    std::unique_ptr<Connection> m_connection;

    std::mutex m_mutex; // guards the wishes below
    std::condition_variable m_wake;
    bool m_isWanted = false;
    bool m_isStopping = false;

    std::thread m_thread; // last: starts when everything else is there
};

} // namespace socle::storage::sqlite
