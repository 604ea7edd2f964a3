// `socle import` and `socle export`: a file's rows into a collection, a collection's records into a
// file, as a superuser, without a server or beside one.
#include "backend/api/ExportRun.h"
#include "backend/api/RecordsApi.h"
#include "backend/api/RowReader.h"
#include "backend/app/Commands.h"
#include "backend/app/Wiring.h"
#include "backend/records/Export.h"
#include "backend/records/Import.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <utility>

namespace socle::app {

namespace {

constexpr std::size_t kPiece = 65536;

Error cannot(std::string message)
{
    return Error{.kind = ErrorKind::Unavailable, .message = std::move(message)};
}

Result<std::unique_ptr<Engine>> openEngine(const CommonOptions &common)
{
    if (!std::filesystem::exists(common.folder / "data.db")) {
        return Error{.kind = ErrorKind::NotFound,
                     .message = "There is no data in " + common.folder.string() + "."};
    }
    return Engine::open(common.folder, settingsKeyFromEnvironment(common), common.encryptionEnv);
}

Result<schema::CollectionPtr> collectionOf(const Engine &engine, const std::string &name)
{
    auto collection = engine.schema.catalogue()->findByNameOrId(name);
    if (!collection) {
        return notFound("There is no collection \"" + name + "\".");
    }
    return collection;
}

std::string_view contentTypeOf(const std::filesystem::path &file)
{
    const std::string extension = file.extension().string();
    return extension == ".csv"                            ? "text/csv"
        : extension == ".ndjson" || extension == ".jsonl" ? "application/x-ndjson"
        : extension == ".json"                            ? "application/json"
                                                          : "";
}

records::ImportPlan planOf(const ImportOptions &options)
{
    return {.mode = options.mode == "update" ? records::ImportMode::Update
                : options.mode == "upsert"   ? records::ImportMode::Upsert
                                             : records::ImportMode::Insert,
            .key = options.key,
            .onError = options.skipsErrors ? records::OnError::Skip : records::OnError::Stop};
}

/// Rows gathered into chunks, each committed before the next is read.
class FileImport
{
public:
    FileImport(Engine &engine, schema::CollectionPtr collection, records::ImportPlan plan)
        : m_engine(engine)
        , m_collection(std::move(collection))
        , m_plan(std::move(plan))
    {
    }

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

    /// Commits what is there when it is a chunk, or all of it. Error: of the storage.
    Result<void> write(bool isAll)
    {
        while (!m_isStopped
               && (m_rows.size() >= records::kMaxImportChunk || (isAll && !m_rows.empty()))) {
            const auto count = std::min(m_rows.size(), records::kMaxImportChunk);
            const auto end = m_rows.begin() + static_cast<std::ptrdiff_t>(count);
            std::vector<records::ImportRow> chunk(std::make_move_iterator(m_rows.begin()),
                                                  std::make_move_iterator(end));
            m_rows.erase(m_rows.begin(), end);
            SOCLE_TRY(writeChunk(chunk));
        }
        return {};
    }

    bool isStopped() const { return m_isStopped; }

    std::int64_t done() const { return m_created + m_updated; }

    std::int64_t failed() const { return m_failed; }

private:
    Result<void> writeChunk(std::vector<records::ImportRow> &rows)
    {
        const auto caller = rules::Caller::superuser();
        const auto catalogue = m_engine.schema.catalogue();
        const rules::RequestContext context{.caller = &caller,
                                            .catalogue = catalogue.get(),
                                            .method = "POST",
                                            .body = JsonObject(),
                                            .now = m_engine.clock.now()};
        for (records::ImportRow &row : rows) {
            SOCLE_TRY(api::doPasswordWork(
                m_engine.records.passwordWork(*m_collection, row.input.body, false, context),
                {},
                row.input));
        }
        records::ImportOutcome outcome;
        SOCLE_TRY(m_engine.database->writer().run(
            [&](storage::WriteTransaction &transaction) -> Result<void> {
                outcome = SOCLE_TRY(records::importRows(
                    m_engine.records, transaction, m_collection, m_plan, rows, context));
                return {};
            }));
        m_created += outcome.created;
        m_updated += outcome.updated;
        m_failed += static_cast<std::int64_t>(outcome.failures.size());
        m_isStopped = outcome.isStopped;
        for (const records::ImportFailure &failure : outcome.failures) {
            std::fprintf(stderr,
                         "row %lld: %s\n",
                         static_cast<long long>(failure.row),
                         sentenceOf(failure.error).c_str());
        }
        return {};
    }

