// See StatusApi.h.
#include "backend/api/StatusApi.h"

#include "backend/api/ClientAddress.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/SessionService.h"
#include "backend/crypto/Hash.h"
#include "backend/observability/Metrics.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <system_error>

namespace socle::api {

namespace {

using http::Request;
using http::Response;

constexpr std::uintmax_t kDiskFloor = 64U * 1024 * 1024; // below it writes soon fail
constexpr std::chrono::seconds kWriteLimit{5};
constexpr std::string_view kFailed = "failed";

Readiness diskOf(const std::filesystem::path &folder)
{
    std::error_code fault;
    const auto space = std::filesystem::space(folder, fault);
    const bool isFine = !fault && space.available >= kDiskFloor;
    return {.name = "disk",
            .state = std::string(isFine ? "ok" : kFailed),
            .message = fault ? fault.message() : std::to_string(space.available) + " bytes left"};
}

Response answer(const std::vector<Readiness> &checks, bool isSuperuser)
{
    const auto hasFailed = [](const Readiness &check) { return check.state == kFailed; };
    const bool isWhole = std::none_of(checks.begin(), checks.end(), hasFailed);
    const bool isReady
        = isWhole || std::none_of(checks.begin(), checks.end(), [&](const auto &check) {
              return check.isVital && hasFailed(check);
          });
    std::string out;
    JsonWriter writer(out);
    writer.startObject();
    writer.member("status", isWhole ? "ready" : isReady ? "degraded" : "unready");
    writer.key("checks");
    writer.startObject();
    for (const Readiness &check : checks) {
        writer.key(check.name);
        writer.startObject();
        writer.member("state", check.state);
        if (isSuperuser && !check.message.empty()) {
            writer.member("message", check.message);
        }
        writer.endObject();
    }
    writer.endObject();
    writer.endObject();
    Response response = Response::json(isReady ? 200 : 503, std::move(out));
    if (!isReady) {
        response.headers.set("Retry-After", "5");
    }
    return response;
}

} // namespace

std::vector<Route> StatusApi::routes()
{
    const auto row = [this](std::string_view pattern,
                            Reply (StatusApi::*handler)(const Request &, const RequestScope &)) {
        return Route{.method = http::Method::Get,
                     .pattern = pattern,
                     .access = Access::Public,
                     .handler = handledBy(this, handler),
                     .logged = Logged::ErrorsOnly}; // probes come every few seconds
    };
    return {row("/api/socle/live", &StatusApi::live),
            row("/api/socle/ready", &StatusApi::ready),
            row("/api/socle/metrics", &StatusApi::metrics)};
}

Reply StatusApi::live(const Request &, const RequestScope &)
{
    return Response::json(200, R"({"status":"live"})");
}

Reply StatusApi::ready(const Request &, const RequestScope &scope)
{
    const bool isSuperuser = scope.caller().isSuperuser();
    // The writer's turn comes only when it works: a step that writes nothing but reads the schema.
    return onWriter(
        [this, isSuperuser](storage::WriteTransaction &tx) -> Reply {
            const auto alive = tx.exists(storage::sql("SELECT 1 FROM `_collections` LIMIT 1"));
            std::vector<Readiness> checks{
                {.name = "database", .state = std::string(alive ? "ok" : kFailed)},
                diskOf(m_parts.folder)};
            for (Readiness &other : m_parts.others()) {
                checks.push_back(std::move(other));
            }
            return answer(checks, isSuperuser);
        },
        Batch::Shared,
        kWriteLimit);
}

Reply StatusApi::metrics(const Request &request, const RequestScope &scope)
{
    const auto settings = m_parts.settings();
    const std::string_view token = auth::tokenOfHeader(request.headers.value("Authorization"));
    const bool hasToken = !settings->metrics.token.empty()
        && crypto::constantTimeEquals(token, settings->metrics.token);
    const bool isSuperuser
        = scope.caller().isSuperuser() && rules::isInScope(scope.caller(), "admin", "metrics");
    if (!hasToken && !isSuperuser && !isListed(scope.clientIp(), settings->metrics.allowedIps)) {
        return scope.caller().isGuest() ? Error{.kind = ErrorKind::Unauthenticated,
                                                .message = std::string(protocol::kRequiresAuth)}
                                        : forbidden(std::string(protocol::kNotAllowedRecord));
    }
    return Response::text(200, m_parts.metrics->text(), "text/plain; version=0.0.4; charset=utf-8");
}

} // namespace socle::api
