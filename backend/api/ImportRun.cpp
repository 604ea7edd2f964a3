// See ImportRun.h.
#include "backend/api/ImportRun.h"

#include "backend/api/Envelope.h"
#include "backend/api/RecordsApi.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/storage/Database.h"
#include "shared/json/JsonWriter.h"

#include <algorithm>
#include <utility>

namespace socle::api {

namespace {

constexpr std::size_t kMaxInput = 1048576; // bytes that wait for the worker
constexpr std::size_t kSlice = 65536; // read between two looks at the rows
constexpr std::size_t kMaxInFlight = 2; // chunks with the writer
constexpr std::size_t kHashedChunk = 25; // a password costs 50 ms: chunks stay short
constexpr std::size_t kMaxDescribed = 786432; // unsent bytes after which failures are only counted

rules::RequestContext contextOf(const rules::Caller &caller,
                                const schema::Catalogue &catalogue,
                                DateTime now)
{
    return {.caller = &caller,
            .catalogue = &catalogue,
            .method = "POST",
            .body = JsonObject(),
            .now = now};
}

} // namespace

void ImportRun::begin(UniqueFunction<void()> resume)
{
    const std::lock_guard lock(m_mutex);
    m_resume = std::move(resume);
}

http::BodySink::Flow ImportRun::receive(std::string_view bytes)
{
    bool isFull = false;
    {
        const std::lock_guard lock(m_mutex);
        m_input += bytes;
        isFull = m_input.size() >= kMaxInput;
    }
    schedule();
    return isFull ? Flow::Pause : Flow::Continue;
}

void ImportRun::end(bool complete)
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnded = true;
        m_isComplete = complete;
        if (!complete) {
            m_isHalted = true;
        }
    }
    schedule();
}

void ImportRun::start(ImportOrder order, std::shared_ptr<http::StreamWriter> writer)
{
    m_order = std::move(order);
    m_writer = std::move(writer);
    m_writer->setFinite();
    m_writer->onClosed([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->m_isHalted = true;
            self->schedule();
        }
    });
    {
        const std::lock_guard lock(m_mutex);
        m_isStarted = true;
    }
    schedule();
}

void ImportRun::schedule()
{
    {
        const std::lock_guard lock(m_mutex);
        m_hasNews = true;
        if (!m_isStarted || m_isScheduled) {
            return;
        }
        m_isScheduled = true;
    }
    if (!m_parts.pool->post([self = shared_from_this()] { self->work(); })) {
        m_isHalted = true;
        m_writer->abort(); // nobody can work on it; the turn stays taken
    }
}

void ImportRun::work()
{
    while (true) {
        switch (turn()) {
        case Step::Again:
            continue;
        case Step::Over:
            return; // the turn stays taken: nothing happens any more
        case Step::Wait:
            break;
        }
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(m_hasNews, false)) {
            m_isScheduled = false;
            return;
        }
    }
}

// One thing that can be done now.
ImportRun::Step ImportRun::turn()
{
    std::shared_ptr<Chunk> finished;
    std::size_t inFlight = 0;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_finished.empty()) {
            finished = std::move(m_finished.front());
            m_finished.pop_front();
            --m_inFlight;
        }
        inFlight = m_inFlight;
    }
    if (finished) {
        report(*finished);
        return Step::Again;
    }
    if (m_isOver) {
        return Step::Over;
    }
    if (m_isHalted) {
        stop(std::nullopt);
    }
    if (m_isStopped) {
        if (inFlight > 0) {
            return Step::Wait;
        }
        writeEnd();
        return Step::Over;
    }
    const std::size_t wanted
        = m_order.collection->isAuth() ? kHashedChunk : records::kMaxImportChunk;
    if (m_rows.size() >= wanted) {
        if (inFlight >= kMaxInFlight) {
            return Step::Wait;
        }
        submitChunk();
        return Step::Again;
    }
    if (m_textAt < m_text.size()) {
        readSlice();
        return Step::Again;
    }
    const Step more = readMore();
    if (more == Step::Wait && !m_rows.empty() && inFlight == 0) {
        submitChunk(); // nothing more for the moment: what is here need not wait for company
        return Step::Again;
    }
    return more;
}

