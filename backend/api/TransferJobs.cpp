// See TransferJobs.h.
#include "backend/api/TransferJobs.h"

#include "backend/api/Envelope.h"
#include "backend/api/FileExport.h"
#include "backend/api/FileImport.h"
#include "backend/api/JobsApi.h"
#include "backend/api/RequestScope.h"
#include "backend/api/ServeFile.h"
#include "backend/backups/FolderNames.h"
#include "backend/rules/Caller.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/ReadTransaction.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <system_error>
#include <utility>

namespace socle::api {

namespace fs = std::filesystem;

namespace {

using http::Request;
using http::Response;

constexpr std::size_t kMaxListedFailures = 100;
constexpr std::chrono::hours kKeptFor{24};

/// A body on its way into a file, which goes with this object.
class KeptBody final : public http::BodySink
{
public:
    explicit KeptBody(fs::path path)
        : m_path(std::move(path))
    {
        std::error_code failure;
        fs::create_directories(m_path.parent_path(), failure);
        m_file.open(m_path, std::ios::binary | std::ios::trunc);
    }

    ~KeptBody() override
    {
        m_file.close();
        std::error_code ignored;
        fs::remove(m_path, ignored);
    }

    void begin(UniqueFunction<void()>) override { }

    // The page cache takes the bytes: writing does not wait for the disk.
    Flow receive(std::string_view bytes) override
    {
        m_file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return m_file ? Flow::Continue : Flow::Refuse;
    }

    void end(bool complete) override
    {
        m_file.close();
        Ended told;
        {
            const std::lock_guard lock(m_mutex);
            m_outcome = complete && m_file;
            told = std::move(m_ended);
        }
        if (told) {
            told(*m_outcome);
        }
    }

    using Ended = UniqueFunction<void(bool isWhole)>;

    /// Calls `ended` when the body is over, which may be at once.
    void whenEnded(Ended ended)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_outcome) {
                m_ended = std::move(ended);
                return;
            }
        }
        ended(*m_outcome);
    }

    const fs::path &path() const { return m_path; }

private:
    const fs::path m_path;
    std::ofstream m_file; // of the connection's thread
    std::mutex m_mutex; // guards what follows
    std::optional<bool> m_outcome;
    Ended m_ended;
};

Json stateJson(const FileImportState &state, JsonArray failures)
{
    return JsonObject{{"created", state.created},
                      {"updated", state.updated},
                      {"failed", state.failed},
                      {"failures", std::move(failures)}};
}

Json failureJson(const records::ImportFailure &failure)
{
    JsonObject item{{"row", failure.row}};
    auto envelope = parseJson(errorEnvelope(failure.error));
    for (const auto &[key, value] : envelope ? envelope->object() : JsonObject()) {
        item.append(key, value);
    }
    return item;
}

Result<void> runImport(const TransferParts &parts,
                       const ImportOrder &order,
                       const fs::path &path,
                       jobs::JobRun &job)
{
    JsonArray failures;
    FileImportState last;
    const auto outcome = importFromFile(
        parts,
        order,
        path,
        job.stopToken(),
        [&](const FileImportState &state) {
            last = state;
            job.setResult(stateJson(state, failures));
            job.progress(static_cast<std::int64_t>(state.bytesRead),
                         static_cast<std::int64_t>(state.bytes),
                         std::to_string(state.done()) + " rows");
        },
        [&](const records::ImportFailure &failure) {
            if (failures.size() < kMaxListedFailures) {
                failures.push_back(failureJson(failure));
            }
        });
    if (outcome) {
        last = *outcome;
    }
    job.setResult(stateJson(last, std::move(failures)));
    if (!outcome) {
        return outcome.error();
    }
    return last.isStopped ? Result<void>(
               invalidInput("The import stopped at a row that failed; earlier rows are in."))
                          : Result<void>();
}

