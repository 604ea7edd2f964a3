// See FileImport.h.
#include "backend/api/FileImport.h"

#include "backend/api/RecordsApi.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/runtime/Clock.h"
#include "backend/storage/Database.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>
#include <utility>

namespace socle::api {

namespace {

constexpr std::size_t kReadBytes = 65536;

class FileImport
{
public:
    FileImport(const TransferParts &parts,
               const ImportOrder &order,
               const runtime::StopToken &stop,
               FunctionRef<void(const FileImportState &)> progress,
               FunctionRef<void(const records::ImportFailure &)> failed)
        : m_parts(parts)
        , m_order(order)
        , m_stop(stop)
        , m_progress(progress)
        , m_failed(failed)
    {
    }

    Result<FileImportState> run(const std::filesystem::path &path)
    {
        std::error_code ignored;
        m_state.bytes = std::filesystem::file_size(path, ignored);
        std::ifstream file(path, std::ios::binary);
        if (!file) {
            return Error{.kind = ErrorKind::Unavailable,
                         .message = "Cannot read " + path.string() + "."};
        }
        const auto take = [this](Result<JsonObject> row) { this->take(std::move(row)); };
        std::array<char, kReadBytes> piece{};
        while (!m_state.isStopped && file) {
            if (m_stop.stop_requested()) {
                return Error{.kind = ErrorKind::Cancelled};
            }
            file.read(piece.data(), piece.size());
            m_state.bytesRead += static_cast<std::uint64_t>(file.gcount());
            auto read = m_order.reader->read(
                {piece.data(), static_cast<std::size_t>(file.gcount())}, take);
            if (!read) {
                SOCLE_TRY(write(1)); // the rows before what cannot be told apart
                return read.takeError();
            }
            SOCLE_TRY(write(records::kMaxImportChunk));
        }
        if (!m_state.isStopped) {
            auto finished = m_order.reader->finish(take);
            SOCLE_TRY(write(1));
            SOCLE_TRY(std::move(finished));
        }
        return m_state;
    }

private:
    void take(Result<JsonObject> row)
    {
        records::ImportRow made{.number = ++m_count};
        if (row) {
            made.input.body = row.takeValue();
        } else {
            made.fault = row.takeError();
        }
        m_rows.push_back(std::move(made));
    }

    /// Commits chunks while at least `least` rows wait.
    Result<void> write(std::size_t least)
    {
        while (!m_state.isStopped && m_rows.size() >= least) {
            if (m_stop.stop_requested()) {
                return Error{.kind = ErrorKind::Cancelled};
            }
            const auto count = std::min(m_rows.size(), records::kMaxImportChunk);
            const auto end = m_rows.begin() + static_cast<std::ptrdiff_t>(count);
            std::vector<records::ImportRow> chunk(std::make_move_iterator(m_rows.begin()),
                                                  std::make_move_iterator(end));
            m_rows.erase(m_rows.begin(), end);
            SOCLE_TRY(writeChunk(chunk));
        }
        return {};
    }

    rules::RequestContext contextOf(const schema::Catalogue &catalogue) const
    {
        return {.caller = m_order.caller.get(),
                .catalogue = &catalogue,
                .method = "POST",
                .body = JsonObject(),
                .now = m_parts.clock->now()};
    }

    Result<void> writeChunk(std::vector<records::ImportRow> &rows)
    {
        {
            const auto catalogue = m_parts.catalogue();
            const auto context = contextOf(*catalogue);
            for (records::ImportRow &row : rows) {
                if (m_stop.stop_requested()) {
                    return Error{.kind = ErrorKind::Cancelled};
                }
                const auto work = m_parts.records->passwordWork(
                    *m_order.collection, row.input.body, false, context);
                if (auto done = doPasswordWork(work, {}, row.input); !done) {
                    row.fault = done.takeError();
                }
            }
        }
        records::ImportOutcome outcome;
        const auto import = [&](storage::WriteTransaction &transaction) -> Result<void> {
            // The schema may have changed since the last chunk.
            const auto catalogue = m_parts.catalogue();
            const auto collection = catalogue->findById(m_order.collection->id);
            if (!collection) {
                return notFound("The collection is gone.");
            }
            outcome = SOCLE_TRY(records::importRows(*m_parts.records,
                                                    transaction,
                                                    collection,
                                                    m_order.plan,
                                                    rows,
                                                    contextOf(*catalogue)));
            return {};
        };
        SOCLE_TRY(m_parts.database->writer().run(import));
        m_state.created += outcome.created;
        m_state.updated += outcome.updated;
        m_state.failed += static_cast<std::int64_t>(outcome.failures.size());
        m_state.isStopped = outcome.isStopped;
        for (const records::ImportFailure &failure : outcome.failures) {
            m_failed(failure);
        }
        m_progress(m_state);
        return {};
    }

    const TransferParts &m_parts;
    const ImportOrder &m_order;
    const runtime::StopToken m_stop;
    const FunctionRef<void(const FileImportState &)> m_progress;
    const FunctionRef<void(const records::ImportFailure &)> m_failed;
    std::vector<records::ImportRow> m_rows;
    std::int64_t m_count = 0;
    FileImportState m_state;
};

} // namespace

Result<FileImportState> importFromFile(const TransferParts &parts,
                                       const ImportOrder &order,
                                       const std::filesystem::path &path,
                                       const runtime::StopToken &stop,
                                       FunctionRef<void(const FileImportState &)> progress,
                                       FunctionRef<void(const records::ImportFailure &)> failed)
{
    return FileImport(parts, order, stop, progress, failed).run(path);
}

} // namespace socle::api
