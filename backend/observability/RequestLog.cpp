// Queue and thread of the request log.
#include "backend/observability/RequestLog.h"

#include "backend/observability/Log.h"
#include "backend/runtime/WorkerPool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace socle::observability {

namespace {

using Listener = std::function<void()>;

} // namespace

struct RequestLog::Impl
{
    Impl(Sink given, const RequestLogOptions &limits)
        : sink(std::move(given))
        , options(limits)
    {
    }

    void work();
    void store(std::vector<LogEntry> rows);

    const Sink sink;
    const RequestLogOptions options;
    std::atomic<int> minLevel{0};
    std::atomic<int> maxDays{5};

    mutable std::mutex mutex; // guards what follows; nothing is called while it is held
    std::condition_variable wake;
    std::condition_variable stored;
    std::vector<LogEntry> queue;
    std::uint64_t added = 0; // rows ever taken
    std::uint64_t settled = 0; // of these, written or failed
    RequestLogCounters counters;
    bool isFlushing = false;
    bool isStopping = false;

    std::mutex listenerMutex; // guards the list; listeners are called without it
    std::vector<std::weak_ptr<Listener>> listeners;

    std::thread thread;
};

void RequestLog::Impl::store(std::vector<LogEntry> rows)
{
    const std::size_t count = rows.size();
    Result<void> result;
    try {
        result = sink(std::move(rows));
    } catch (...) {
        result = internalError("the log's sink threw");
    }
    {
        const std::lock_guard lock(mutex);
        settled += count;
        (result ? counters.written : counters.failed) += count;
    }
    stored.notify_all();
    if (!result) {
        return; // a full disk must not fill stderr too: counters().failed tells
    }
    std::vector<std::shared_ptr<Listener>> present;
    {
        const std::lock_guard lock(listenerMutex);
        std::erase_if(listeners, [](const auto &listener) { return listener.expired(); });
        for (const auto &listener : listeners) {
            if (auto alive = listener.lock()) {
                present.push_back(std::move(alive));
            }
        }
    }
    for (const auto &listener : present) {
        (*listener)();
    }
}

void RequestLog::Impl::work()
{
    runtime::nameThread("request-log");
    std::unique_lock lock(mutex);
    for (;;) {
        wake.wait(lock, [this] { return isStopping || !queue.empty(); });
        if (queue.empty()) {
            return;
        }
        wake.wait_for(lock, options.flushAfter, [this] {
            return isStopping || isFlushing || queue.size() >= options.batch;
        });
        std::vector<LogEntry> rows;
        rows.swap(queue);
        isFlushing = false;
        lock.unlock();
        store(std::move(rows));
        lock.lock();
    }
}

RequestLog::RequestLog(Sink sink, RequestLogOptions options)
    : m_impl(std::make_unique<Impl>(std::move(sink), options))
{
    m_impl->thread = std::thread([impl = m_impl.get()] { impl->work(); });
}

RequestLog::~RequestLog()
{
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->isStopping = true;
    }
    m_impl->wake.notify_all();
    m_impl->thread.join();
}

bool RequestLog::wants(int level) const
{
    return m_impl->maxDays.load(std::memory_order_relaxed) > 0
        && level >= m_impl->minLevel.load(std::memory_order_relaxed);
}

bool RequestLog::add(LogEntry entry)
{
    if (!wants(entry.level)) {
        return false;
    }
    bool mustWake = false;
    {
        const std::lock_guard lock(m_impl->mutex);
        const std::size_t bound = entry.level >= static_cast<int>(Level::Error)
            ? std::max(m_impl->options.maxQueued, m_impl->options.maxQueuedErrors)
            : m_impl->options.maxQueued;
        if (m_impl->isStopping || m_impl->queue.size() >= bound) {
            ++m_impl->counters.dropped;
            return false;
        }
        m_impl->queue.push_back(std::move(entry));
        ++m_impl->added;
        // The thread sleeps through the rows in between.
        mustWake = m_impl->queue.size() == 1 || m_impl->queue.size() == m_impl->options.batch;
    }
    if (mustWake) {
        m_impl->wake.notify_one();
    }
    return true;
}

void RequestLog::flush()
{
    std::unique_lock lock(m_impl->mutex);
    const std::uint64_t target = m_impl->added;
    if (m_impl->settled >= target) {
        return;
    }
    m_impl->isFlushing = true;
    m_impl->wake.notify_one();
    m_impl->stored.wait(lock, [this, target] {
        if (m_impl->settled < target && !m_impl->isFlushing && !m_impl->queue.empty()) {
            m_impl->isFlushing = true; // the batch under way began before this call
            m_impl->wake.notify_one();
        }
        return m_impl->settled >= target;
    });
}

void RequestLog::setPolicy(LogPolicy policy)
{
    m_impl->minLevel = policy.minLevel;
    m_impl->maxDays = policy.maxDays;
}

LogPolicy RequestLog::policy() const
{
    return {.minLevel = m_impl->minLevel.load(), .maxDays = m_impl->maxDays.load()};
}

RequestLogCounters RequestLog::counters() const
{
    const std::lock_guard lock(m_impl->mutex);
    RequestLogCounters counters = m_impl->counters;
    counters.queued = m_impl->queue.size();
    return counters;
}

std::shared_ptr<void> RequestLog::onStored(std::function<void()> stored)
{
    auto listener = std::make_shared<Listener>(
        std::move(stored)); // shared: the caller's handle keeps it alive
    const std::lock_guard lock(m_impl->listenerMutex);
    m_impl->listeners.push_back(listener);
    return listener;
}

} // namespace socle::observability
