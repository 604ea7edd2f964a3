// The pool's threads and queue.
#include "backend/runtime/WorkerPool.h"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <exception>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <vector>

namespace socle::runtime {

struct WorkerPool::Impl
{
    explicit Impl(WorkerPoolOptions given)
        : options(std::move(given))
    {
    }

    void work();
    void runOne(UniqueFunction<void()> &task);

    const WorkerPoolOptions options;
    std::vector<std::thread> threads;

    // Guards what follows; nothing is called while it is held.
    mutable std::mutex mutex;
    std::condition_variable hasWork;
    std::condition_variable becameIdle;
    std::deque<UniqueFunction<void()>> queue;
    std::size_t running = 0;
    bool stopping = false;
};

void WorkerPool::Impl::runOne(UniqueFunction<void()> &task)
{
    std::string what;
    try {
        task();
        task = nullptr; // what the task owns ends here, not under the lock
        return;
    } catch (const std::exception &exception) {
        what = exception.what();
    } catch (...) {
        what = "unknown exception";
    }
    if (options.onException) {
        options.onException(options.name, what);
    } else {
        std::fprintf(
            stderr, "socle: task of pool %s threw: %s\n", options.name.c_str(), what.c_str());
    }
}

void WorkerPool::Impl::work()
{
    nameThread(options.name);
    std::unique_lock lock(mutex);
    for (;;) {
        hasWork.wait(lock, [this] { return stopping || !queue.empty(); });
        if (queue.empty()) {
            return; // stopping
        }
        UniqueFunction<void()> task = std::move(queue.front());
        queue.pop_front();
        ++running;
        lock.unlock();
        runOne(task);
        task = nullptr;
        lock.lock();
        --running;
        if (queue.empty() && running == 0) {
            becameIdle.notify_all();
        }
    }
}

WorkerPool::WorkerPool(WorkerPoolOptions options)
    : m_impl(std::make_unique<Impl>(std::move(options)))
{
    const std::size_t count = std::max<std::size_t>(1, m_impl->options.threads);
    for (std::size_t i = 0; i < count; ++i) {
        m_impl->threads.emplace_back([impl = m_impl.get()] { impl->work(); });
    }
}

WorkerPool::~WorkerPool() { stop(std::chrono::milliseconds(0)); }

bool WorkerPool::post(UniqueFunction<void()> task)
{
    {
        const std::lock_guard lock(m_impl->mutex);
        if (m_impl->stopping || m_impl->queue.size() >= m_impl->options.maxQueued) {
            return false;
        }
        m_impl->queue.push_back(std::move(task));
    }
    m_impl->hasWork.notify_one();
    return true;
}

bool WorkerPool::stop(std::chrono::milliseconds grace)
{
    std::deque<UniqueFunction<void()>> dropped;
    {
        std::unique_lock lock(m_impl->mutex);
        m_impl->stopping = true;
        m_impl->hasWork.notify_all();
        m_impl->becameIdle.wait_for(
            lock, grace, [this] { return m_impl->queue.empty() && m_impl->running == 0; });
        dropped.swap(m_impl->queue);
    }
    for (std::thread &thread : m_impl->threads) {
        if (thread.joinable()) {
            thread.join();
        }
    }
    return dropped.empty();
}

std::size_t WorkerPool::queued() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->queue.size();
}

std::size_t WorkerPool::threadCount() const { return m_impl->threads.size(); }

void nameThread(const std::string &name)
{
    ::pthread_setname_np(::pthread_self(), name.substr(0, 15).c_str());
}

} // namespace socle::runtime
