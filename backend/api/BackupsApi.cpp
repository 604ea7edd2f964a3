#include "backend/api/BackupsApi.h"

#include "backend/api/BackupToolsApi.h"
#include "backend/api/ClientAddress.h"
#include "backend/api/JobsApi.h"
#include "backend/api/RequestScope.h"
#include "backend/api/ServeFile.h"
#include "backend/auth/SessionService.h"
#include "backend/auth/TokenService.h"
#include "backend/backups/BackupService.h"
#include "backend/records/Record.h"
#include "backend/rules/Caller.h"
#include "backend/schema/Settings.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;

constexpr std::string_view kBusy
    = "Try again later - another backup/restore process has already been started.";
constexpr std::string_view kNotPermitted = "Insufficient permissions to access the resource.";
constexpr std::string_view kCaching = "max-age=2592000, stale-while-revalidate=86400";
constexpr std::string_view kPolicy
    = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
constexpr std::size_t kMaxName = 150;

constexpr protocol::Code kNameTaken{"validation_backup_name_exists",
                                    "The backup file name is invalid or already exists."};
constexpr protocol::Code kFileTaken{"validation_backup_name_exists",
                                    "Backup file with the specified name already exists."};
constexpr protocol::Code kNoZip{"validation_invalid_mime_type",
                                "\"{name}\" mime type must be one of: application/zip."};

Error invalidField(std::string_view name, FieldError error)
{
    FieldErrors fields;
    fields.emplace(std::string(name), std::move(error));
    return invalidInput(std::string(protocol::kValidationFailed), std::move(fields));
}

std::string rawError(std::string_view message, const Error &error)
{
    return std::string(message) + " Raw error: \n"
        + (error.message.empty() ? error.cause : error.message);
}

// ^[a-z0-9_-]+\.zip$
bool isBackupName(std::string_view name)
{
    if (!endsWith(name, ".zip") || name.size() == 4) {
        return false;
    }
    name.remove_suffix(4);
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

std::optional<FieldError> nameProblem(std::string_view name)
{
    if (name.size() > kMaxName) {
        return protocol::fieldError(
            fields::kLengthOutOfRange,
            {{"min", std::int64_t{1}}, {"max", static_cast<std::int64_t>(kMaxName)}});
    }
    if (!isBackupName(name)) {
        return fields::errorWithText("validation_match_invalid", "must be in a valid format");
    }
    return std::nullopt;
}

bool isZip(std::string_view bytes)
{
    return startsWith(bytes, "PK\x03\x04") || startsWith(bytes, "PK\x05\x06");
}

} // namespace

std::vector<Route> BackupsApi::routes()
{
    using http::Method;
    return {
        {.method = Method::Get,
         .pattern = "/api/backups",
         .access = Access::Superuser,
         .handler = handledBy(this, &BackupsApi::list)},
        {.method = Method::Post,
         .pattern = "/api/backups",
         .access = Access::Superuser,
         .handler = handledBy(this, &BackupsApi::create)},
        {.method = Method::Post,
         .pattern = "/api/backups/upload",
         .access = Access::Superuser,
         .handler = handledBy(this, &BackupsApi::upload),
         .bodyLimit = [](const Request &) { return std::numeric_limits<std::uint64_t>::max(); }},
        {.method = Method::Get,
         .pattern = "/api/backups/{key}",
         .access = Access::ByRule, // the file token in the query
         .handler = handledBy(this, &BackupsApi::download)},
        {.method = Method::Delete,
         .pattern = "/api/backups/{key}",
         .access = Access::Superuser,
         .handler = handledBy(this, &BackupsApi::remove)},
        {.method = Method::Post,
         .pattern = "/api/backups/{key}/restore",
         .access = Access::Superuser,
         .handler = handledBy(this, &BackupsApi::restore)}};
}

Reply BackupsApi::list(const Request &, const RequestScope &)
{
    return onWorker(Pool::Outbound, [this]() -> Reply {
        const auto all = m_backups.list();
        if (!all) {
            return invalidInput(rawError("Failed to retrieve backup items.", all.error()));
        }
        std::string out;
        JsonWriter writer(out);
        writer.startArray();
        for (const files::BlobInfo &item : *all) {
            writer.startObject();
            writer.member("modified", item.modified.toString());
            writer.member("key", item.key);
            writer.member("size", static_cast<std::int64_t>(item.size));
            writer.endObject();
        }
        writer.endArray();
        return Response::json(200, std::move(out));
    });
}

Reply BackupsApi::create(const Request &request, const RequestScope &scope)
{
    if (m_backups.active()) {
        return invalidInput(std::string(kBusy));
    }
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    const Json &name = (*body)->values["name"];
    if (!name.isString() && !name.isNull()) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    if (name.text().empty()) {
        return wantsJob(request) ? startJob(m_jobs, scope, "backup", backupWork(m_backups, {}))
                                 : make({});
    }
    if (auto problem = nameProblem(name.text())) {
        return invalidField("name", std::move(*problem));
    }
    return wantsJob(request)
        ? startJob(m_jobs, scope, "backup", backupWork(m_backups, name.toText()))
        : make(name.toText());
}