Result<void> runExport(const TransferParts &parts,
                       const ExportOrder &order,
                       const fs::path &folder,
                       jobs::JobRun &job)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    const fs::path path = folder / (job.id() + "." + std::string(nameOf(order.format)));
    std::FILE *out = std::fopen(path.c_str(), "wb");
    if (out == nullptr) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "The file of the export cannot be written."};
    }
    auto written
        = exportToFile(*parts.database, order, out, job.stopToken(), [&](std::int64_t count) {
              job.progress(count, 0, std::to_string(count) + " records");
          });
    std::fclose(out);
    if (!written) {
        fs::remove(path, failure);
        return written.takeError();
    }
    job.setResult(JsonObject{{"records", *written},
                             {"bytes", static_cast<std::int64_t>(fs::file_size(path, failure))},
                             {"file", "/api/socle/jobs/" + job.id() + "/file"}});
    job.progress(*written, *written, std::to_string(*written) + " records");
    return {};
}

} // namespace

std::vector<Route> TransferJobs::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/socle/jobs/{id}/file",
             .access = Access::Superuser,
             .handler = handledBy(this, &TransferJobs::file)}};
}

std::shared_ptr<http::BodySink> TransferJobs::keepBody() const
{
    return std::make_shared<KeptBody>(m_folder / backups::kTrashFolder
                                      / ("import_" + runtime::systemRandom().recordId()));
}

Reply TransferJobs::import(const Request &request, const RequestScope &scope, ImportOrder order)
{
    auto body = std::dynamic_pointer_cast<KeptBody>(request.sink);
    if (!body) { // nothing was sent
        body = std::dynamic_pointer_cast<KeptBody>(keepBody());
        body->end(true);
    }
    // Shared: with the job, which outlives the request.
    auto kept = std::make_shared<const ImportOrder>(std::move(order));
    return later([this, body, kept, &scope](Reply::Resume resume) mutable {
        body->whenEnded(
            [this, body, kept, &scope, resume = std::move(resume)](bool isWhole) mutable {
                resume(isWhole ? startJob(m_jobs,
                                          scope,
                                          "import",
                                          [parts = m_parts, body, kept](jobs::JobRun &job) {
                                              return runImport(parts, *kept, body->path(), job);
                                          })
                               : Reply(invalidInput("The body ended early.")));
            });
    });
}

Reply TransferJobs::exportAll(const RequestScope &scope, ExportOrder order)
{
    return startJob(m_jobs,
                    scope,
                    "export",
                    [parts = m_parts,
                     folder = m_folder / backups::kExportsFolder,
                     order = std::make_shared<const ExportOrder>(std::move(order))](
                        jobs::JobRun &job) { return runExport(parts, *order, folder, job); });
}

Reply TransferJobs::file(const Request &request, const RequestScope &)
{
    const std::string id(request.param("id"));
    const bool isId = !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
    for (const ExportFormat format :
         {ExportFormat::Csv, ExportFormat::Ndjson, ExportFormat::Json}) {
        const fs::path path
            = m_folder / backups::kExportsFolder / (id + "." + std::string(nameOf(format)));
        std::error_code ignored;
        if (!isId || !fs::is_regular_file(path, ignored)) {
            continue;
        }
        Response response = SOCLE_TRY(
            serveFile(request, {.path = path, .contentType = std::string(contentTypeOf(format))}));
        response.headers.set("Content-Disposition",
                             "attachment; filename=\"" + path.filename().string() + "\"");
        response.headers.set("Cache-Control", "no-store");
        return response;
    }
    return notFound();
}

void TransferJobs::removeOld() const
{
    std::error_code failure;
    const auto oldest = fs::file_time_type::clock::now() - kKeptFor;
    std::vector<fs::path> old;
    for (auto it = fs::directory_iterator(m_folder / backups::kExportsFolder, failure);
         !failure && it != fs::end(it);
         it.increment(failure)) {
        std::error_code gone;
        if (it->last_write_time(gone) < oldest && !gone) {
            old.push_back(it->path());
        }
    }
    for (const fs::path &path : old) {
        fs::remove(path, failure);
    }
}

} // namespace socle::api
