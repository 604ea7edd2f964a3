// See ActivityLog.h.
#include "backend/app/ActivityLog.h"

#include "backend/api/RequestScope.h"
#include "backend/observability/Log.h"
#include "backend/rules/Caller.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Settings.h"
#include "shared/core/Text.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/ErrorStatus.h"
#include "shared/protocol/Limits.h"

#include <algorithm>
#include <iterator>

namespace socle::app {

namespace {

constexpr std::size_t kMaxMethod = 50;

std::string cut(std::string_view text, std::size_t limit)
{
    return text.size() <= limit ? std::string(text) : std::string(text.substr(0, limit)) + "...";
}

// Query parameters that let somebody in: tokens of files and backups, codes of OAuth2 providers.
constexpr std::string_view kSecretParameters[] = {"token", "code"};

/// `url` with the values of such parameters blanked; also for a Referer, which is a whole URL.
std::string withoutSecrets(std::string_view url)
{
    const auto query = url.find('?');
    if (query == std::string_view::npos) {
        return std::string(url);
    }
    std::string shown(url.substr(0, query));
    char separator = '?';
    for (const std::string &pair : split(url.substr(query + 1), '&')) {
        const std::string_view name = std::string_view(pair).substr(0, pair.find('='));
        std::string plain;
        const bool isSecret = percentDecode(name, true, plain)
            && std::find(std::begin(kSecretParameters), std::end(kSecretParameters), plain)
                != std::end(kSecretParameters);
        shown += separator;
        shown += isSecret ? std::string(name) + "=***" : pair;
        separator = '&';
    }
    return shown;
}

// `details`: what went wrong field by field, or the cause, or null.
void writeDetails(JsonWriter &writer, const Error &error)
{
    if (!error.fields.empty()) {
        writer.startObject();
        writer.key("data");
        writer.startObject();
        for (const auto &[name, field] : error.fields) {
            writer.member(name, field.message);
        }
        writer.endObject();
        writer.endObject();
    } else if (!error.cause.empty()) {
        writer.string(error.cause);
    } else {
        writer.null();
    }
}

} // namespace

void ActivityLog::add(const api::RequestLogEntry &entry)
{
    const bool isFault = entry.error != nullptr;
    const http::Request &request = entry.request;
    if (isFault && entry.error->kind == ErrorKind::Internal) {
        m_log.error("request failed",
                    {{"method", Json(request.methodName)},
                     {"path", Json(request.path())},
                     {"cause", Json(entry.error->cause)}});
    }
    const int level
        = static_cast<int>(isFault ? observability::Level::Error : observability::Level::Info);
    if (!m_rows.wants(level)) {
        return;
    }
    const schema::Settings &settings = *entry.scope.settings();
    const rules::Caller &caller = entry.scope.caller();

    // Keys in byte order, as the peer stores them.
    std::string data;
    JsonWriter writer(data);
    writer.startObject();
    writer.member("auth",
                  caller.record ? std::string_view(caller.record->collectionName)
                                : std::string_view{});
    if (settings.logs.logAuthId && caller.record) {
        writer.member("authId", caller.record->id);
    }
    if (isFault) {
        writer.key("details");
        writeDetails(writer, *entry.error);
        writer.member("error",
                      entry.error->message.empty()
                          ? std::string(protocol::defaultMessage(entry.error->kind))
                          : normalizedMessage(entry.error->message));
    }
    writer.member("execTime", static_cast<double>(entry.duration.count()) / 1e6);
    writer.member("method", cut(request.methodName, kMaxMethod));
    writer.member(
        "referer",
        cut(withoutSecrets(request.headers.value("Referer")), protocol::kMaxLoggedHeader));
    if (settings.logs.logIp) {
        writer.member("remoteIP", request.remoteAddress);
    }
    writer.member("status", entry.status);
    writer.member("type", "request");
    const std::string url = withoutSecrets(request.target);
    writer.member("url", cut(url, protocol::kMaxLoggedUrl));
    writer.member("userAgent",
                  cut(request.headers.value("User-Agent"), protocol::kMaxLoggedHeader));
    if (settings.logs.logIp) {
        writer.member("userIP", entry.scope.clientIp());
    }
    writer.endObject();

    std::string target;
    if (!percentDecode(url, false, target)) {
        target = url;
    }
    m_rows.add(observability::LogEntry{
        .created = m_clock.now(),
        .level = level,
        .message = cut(request.methodName + " " + toValidUtf8(target), protocol::kMaxLoggedUrl),
        .data = std::move(data)});
}

} // namespace socle::app