ImportRun::Step ImportRun::readMore()
{
    if (m_isRead) {
        return finishReading();
    }
    bool isEnded = false;
    {
        const std::lock_guard lock(m_mutex);
        m_text = std::exchange(m_input, {});
        m_textAt = 0;
        isEnded = m_isEnded;
    }
    if (!m_text.empty()) {
        const std::lock_guard lock(m_mutex);
        if (m_resume && !m_isEnded) {
            m_resume(); // only posts
        }
        return Step::Again;
    }
    return isEnded ? finishReading() : Step::Wait;
}

ImportRun::Step ImportRun::finishReading()
{
    if (!std::exchange(m_isRead, true)) {
        const auto take = [this](Result<JsonObject> row) { takeRow(std::move(row)); };
        if (auto finished = m_order.reader->finish(take); !finished) {
            endReading(finished.takeError());
        }
        return Step::Again;
    }
    if (!m_rows.empty()) {
        std::size_t inFlight = 0;
        {
            const std::lock_guard lock(m_mutex);
            inFlight = m_inFlight;
        }
        if (inFlight >= kMaxInFlight) {
            return Step::Wait;
        }
        submitChunk();
        return Step::Again;
    }
    {
        const std::lock_guard lock(m_mutex);
        if (m_inFlight > 0 || !m_finished.empty()) {
            return m_finished.empty() ? Step::Wait : Step::Again;
        }
    }
    if (m_readFault) {
        stop(std::exchange(m_readFault, std::nullopt));
    }
    m_isStopped = true; // in order: the next turn writes the last line
    return Step::Again;
}

// The rest cannot be told apart any more; the rows before it are written first.
void ImportRun::endReading(Error fault)
{
    m_readFault = std::move(fault);
    m_isRead = true;
    m_text.clear();
    m_textAt = 0;
}

void ImportRun::readSlice()
{
    const std::string_view slice = std::string_view(m_text).substr(m_textAt, kSlice);
    m_textAt += slice.size();
    const auto take = [this](Result<JsonObject> row) { takeRow(std::move(row)); };
    if (auto read = m_order.reader->read(slice, take); !read) {
        endReading(read.takeError());
    }
}

void ImportRun::takeRow(Result<JsonObject> row)
{
    records::ImportRow made{.number = ++m_rowCount};
    if (row) {
        made.input.body = row.takeValue();
    } else {
        made.fault = row.takeError();
    }
    m_rows.push_back(std::move(made));
}

void ImportRun::submitChunk()
{
    const std::size_t wanted
        = m_order.collection->isAuth() ? kHashedChunk : records::kMaxImportChunk;
    auto chunk = std::make_shared<Chunk>();
    if (m_rows.size() <= wanted) {
        chunk->rows = std::exchange(m_rows, {});
    } else {
        const auto end = m_rows.begin() + static_cast<std::ptrdiff_t>(wanted);
        chunk->rows.assign(std::make_move_iterator(m_rows.begin()), std::make_move_iterator(end));
        m_rows.erase(m_rows.begin(), end);
    }
    chunk->lastRow = chunk->rows.back().number;
    if (m_order.collection->isAuth()) {
        hashPasswords(chunk->rows);
    }
    {
        const std::lock_guard lock(m_mutex);
        ++m_inFlight;
    }
    m_parts.database->writer().submit(
        [self = shared_from_this(), chunk](storage::WriteTransaction &transaction) -> Result<void> {
            if (self->m_isHalted) {
                return Error{.kind = ErrorKind::Cancelled};
            }
            // The schema may have changed since the last chunk.
            const auto catalogue = self->m_parts.catalogue();
            const auto collection = catalogue->findById(self->m_order.collection->id);
            if (!collection) {
                return notFound();
            }
            const auto context
                = contextOf(*self->m_order.caller, *catalogue, self->m_parts.clock->now());
            chunk->outcome = SOCLE_TRY(records::importRows(*self->m_parts.records,
                                                           transaction,
                                                           collection,
                                                           self->m_order.plan,
                                                           chunk->rows,
                                                           context));
            if (chunk->outcome.isStopped) {
                self->m_isHalted = true;
            }
            return {};
        },
        [self = shared_from_this(), chunk](Result<void> outcome) {
            self->chunkDone(chunk, std::move(outcome));
        });
}

