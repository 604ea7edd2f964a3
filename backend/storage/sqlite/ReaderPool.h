// Read connections: each thread has its own, opened at its first read and given back when the
// thread ends.
//
// What a thread gave back waits for the next new thread; no more than `maxReaders` are open at
// once.
#pragma once

#include "backend/runtime/Deadline.h"
#include "backend/storage/sqlite/Connection.h"

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace socle::storage::sqlite {

class ReaderPool : public std::enable_shared_from_this<ReaderPool>
{
public:
    ReaderPool(std::filesystem::path path, ConnectionOptions options, std::size_t maxReaders);

    /// The calling thread's place in this pool; its connection is opened when there is none yet.
    struct Seat
    {
        // weak: a thread may outlive the database it once read
        std::weak_ptr<ReaderPool> pool;
        const ReaderPool *key = nullptr;
        Connection *connection = nullptr; // owned by the pool
        int depth = 0; // reads inside reads
    };

    Result<Seat *> seat(runtime::Deadline deadline);

    void giveBack(Connection *connection);
    /// Closes every connection; none may be in use.
    void close();
    std::size_t openCount() const;

private:
    Result<Connection *> take(runtime::Deadline deadline);

    const std::filesystem::path m_path;
    const ConnectionOptions m_options;
    const std::size_t m_maxReaders;

    mutable std::mutex m_mutex; // guards what follows; nothing else is locked under it
    std::condition_variable m_givenBack;
    std::vector<std::unique_ptr<Connection>> m_all;
    std::vector<Connection *> m_idle;
    std::size_t m_opening = 0;
    bool m_isClosed = false;
};

} // namespace socle::storage::sqlite
