// See Stream.h. The first write after the queue ran empty wakes the session; the others find it
// awake.
#include "backend/http/Stream.h"

#include <utility>

namespace socle::http {

bool QueuedStream::write(std::string bytes)
{
    bool isFirst = false;
    bool wasCut = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_over != Over::No) {
            return false;
        }
        if (m_unsent + bytes.size() > m_bound) {
            m_over = Over::Cut;
            wasCut = true;
        } else {
            isFirst = m_queue.empty();
            m_unsent += bytes.size();
            if (isFirst) {
                m_queue = std::move(bytes);
            } else {
                m_queue += bytes;
            }
        }
    }
    if (wasCut) {
        m_room.notify_all();
    }
    if (isFirst || wasCut) {
        m_wake();
    }
    return !wasCut;
}

std::size_t QueuedStream::pendingBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_unsent;
}

void QueuedStream::close()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_over != Over::No) {
            return;
        }
        m_over = Over::Closed;
    }
    m_room.notify_all();
    m_wake();
}

void QueuedStream::abort()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_isFinished) {
            return;
        }
        m_over = Over::Cut;
    }
    m_room.notify_all();
    m_wake();
}

bool QueuedStream::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_over != Over::No;
}

void QueuedStream::setBound(std::size_t bytes)
{
    const std::lock_guard lock(m_mutex);
    m_bound = bytes;
}

void QueuedStream::setFinite()
{
    const std::lock_guard lock(m_mutex);
    m_isFinite = true;
}

bool QueuedStream::isFinite() const
{
    const std::lock_guard lock(m_mutex);
    return m_isFinite;
}

bool QueuedStream::awaitRoom(std::size_t bytes, std::chrono::milliseconds limit)
{
    std::unique_lock lock(m_mutex);
    m_room.wait_for(lock, limit, [&] { return m_over != Over::No || m_unsent <= bytes; });
    return m_over == Over::No && m_unsent <= bytes;
}

void QueuedStream::onClosed(UniqueFunction<void()> callback)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isFinished) {
            m_callbacks.push_back(std::move(callback));
            return;
        }
    }
    callback();
}

std::string QueuedStream::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_queue, {});
}

void QueuedStream::sent(std::size_t count)
{
    {
        const std::lock_guard lock(m_mutex);
        m_unsent -= count;
    }
    m_room.notify_all();
}

QueuedStream::Over QueuedStream::over() const
{
    const std::lock_guard lock(m_mutex);
    return m_over;
}

void QueuedStream::finish()
{
    std::vector<UniqueFunction<void()>> callbacks;
    {
        const std::lock_guard lock(m_mutex);
        if (m_isFinished) {
            return;
        }
        m_isFinished = true;
        if (m_over == Over::No) {
            m_over = Over::Cut;
        }
        m_queue.clear();
        m_unsent = 0;
        callbacks.swap(m_callbacks);
    }
    m_room.notify_all();
    for (auto &callback : callbacks) {
        callback();
    }
}

} // namespace socle::http