// As the surface of single creates does it, on this worker.
void ImportRun::hashPasswords(std::vector<records::ImportRow> &rows) const
{
    const auto catalogue = m_parts.catalogue();
    const auto context = contextOf(*m_order.caller, *catalogue, m_parts.clock->now());
    for (records::ImportRow &row : rows) {
        if (m_isHalted) {
            return;
        }
        const auto work
            = m_parts.records->passwordWork(*m_order.collection, row.input.body, false, context);
        if (auto done = doPasswordWork(work, {}, row.input); !done) {
            row.fault = done.takeError();
        }
    }
}

// On the writer: only hands over.
void ImportRun::chunkDone(std::shared_ptr<Chunk> chunk, Result<void> outcome)
{
    if (!outcome) {
        chunk->fault = outcome.takeError();
        m_isHalted = true;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_finished.push_back(std::move(chunk));
    }
    schedule();
}

void ImportRun::report(const Chunk &chunk)
{
    if (chunk.fault) {
        if (chunk.fault->kind != ErrorKind::Cancelled) {
            stop(chunk.fault);
        }
        return;
    }
    m_created += chunk.outcome.created;
    m_updated += chunk.outcome.updated;
    m_failed += static_cast<std::int64_t>(chunk.outcome.failures.size());
    for (const records::ImportFailure &failure : chunk.outcome.failures) {
        reportFailure(failure);
    }
    m_lastRow = chunk.outcome.isStopped ? chunk.outcome.failures.back().row : chunk.lastRow;
    std::string line;
    JsonWriter writer(line);
    writer.startObject();
    writer.member("row", m_lastRow);
    writer.member("ok", m_created + m_updated);
    writer.member("failed", m_failed);
    writer.endObject();
    m_writer->write(line + "\n");
}

void ImportRun::reportFailure(const records::ImportFailure &failure)
{
    if (m_writer->pendingBytes() > kMaxDescribed) {
        ++m_undescribed; // a client that reads only when it has sent everything must not block us
        return;
    }
    const std::string envelope = errorEnvelope(failure.error); // {"data":…,"message":…,"status":…}
    m_writer->write("{\"row\":" + std::to_string(failure.row) + "," + envelope.substr(1) + "\n");
}

void ImportRun::stop(std::optional<Error> error)
{
    m_isHalted = true;
    m_isStopped = true;
    if (error && !m_error) {
        m_error = std::move(error);
    }
    m_rows.clear();
    m_text.clear();
    m_textAt = 0;
}

void ImportRun::writeEnd()
{
    m_isOver = true;
    bool isComplete = false;
    {
        const std::lock_guard lock(m_mutex);
        isComplete = m_isComplete;
    }
    const bool isCutShort = m_isHalted;
    if (isCutShort && !isComplete && !m_error && m_failed == 0) {
        m_error = invalidInput("The body ended early.");
    }
    std::string line;
    JsonWriter writer(line);
    writer.startObject();
    writer.member("done", true);
    writer.member("row", m_lastRow);
    writer.member("ok", m_created + m_updated);
    writer.member("created", m_created);
    writer.member("updated", m_updated);
    writer.member("failed", m_failed);
    if (m_undescribed > 0) {
        writer.member("undescribed", m_undescribed);
    }
    if (isCutShort) {
        writer.member("stopped", true);
    }
    if (m_error) {
        writer.key("error");
        writer.raw(errorEnvelope(*m_error));
    }
    writer.endObject();
    m_writer->write(line + "\n");
    m_writer->close();
}

} // namespace socle::api
