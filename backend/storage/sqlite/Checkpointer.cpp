// The checkpoint thread.
#include "backend/storage/sqlite/Checkpointer.h"

#include "backend/runtime/WorkerPool.h"

namespace socle::storage::sqlite {

namespace {

constexpr int kPagesBeforeCheckpoint = 2000; // 8 MB of log
constexpr int kPagesBeforeHelp = 8000; // 32 MB

} // namespace

Checkpointer::Checkpointer(std::unique_ptr<Connection> connection)
    : m_connection(std::move(connection))
    , m_thread([this] { work(); })
{
}

Checkpointer::~Checkpointer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void Checkpointer::logHasPages(int pages)
{
    if (pages < m_lastPages || m_nextAt == 0) {
        m_nextAt = kPagesBeforeCheckpoint; // the log started over
    }
    m_lastPages = pages;
    if (pages < m_nextAt) {
        return;
    }
    m_nextAt = pages + kPagesBeforeCheckpoint;
    {
        const std::lock_guard lock(m_mutex);
        if (m_isWanted) {
            return;
        }
        m_isWanted = true;
    }
    m_wake.notify_one();
}

void Checkpointer::runNow()
{
    const std::lock_guard lock(m_connectionMutex);
    const auto done = m_connection->checkpoint(false);
    ++m_count;
    if (done && done->logPages > kPagesBeforeHelp && done->copiedPages * 2 > done->logPages) {
        m_wantsHelp = true;
    }
    // A failed checkpoint loses nothing: the log keeps the pages, and the next commit asks again.
}

void Checkpointer::work()
{
    runtime::nameThread("checkpoint");
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_isStopping || m_isWanted; });
        if (m_isStopping) {
            return;
        }
        lock.unlock();
        runNow();
        lock.lock();
        m_isWanted = false;
    }
}

} // namespace socle::storage::sqlite
