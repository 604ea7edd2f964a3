#include "backend/api/SqlApi.h"

#include "backend/api/RequestScope.h"
#include "backend/schema/TableSync.h"
#include "backend/storage/Database.h"
#include "backend/storage/SqlConsole.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

#include <chrono>

namespace socle::api {

namespace {

using http::Response;

constexpr std::size_t kMaxQueryBytes = 5000;
constexpr std::chrono::minutes kLimit{3};

using Started = std::chrono::steady_clock::time_point;

Reply answer(const Result<storage::ConsoleAnswer> &result, Started started)
{
    if (!result) {
        return Error{.kind = ErrorKind::InvalidInput,
                     .message
                     = "Failed to execute query. Raw error:\n" + schema::engineText(result.error()),
                     .cause = result.error().cause};
    }
    std::string out;
    JsonWriter writer(out);
    writer.startObject();
    writer.member("execTime",
                  static_cast<std::int64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                                std::chrono::steady_clock::now() - started)
                                                .count()));
    writer.member("affectedRows", result->affectedRows);
    writer.key("columns");
    writer.startArray();
    for (const auto &column : result->columns) {
        writer.startObject();
        writer.member("name", column.name);
        writer.member("type", column.type);
        writer.member("nullable", true);
        writer.endObject();
    }
    writer.endArray();
    writer.key("rows");
    writer.startArray();
    for (const auto &row : result->rows) {
        writer.startArray();
        for (const auto &cell : row) {
            if (cell) {
                writer.string(*cell);
            } else {
                writer.null();
            }
        }
        writer.endArray();
    }
    writer.endArray();
    writer.endObject();
    return Response::json(200, std::move(out));
}

} // namespace

std::vector<Route> SqlApi::routes()
{
    return {{.method = http::Method::Post,
             .pattern = "/api/sql",
             .access = Access::Superuser,
             .handler = handledBy(this, &SqlApi::run)}};
}

Reply SqlApi::run(const http::Request &, const RequestScope &scope)
{
    std::string script = SOCLE_TRY(submittedQuery(scope));
    return onWorker(Pool::Read, [this, script = std::move(script)]() -> Reply {
        const Started started = std::chrono::steady_clock::now();
        if (!storage::isWritingScript(m_database.path(), script)) {
            return answer(
                storage::readConsole(m_database.path(), script, runtime::Deadline::in(kLimit)),
                started);
        }
        return onWriter(
            [script, started](storage::WriteTransaction &tx) -> Reply {
                return answer(storage::writeConsole(tx, script), started);
            },
            Batch::Alone,
            kLimit);
    });
}

Result<std::string> submittedQuery(const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) {
        return body.error().message == protocol::kUnsupportedContentType
            ? body.error()
            : invalidInput(std::string(protocol::kLoadingFailed));
    }
    const Json &query = (*body)->values["query"];
    if (!query.isString() && !query.isNull()) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    if (query.text().empty()) {
        return invalidInput(std::string(protocol::kValidationFailed),
                            {{"query", protocol::fieldError(protocol::kRequired)}});
    }
    if (query.text().size() > kMaxQueryBytes) {
        return invalidInput(
            std::string(protocol::kValidationFailed),
            {{"query",
              protocol::fieldError(fields::kLengthTooLong,
                                   {{"min", std::int64_t{0}},
                                    {"max", static_cast<std::int64_t>(kMaxQueryBytes)}})}});
    }
    return query.toText();
}

} // namespace socle::api
