// See BackupToolsApi.h.
#include "backend/api/BackupToolsApi.h"

#include "backend/api/JobsApi.h"
#include "backend/api/ListParameters.h"
#include "backend/api/RequestScope.h"
#include "backend/backups/BackupService.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;

// As long as a start of the server may take; then the restore has failed.
constexpr std::chrono::minutes kRestartLimit{2};

backups::Watch watchOf(jobs::JobRun &job)
{
    return {.stop = job.stopToken(),
            .progress = [&job](std::int64_t percent, std::string_view what) {
                job.progress(percent, 100, std::string(what));
            }};
}

/// A failed call as the peer words such failures: its cause belongs into the log.
Error asRefusal(const Error &error, std::string_view message)
{
    return error.kind == ErrorKind::NotFound ? notFound()
        : error.kind == ErrorKind::InvalidInput || error.kind == ErrorKind::Conflict
        ? Error{.kind = ErrorKind::InvalidInput,
                .message = error.message.empty() ? std::string(message) : error.message,
                .fields = error.fields,
                .cause = error.cause}
        : Error{.kind = error.kind,
                .message = std::string(message),
                .cause = error.message + " " + error.cause};
}

/// Names or ids; nothing when the member is no list of texts.
std::optional<std::vector<std::string>> collectionNames(const Json &list)
{
    std::vector<std::string> names;
    for (const Json &name : list.array()) {
        if (!name.isString() || name.text().empty()) {
            return std::nullopt;
        }
        names.push_back(name.toText());
    }
    return list.isNull() || list.isArray() ? std::optional(std::move(names)) : std::nullopt;
}

} // namespace

std::vector<Route> BackupToolsApi::routes()
{
    using http::Method;
    return {{.method = Method::Get,
             .pattern = "/api/socle/backups",
             .access = Access::Superuser,
             .handler = handledBy(this, &BackupToolsApi::list)},
            {.method = Method::Post,
             .pattern = "/api/socle/backups/{key}/verify",
             .access = Access::Superuser,
             .handler = handledBy(this, &BackupToolsApi::verify)},
            {.method = Method::Post,
             .pattern = "/api/socle/backups/{key}/restore",
             .access = Access::Superuser,
             .handler = handledBy(this, &BackupToolsApi::restore)}};
}

Reply BackupToolsApi::list(const Request &request, const RequestScope &)
{
    const protocol::Paging paging = SOCLE_TRY(readListPaging(request));
    return onWorker(Pool::Outbound, [this, paging]() -> Reply {
        const auto all = m_backups.list();
        if (!all) {
            return asRefusal(all.error(), "Failed to retrieve backup items.");
        }
        const auto checks = SOCLE_TRY(m_backups.checks());
        std::vector<std::string> items;
        const auto first = std::min(static_cast<std::size_t>(paging.offset()), all->size());
        const auto end = std::min(first + static_cast<std::size_t>(paging.perPage), all->size());
        for (std::size_t i = first; i < end; ++i) {
            const files::BlobInfo &item = (*all)[i];
            const auto known = checks.find(item.key);
            Json check;
            if (known != checks.end() && known->second.size == item.size) {
                check = JsonObject{{"sound", known->second.isSound},
                                   {"checked", known->second.checked}};
            }
            items.push_back(Json(JsonObject{{"key", item.key},
                                            {"size", static_cast<std::int64_t>(item.size)},
                                            {"modified", item.modified.toString()},
                                            {"check", std::move(check)}})
                                .dump());
        }
        return Response::json(200,
                              listEnvelope(items, paging, static_cast<std::int64_t>(all->size())));
    });
}

Reply BackupToolsApi::verify(const Request &request, const RequestScope &scope)
{
    std::string key(request.param("key"));
    if (wantsJob(request)) {
        return startJob(m_jobs,
                        scope,
                        "backup.verify",
                        [this, key = std::move(key)](jobs::JobRun &job) -> Result<void> {
                            const auto report = SOCLE_TRY(m_backups.verify(key, watchOf(job)));
                            job.setResult(report.toJson());
                            job.progress(100, 100, report.isSound() ? "Sound" : "Damaged");
                            return {};
                        });
    }
    return onBackupThread(m_backups, [this, key = std::move(key)]() -> Reply {
        const auto report = m_backups.verify(key);
        return report ? Reply(Response::json(200, report->toJson().dump()))
                      : Reply(asRefusal(report.error(), "Failed to verify the backup."));
    });
}

Reply BackupToolsApi::restore(const Request &request, const RequestScope &scope)
{
    const DecodedBody *body = SOCLE_TRY(scope.body());
    auto names = collectionNames(body->values["collections"]);
    if (!names) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    std::string key(request.param("key"));
    if (names->empty()) {
        return startJob(m_jobs, scope, "restore", restoreWork(m_backups, std::move(key)));
    }
    if (wantsJob(request)) {
        return startJob(m_jobs,
                        scope,
                        "restore.collections",
                        [this, key = std::move(key), names = std::move(*names)](
                            jobs::JobRun &job) -> Result<void> {
                            const auto report
                                = SOCLE_TRY(m_backups.restoreCollections(key, names, watchOf(job)));
                            job.setResult(report.toJson());
                            job.progress(100, 100, key);
                            return {};
                        });
    }
    return onBackupThread(
        m_backups, [this, key = std::move(key), names = std::move(*names)]() -> Reply {
            const auto report = m_backups.restoreCollections(key, names, {});
            return report ? Reply(Response::json(200, report->toJson().dump()))
                          : Reply(asRefusal(report.error(), "Failed to restore the collections."));
        });
}

jobs::JobBook::Work backupWork(backups::BackupService &service, std::string name)
{
    return [&service, name = std::move(name)](jobs::JobRun &job) -> Result<void> {
        const std::string key = name.empty() ? service.defaultName() : name;
        if (SOCLE_TRY(service.exists(key))) {
            return invalidInput("The backup file name is invalid or already exists.");
        }
        const auto facts = SOCLE_TRY(service.create(key, watchOf(job)));
        job.setResult(JsonObject{{"key", key},
                                 {"size", static_cast<std::int64_t>(facts.bytes)},
                                 {"entries", facts.entries},
                                 {"rows", facts.rows},
                                 {"verified", facts.isVerified}});
        job.progress(100, 100, key);
        return {};
    };
}

jobs::JobBook::Work restoreWork(backups::BackupService &service, std::string key)
{
    return [&service, key = std::move(key)](jobs::JobRun &job) -> Result<void> {
        job.progress(0, 100, key);
        SOCLE_TRY(service.decide(key, job.forAdoption().dump(), watchOf(job)));
        service.restart();
        // The server ends now, and this folder's row of the job with it: it is left as interrupted,
        // which it is if the former content comes back.
        std::mutex mutex;
        std::condition_variable_any wait;
        std::unique_lock lock(mutex);
        wait.wait_for(lock, job.stopToken(), kRestartLimit, [] { return false; });
        return Error{.kind = ErrorKind::Cancelled};
    };
}

Reply onBackupThread(backups::BackupService &service, UniqueFunction<Reply()> work)
{
    return later([&service, work = std::move(work)](Reply::Resume resume) mutable {
        // Shared by the task and by the refusal of a full queue: one of them resumes.
        auto shared = std::make_shared<Reply::Resume>(std::move(resume));
        if (!service.post([shared, work = std::move(work)]() mutable { (*shared)(work()); })) {
            (*shared)(Error{.kind = ErrorKind::Unavailable, .cause = "backups: the queue is full"});
        }
    });
}

} // namespace socle::api
