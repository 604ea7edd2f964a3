// One import under way: bytes come in on the I/O thread, rows are read on a worker, chunks are
// written by the writer, progress goes out as NDJSON lines.
//
//   session --receive()--> [input <= 1 MiB] --worker--> rows --at most 2 chunks--> writer
//      ^  Pause / resume         |                                                    |
//      +-------------------------+           lines to the client <--worker-- outcomes +
//
// Each stage stops when the next one is full, so memory does not depend on the length of the body.
// The worker's turns never overlap (m_isScheduled); a new chunk is read while the one before is
// being committed. When the client leaves or the text is broken, no further chunk begins; what is
// committed stays. Source: socle-api.md 6.
#pragma once

#include "backend/api/RowReader.h"
#include "backend/http/Server.h"
#include "backend/records/Import.h"
#include "backend/schema/Catalogue.h"

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace socle::rules {
struct Caller;
}

namespace socle::runtime {
class Clock;
class WorkerPool;
} // namespace socle::runtime

namespace socle::storage {
class Database;
}

namespace socle::api {

/// What imports and exports work with; everything outlives them.
struct TransferParts
{
    storage::Database *database = nullptr;
    const records::RecordStore *records = nullptr;
    const runtime::Clock *clock = nullptr;
    runtime::WorkerPool *pool = nullptr;
    std::function<schema::CataloguePtr()> catalogue = {};
};

struct ImportOrder
{
    schema::CollectionPtr collection = {};
    records::ImportPlan plan = {};
    std::unique_ptr<RowReader> reader = {};
    std::shared_ptr<const rules::Caller> caller = {};
};

class ImportRun final : public http::BodySink, public std::enable_shared_from_this<ImportRun>
{
public:
    explicit ImportRun(const TransferParts &parts)
        : m_parts(parts)
    {
    }

    /// Begins to read what has come; once. Any thread.
    void start(ImportOrder order, std::shared_ptr<http::StreamWriter> writer);

    void begin(UniqueFunction<void()> resume) override;
    Flow receive(std::string_view bytes) override;
    void end(bool complete) override;

private:
    struct Chunk
    {
        std::vector<records::ImportRow> rows;
        std::int64_t lastRow = 0;
        records::ImportOutcome outcome = {};
        std::optional<Error> fault = {}; // of the storage
    };

    enum class Step { Again, Wait, Over };

    void schedule();
    void work();
    Step turn();
    Step readMore();
    Step finishReading();
    void endReading(Error fault);
    void readSlice();
    void takeRow(Result<JsonObject> row);
    void submitChunk();
    void hashPasswords(std::vector<records::ImportRow> &rows) const;
    void chunkDone(std::shared_ptr<Chunk> chunk, Result<void> outcome);
    void report(const Chunk &chunk);
    void reportFailure(const records::ImportFailure &failure);
    void stop(std::optional<Error> error);
    void writeEnd();

    const TransferParts m_parts;

    std::mutex m_mutex; // guards the next group; nothing is called while it is held
    std::string m_input;
    bool m_isEnded = false;
    bool m_isComplete = false;
    bool m_isStarted = false;
    bool m_isScheduled = false; // a worker's turn is queued or running
    bool m_hasNews = false; // since the turn looked
    std::deque<std::shared_ptr<Chunk>> m_finished; // shared: with the writer's step
    std::size_t m_inFlight = 0;
    UniqueFunction<void()> m_resume;

    std::atomic<bool> m_isHalted = false; // chunks that have not begun are not to begin

    // Of the worker's turn.
    ImportOrder m_order;
    std::shared_ptr<http::StreamWriter> m_writer; // shared: with the session
    std::string m_text; // taken from m_input
    std::size_t m_textAt = 0;
    bool m_isRead = false; // the reader has finished
    std::optional<Error> m_readFault; // why, when it cannot read on
    bool m_isStopped = false;
    bool m_isOver = false;
    std::vector<records::ImportRow> m_rows;
    std::int64_t m_rowCount = 0; // read
    std::int64_t m_lastRow = 0; // reported
    std::int64_t m_created = 0;
    std::int64_t m_updated = 0;
    std::int64_t m_failed = 0;
    std::int64_t m_undescribed = 0;
    std::optional<Error> m_error;
};

} // namespace socle::api