    Engine &m_engine;
    const schema::CollectionPtr m_collection;
    const records::ImportPlan m_plan;
    std::vector<records::ImportRow> m_rows;
    std::int64_t m_count = 0;
    std::int64_t m_created = 0;
    std::int64_t m_updated = 0;
    std::int64_t m_failed = 0;
    bool m_isStopped = false;
};

} // namespace

Result<void> importFile(const CommonOptions &common, const ImportOptions &options)
{
    const auto reader = api::rowReaderFor(contentTypeOf(options.file));
    if (!reader) {
        return invalidInput("The file must end in .csv, .ndjson or .json.");
    }
    std::ifstream file(options.file, std::ios::binary);
    if (!file) {
        return cannot("Cannot read " + options.file.string() + ".");
    }
    const auto engine = SOCLE_TRY(openEngine(common));
    const auto collection = SOCLE_TRY(collectionOf(*engine, options.collection));
    const records::ImportPlan plan = planOf(options);
    SOCLE_TRY(records::checkImport(*collection, plan));
    FileImport import(*engine, collection, plan);
    const auto take = [&](Result<JsonObject> row) { import.take(std::move(row)); };
    std::array<char, kPiece> piece{};
    while (!import.isStopped() && file) {
        file.read(piece.data(), piece.size());
        SOCLE_TRY(reader->read({piece.data(), static_cast<std::size_t>(file.gcount())}, take));
        SOCLE_TRY(import.write(false));
    }
    if (!import.isStopped()) {
        SOCLE_TRY(reader->finish(take));
        SOCLE_TRY(import.write(true));
    }
    std::printf("%lld rows imported, %lld failed\n",
                static_cast<long long>(import.done()),
                static_cast<long long>(import.failed()));
    if (import.isStopped()) {
        return invalidInput("The import stopped at a row that failed; earlier rows are in.");
    }
    return {};
}

Result<void> exportFile(const CommonOptions &common, const ExportOptions &options)
{
    const std::string extension = options.file.extension().string();
    const std::string name = !options.format.empty() ? options.format
        : extension.size() > 1                       ? extension.substr(1)
                                                     : "json";
    const auto format = api::exportFormatOf(name);
    if (!format) {
        return invalidInput("The file must end in .csv, .ndjson or .json.");
    }
    const auto engine = SOCLE_TRY(openEngine(common));
    const auto collection = SOCLE_TRY(collectionOf(*engine, options.collection));
    std::FILE *const out = options.file.empty() ? stdout : std::fopen(options.file.c_str(), "wb");
    if (out == nullptr) {
        return cannot("Cannot write " + options.file.string() + ".");
    }
    const auto caller = rules::Caller::superuser();
    const auto catalogue = engine->schema.catalogue();
    const rules::RequestContext context{.caller = &caller,
                                        .catalogue = catalogue.get(),
                                        .body = JsonObject(),
                                        .now = engine->clock.now()};
    api::ExportWriter lines(*format, records::exportColumns(*collection, caller));
    std::string buffer;
    bool isWritten = true;
    const auto flush = [&] {
        isWritten = std::fwrite(buffer.data(), 1, buffer.size(), out) == buffer.size() && isWritten;
        buffer.clear();
    };
    lines.start(buffer);
    auto outcome = engine->database->read(
        [&](storage::ReadTransaction &transaction) -> Result<void> {
            return records::exportRecords(transaction,
                                          collection,
                                          {.filter = options.filter, .sort = options.sort},
                                          context,
                                          [&](const std::string &json) {
                                              lines.add(buffer, json);
                                              if (buffer.size() >= kPiece) {
                                                  flush();
                                              }
                                              return isWritten ? storage::Next::Continue
                                                               : storage::Next::Stop;
                                          });
        },
        {.deadline = runtime::Deadline::in(std::chrono::hours(24))});
    lines.finish(buffer);
    flush();
    isWritten = (out == stdout ? std::fflush(out) : std::fclose(out)) == 0 && isWritten;
    if (!outcome && outcome.error().message.empty()
        && outcome.error().kind == ErrorKind::InvalidInput) {
        return invalidInput("The filter or the sort cannot be understood.");
    }
    SOCLE_TRY(std::move(outcome));
    return isWritten ? Result<void>() : cannot("Cannot write " + options.file.string() + ".");
}

} // namespace socle::app
