// See AuditTrail.h.
#include "backend/app/AuditTrail.h"

#include "backend/api/RequestScope.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/BulkDelete.h"
#include "backend/storage/Database.h"
#include "shared/core/Text.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/ErrorStatus.h"

#include <algorithm>
#include <array>

namespace socle::app {

namespace {

using http::Method;
using storage::sql;

constexpr std::string_view kAudit = "_audit";
constexpr std::size_t kMaxIdentity = 255;

/// The path in pieces: collections, books, records, b1.
std::vector<std::string> segmentsOf(std::string_view path)
{
    auto all = split(path, '/');
    all.erase(std::remove(all.begin(), all.end(), std::string()), all.end());
    if (!all.empty()) {
        all.erase(all.begin()); // "api"
    }
    if (!all.empty() && all.front() == "v1") {
        all.erase(all.begin());
    }
    return all;
}

std::string_view verbOf(Method method)
{
    switch (method) {
    case Method::Post:
        return "create";
    case Method::Put:
    case Method::Patch:
        return "update";
    case Method::Delete:
        return "delete";
    default:
        return "read";
    }
}

constexpr std::string_view kSignIns[] = {"auth-with-",
                                         "impersonate",
                                         "magic-link",
                                         "confirm-password-reset",
                                         "auth-as-guest",
                                         "upgrade-guest"};

bool isSignIn(std::string_view word)
{
    return std::any_of(std::begin(kSignIns), std::end(kSignIns), [&](std::string_view known) {
        return startsWith(word, known);
    });
}

bool mentionsSignIn(std::string_view path)
{
    return std::any_of(std::begin(kSignIns), std::end(kSignIns), [&](std::string_view known) {
        return path.find(known) != std::string_view::npos;
    });
}

/// Actions below a collection.
std::string collectionAction(const std::vector<std::string> &path, Method method, bool failed)
{
    if (path.size() < 3) {
        if (path.size() == 2 && path[1] == "import") {
            return "collection.import";
        }
        return "collection." + std::string(verbOf(method));
    }
    const std::string &word = path[2];
    if (word == "impersonate") {
        return "auth.impersonate";
    }
    if (isSignIn(word)) {
        return failed ? "auth.failure" : "auth.login";
    }
    if (word == "records") {
        return path.size() > 4 ? "record.restore" : "record." + std::string(verbOf(method));
    }
    return "collection." + word;
}

void writeDetails(JsonWriter &writer, const api::RequestLogEntry &entry, std::string_view action)
{
    writer.startObject();
    writer.member("method", entry.request.methodName);
    writer.member("path", entry.request.path());
    if (startsWith(action, "auth.")) {
        if (const auto body = entry.scope.body()) {
            const std::string_view identity = (*body)->values["identity"].text();
            if (!identity.empty()) {
                writer.member("identity", identity.substr(0, kMaxIdentity));
            }
        }
    }
    if (entry.error != nullptr && !entry.error->message.empty()) {
        writer.member("message", normalizedMessage(entry.error->message));
    }
    writer.endObject();
}

} // namespace

std::string auditAction(const api::RequestLogEntry &entry)
{
    const rules::Caller &caller = entry.scope.caller();
    const Method method = entry.request.method;
    const bool isRead = method == Method::Get || method == Method::Head;
    const bool isImpersonated = caller.mark && !caller.mark->impersonatedBy.empty();
    const bool isPrivileged = caller.isSuperuser() || caller.key || isImpersonated;
    // Most requests end here: nothing of them is taken apart.
    const std::string_view whole = entry.request.path();
    if (isPrivileged ? isRead && whole.find("/export") == std::string_view::npos
                     : method != Method::Post || !mentionsSignIn(whole)) {
        return {};
    }
    const auto path = segmentsOf(whole);
    if (path.empty()) {
        return {};
    }
    const bool isCollection = path.front() == "collections";
    const bool signsIn = isCollection && path.size() > 2 && isSignIn(path[2]);
    const bool exports
        = isRead && isPrivileged && isCollection && path.size() > 2 && path[2] == "export";
    if (!signsIn && !exports && (isRead || !isPrivileged)) {
        return {};
    }
    if (isCollection) {
        return collectionAction(path, method, entry.status >= 400);
    }
    if (path.front() == "realtime") {
        return {}; // subscriptions change nothing
    }
    if (path.front() == "socle") {
        if (path.size() > 1 && path[1] == "rules") {
            return {}; // explaining changes nothing either
        }
        return path.size() > 1
            ? path[1] + "." + (path.size() > 2 ? path.back() : std::string(verbOf(method)))
            : std::string();
    }
    return path.front() + "." + std::string(verbOf(method));
}

AuditTrail::AuditTrail(storage::Database &database,
                       Settings settings,
                       const runtime::Clock &clock,
                       runtime::Random &random)
    : m_database(database)
    , m_settings(std::move(settings))
    , m_clock(clock)
    , m_random(random)
{
}

std::optional<storage::SqlFragment> AuditTrail::rowOf(const api::RequestLogEntry &entry) const
{
    const std::string action = auditAction(entry);
    if (action.empty() || !m_settings()->audit.enabled) {
        return std::nullopt;
    }
    const auto path = segmentsOf(entry.request.path());
    const bool isCollection = path.size() > 1 && path.front() == "collections";
    std::string details;
    JsonWriter writer(details);
    writeDetails(writer, entry, action);
    return sql("INSERT INTO `_audit` (`id`, `action`, `actor`, `ip`, `targetCollection`, "
               "`targetRecord`, `status`, `details`, `created`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
               m_random.recordId(),
               action,
               rules::actorOf(entry.scope.caller()).dump(),
               std::string(entry.scope.clientIp()),
               isCollection ? path[1] : std::string(),
               isCollection && path.size() > 3 ? path[3] : std::string(),
               std::int64_t{entry.status},
               std::move(details),
               m_clock.now().toString());
}

void AuditTrail::add(const api::RequestLogEntry &entry)
{
    if (auto row = rowOf(entry)) {
        m_database.writer().submit(
            [row = std::move(*row)](storage::WriteTransaction &tx) -> Result<void> {
                SOCLE_TRY(tx.execute(row));
                return {};
            },
            [](const Result<void> &) {});
    }
}

Result<void> AuditTrail::prune(DateTime now)
{
    return storage::deleteOlderThan(m_database, kAudit, m_settings()->audit.maxDays, now);
}

Result<void> AuditTrail::recordChanged(storage::WriteTransaction &,
                                       const records::Change &change,
                                       const rules::RequestContext &)
{
    return change.record().collection().name == kAudit
        ? Result<void>(forbidden("The audit trail cannot be changed."))
        : Result<void>();
}

} // namespace socle::app
