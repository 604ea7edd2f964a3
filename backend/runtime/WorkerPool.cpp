// The pool's threads and queue.
#include "backend/runtime/WorkerPool.h"

#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <pthread.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace socle::runtime {

namespace {

constexpr char kFirst = '\x01'; // begins the name of a lane that goes first

} // namespace

std::string WorkerPool::goingFirst(std::string_view lane) { return kFirst + std::string(lane); }

struct WorkerPool::Impl
{
    explicit Impl(WorkerPoolOptions given)
        : options(std::move(given))
    {
    }

    void work();
    void runOne(UniqueFunction<void()> &task);
    UniqueFunction<void()> takeNext(); // with the mutex held, while something is queued

    const WorkerPoolOptions options;
    std::vector<std::thread> threads;

    // Guards what follows; nothing is called while it is held.
    mutable std::mutex mutex;
    std::condition_variable hasWork;
    std::condition_variable becameIdle;
    std::map<std::string, std::deque<UniqueFunction<void()>>, std::less<>> lanes; // none is empty
    std::deque<std::string> turns; // every lane once
    std::size_t queued = 0; // over all lanes
    std::size_t inLanes = 0; // of those, in named ones
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

UniqueFunction<void()> WorkerPool::Impl::takeNext()
{
    std::string name = std::move(turns.front());
    turns.pop_front();
    const bool isNamed = !name.empty();
    const auto lane = lanes.find(name);
    UniqueFunction<void()> task = std::move(lane->second.front());
    lane->second.pop_front();
    if (lane->second.empty()) {
        lanes.erase(lane);
    } else {
        turns.push_back(std::move(name));
    }
    --queued;
    inLanes -= isNamed ? 1 : 0;
    return task;
}

void WorkerPool::Impl::work()
{
    nameThread(options.name);
    if (options.niceness != 0) {
        // On Linux the priority is the thread's own; refused, it runs as the others do.
        const int inherited = ::getpriority(PRIO_PROCESS, 0);
        (void)::setpriority(
            PRIO_PROCESS, static_cast<id_t>(::gettid()), inherited + options.niceness);
    }
    std::unique_lock lock(mutex);
    for (;;) {
        hasWork.wait(lock, [this] { return stopping || queued > 0; });
        if (queued == 0) {
            return; // stopping
        }
        UniqueFunction<void()> task = takeNext();
        ++running;
        lock.unlock();
        runOne(task);
        task = nullptr;
        lock.lock();
        --running;
        if (queued == 0 && running == 0) {
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
    return postInLane({}, std::move(task)) == Posted::Yes;
}

WorkerPool::Posted WorkerPool::postInLane(std::string_view lane, UniqueFunction<void()> task)
{
    {
        const std::lock_guard lock(m_impl->mutex);
        if (m_impl->stopping || m_impl->queued >= m_impl->options.maxQueued) {
            return Posted::No;
        }
        auto found = m_impl->lanes.find(lane);
        const bool isNew = found == m_impl->lanes.end();
        const bool isFirst = !lane.empty() && lane.front() == kFirst;
        const bool isFull = (!isFirst && m_impl->inLanes >= m_impl->options.maxInLanes)
            || (!isNew && found->second.size() >= m_impl->options.maxInLane);
        if (!lane.empty() && isFull) {
            return Posted::LaneIsFull;
        }
        if (isNew) {
            m_impl->turns.emplace(isFirst ? m_impl->turns.begin() : m_impl->turns.end(), lane);
            found = m_impl->lanes.try_emplace(std::string(lane)).first;
        }
        found->second.push_back(std::move(task));
        ++m_impl->queued;
        m_impl->inLanes += lane.empty() ? 0 : 1;
    }
    m_impl->hasWork.notify_one();
    return Posted::Yes;
}

bool WorkerPool::stop(std::chrono::milliseconds grace)
{
    decltype(m_impl->lanes) dropped;
    {
        std::unique_lock lock(m_impl->mutex);
        m_impl->stopping = true;
        m_impl->hasWork.notify_all();
        m_impl->becameIdle.wait_for(
            lock, grace, [this] { return m_impl->queued == 0 && m_impl->running == 0; });
        dropped.swap(m_impl->lanes);
        m_impl->turns.clear();
        m_impl->queued = 0;
        m_impl->inLanes = 0;
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
    return m_impl->queued;
}

std::size_t WorkerPool::threadCount() const { return m_impl->threads.size(); }

void nameThread(const std::string &name)
{
    ::pthread_setname_np(::pthread_self(), name.substr(0, 15).c_str());
}

} // namespace socle::runtime
