// The queue between those who write a stream and the session that sends it. Private to http/.
#pragma once

#include "backend/http/Server.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace socle::http {

class QueuedStream final : public StreamWriter
{
public:
    enum class Over {
        No,
        Closed, // in order: what is queued still goes out
        Cut, // the client left, was too slow, or the server stops hard
    };

    /// `wake` tells the session that there is something to do; any thread, while no lock is held.
    explicit QueuedStream(std::function<void()> wake)
        : m_wake(std::move(wake))
    {
    }

    bool write(std::string bytes) override;
    std::size_t pendingBytes() const override;
    void close() override;
    void abort() override;
    bool isClosed() const override;
    void setBound(std::size_t bytes) override;
    void setFinite() override;
    bool awaitRoom(std::size_t bytes, std::chrono::milliseconds limit) override;
    void onClosed(UniqueFunction<void()> callback) override;

    // The session's side, on its I/O thread.

    /// Takes everything queued; empty when there is nothing.
    std::string take();
    /// The session has put `count` taken bytes into the kernel, or given up on them.
    void sent(std::size_t count);
    Over over() const;
    bool isFinite() const;
    /// Nothing more can be sent: drops the queue and runs the callbacks. Idempotent.
    void finish();

private:
    mutable std::mutex m_mutex; // guards everything below; nothing is called while it is held
    std::condition_variable m_room; // something was sent, or the stream is over
    std::string m_queue;
    std::size_t m_unsent = 0; // queued and taken, not yet sent
    std::size_t m_bound = kDefaultStreamBound;
    Over m_over = Over::No;
    bool m_isFinished = false;
    bool m_isFinite = false;
    std::vector<UniqueFunction<void()>> m_callbacks;

    const std::function<void()> m_wake;
};

} // namespace socle::http