Reply BackupsApi::make(std::string name)
{
    return onBackupThread(m_backups, [this, name = std::move(name)]() -> Reply {
        if (!name.empty()) {
            const auto isTaken = m_backups.exists(name);
            if (!isTaken || *isTaken) {
                return invalidField("name", protocol::fieldError(kNameTaken));
            }
        }
        const auto made = m_backups.create(name.empty() ? m_backups.defaultName() : name);
        if (!made) {
            return made.error().kind == ErrorKind::Conflict
                ? invalidInput(std::string(kBusy))
                : Error{.kind = ErrorKind::InvalidInput,
                        .message = "Failed to create backup.",
                        .cause = made.error().message + " " + made.error().cause};
        }
        return Response::empty(204);
    });
}

Reply BackupsApi::upload(const Request &request, const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    const auto &files = (*body)->files;
    const auto file = std::find_if(
        files.begin(), files.end(), [](const FormFile &part) { return part.key == "file"; });
    if (file == files.end()) {
        return invalidField("file", protocol::fieldError(protocol::kRequired));
    }
    if (!isZip(file->bytes)) {
        FieldError error = protocol::fieldError(kNoZip, {{"name", file->fileName}});
        error.params.clear(); // the peer tells it in the text only
        return invalidField("file", std::move(error));
    }
    // The bytes are the request's, which lives until the answer is sent.
    return onBackupThread(
        m_backups, [this, &request, name = file->fileName, bytes = file->bytes]() -> Reply {
            const auto isTaken = m_backups.exists(name);
            if (!isTaken || *isTaken) {
                return invalidField("file", protocol::fieldError(kFileTaken));
            }
            const auto forget = [&](std::string_view piece) { request.body.forget(piece); };
            if (const auto added = m_backups.addBytes(name, bytes, forget); !added) {
                return Error{.kind = ErrorKind::InvalidInput,
                             .message = "Failed to upload backup.",
                             .cause = added.error().message + added.error().cause};
            }
            return Response::empty(204);
        });
}

// Only the token in the query counts, whatever the header says.
Result<bool> BackupsApi::mayDownload(const Request &request,
                                     const RequestScope &scope,
                                     storage::ReadTransaction &transaction) const
{
    const std::string token = request.queryParam("token").value_or("");
    if (token.empty()) {
        return false;
    }
    auto account
        = m_sessions.recordOf(token, auth::TokenType::File, *scope.catalogue(), transaction);
    if (!account) {
        return account.error().kind == ErrorKind::Unavailable ? Result<bool>(account.error())
                                                              : Result<bool>(false);
    }
    const auto &addresses = scope.settings()->superuserIps;
    return auth::callerOf(*account).isSuperuser()
        && (addresses.empty() || isListed(scope.clientIp(), addresses));
}

Reply BackupsApi::download(const Request &request, const RequestScope &scope)
{
    return onReader([this, &request, &scope](storage::ReadTransaction &transaction) -> Reply {
        if (!SOCLE_TRY(mayDownload(request, scope, transaction))) {
            return forbidden(std::string(kNotPermitted));
        }
        return onWorker(Pool::Outbound, [this, &request]() -> Reply {
            const std::string key(request.param("key"));
            const auto blob = m_backups.fetch(key);
            if (!blob) {
                return blob.error().kind == ErrorKind::NotFound ? notFound() : blob.error();
            }
            // The answer holds the open file: a copy that was fetched may go now.
            Response response = SOCLE_TRY(serveFile(
                request, {.path = blob->path(), .contentType = blob->meta().contentType}));
            response.headers.set("Content-Disposition", "attachment; filename=" + key);
            response.headers.set("Content-Security-Policy", kPolicy);
            response.headers.set("Cache-Control", kCaching);
            return response;
        });
    });
}

Reply BackupsApi::remove(const Request &request, const RequestScope &)
{
    return onWorker(Pool::Outbound, [this, &request]() -> Reply {
        const std::string key(request.param("key"));
        if (const auto active = m_backups.active(); active && *active == key) {
            return invalidInput("The backup is currently being used and cannot be deleted.");
        }
        if (const auto removed = m_backups.remove(key); !removed) {
            return invalidInput(
                rawError("Invalid or already deleted backup file.", removed.error()));
        }
        return Response::empty(204);
    });
}

Reply BackupsApi::restore(const Request &request, const RequestScope &scope)
{
    if (m_backups.active()) {
        return invalidInput(std::string(kBusy));
    }
    return onWorker(Pool::Outbound, [this, &request, &scope]() -> Reply {
        const std::string key(request.param("key"));
        const auto isThere = m_backups.exists(key);
        if (!isThere || !*isThere) {
            return invalidInput("Missing or invalid backup file.");
        }
        if (wantsJob(request)) {
            return startJob(m_jobs, scope, "restore", restoreWork(m_backups, key));
        }
        if (!m_backups.startRestore(key)) {
            return invalidInput(std::string(kBusy));
        }
        return Response::empty(204);
    });
}

} // namespace socle::api
