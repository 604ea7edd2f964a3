// Seats live in the thread, connections in the pool.
#include "backend/storage/sqlite/ReaderPool.h"

#include <algorithm>
#include <list>

namespace socle::storage::sqlite {

namespace {

// More would only hold memory and file handles for threads that may never come.
constexpr std::size_t kMaxIdle = 8;

// A list: seats stay where they are while a read of one database runs inside a read of another.
struct ThreadSeats
{
    std::list<ReaderPool::Seat> seats;

    ~ThreadSeats()
    {
        for (ReaderPool::Seat &seat : seats) {
            if (const auto pool = seat.pool.lock()) {
                pool->giveBack(seat.connection);
            }
        }
    }
};

thread_local ThreadSeats t_seats;

} // namespace

ReaderPool::ReaderPool(std::filesystem::path path,
                       ConnectionOptions options,
                       std::size_t maxReaders)
    : m_path(std::move(path))
    , m_options(options)
    , m_maxReaders(std::max<std::size_t>(1, maxReaders))
{
}

Result<ReaderPool::Seat *> ReaderPool::seat(runtime::Deadline deadline)
{
    auto &seats = t_seats.seats;
    for (auto it = seats.begin(); it != seats.end(); ++it) {
        if (it->key == this && !it->pool.expired()) {
            return &*it;
        }
    }
    seats.remove_if([](const Seat &seat) { return seat.pool.expired(); });
    Connection *connection = SOCLE_TRY(take(deadline));
    seats.push_back(Seat{weak_from_this(), this, connection, 0});
    return &seats.back();
}

Result<Connection *> ReaderPool::take(runtime::Deadline deadline)
{
    {
        std::unique_lock lock(m_mutex);
        const auto isPossible = [this] {
            return m_isClosed || !m_idle.empty() || m_all.size() + m_opening < m_maxReaders;
        };
        if (!m_givenBack.wait_until(lock, deadline.moment(), isPossible)) {
            return Error{.kind = ErrorKind::Unavailable,
                         .message = "Too many reads at the same time.",
                         .cause = "read connections: " + std::to_string(m_all.size())};
        }
        if (m_isClosed) {
            return Error{.kind = ErrorKind::Unavailable, .cause = "the database is closed"};
        }
        if (!m_idle.empty()) {
            Connection *connection = m_idle.back();
            m_idle.pop_back();
            return connection;
        }
        ++m_opening;
    }
    auto opened = Connection::open(m_path, m_options);
    const std::lock_guard lock(m_mutex);
    --m_opening;
    if (!opened) {
        m_givenBack.notify_one(); // the place is free again
        return opened.takeError();
    }
    m_all.push_back(opened.takeValue());
    return m_all.back().get();
}

void ReaderPool::giveBack(Connection *connection)
{
    std::unique_ptr<Connection> closing; // declared first: closed after the lock
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_all.begin(), m_all.end(), [connection](const auto &one) {
        return one.get() == connection;
    });
    if (m_isClosed || found == m_all.end()) {
        return;
    }
    if (m_idle.size() < kMaxIdle) {
        m_idle.push_back(connection);
    } else {
        closing = std::move(*found);
        m_all.erase(found);
    }
    m_givenBack.notify_one();
}

void ReaderPool::close()
{
    std::vector<std::unique_ptr<Connection>> closing;
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
        closing.swap(m_all);
        m_idle.clear();
    }
    m_givenBack.notify_all();
}

std::size_t ReaderPool::openCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_all.size();
}

} // namespace socle::storage::sqlite
