// See HealthApi.h.
#include "backend/api/HealthApi.h"

#include "backend/api/RequestScope.h"
#include "backend/rules/Caller.h"
#include "backend/schema/Settings.h"
#include "shared/json/JsonWriter.h"

namespace socle::api {

namespace {

// The first header a proxy seems to have set. The peer's own literal for the last one has a
// non-breaking hyphen (U+2011), so an ordinary X-Forwarded-For is reported only when it is
// configured; clients see the same from us.
std::string possibleProxyHeader(const http::Request &request, const schema::Settings &settings)
{
    std::vector<std::string> names = settings.trustedProxy.headers;
    names.insert(names.end(), {"CF-Connecting-IP", "Fly-Client-IP", "X\u2011Forwarded-For"});
    for (const std::string &name : names) {
        if (!request.headers.value(name).empty()) {
            return name;
        }
    }
    return {};
}

} // namespace

std::vector<Route> HealthApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/health",
             .access = Access::Public,
             .handler = handledBy(this, &HealthApi::health)}};
}

Reply HealthApi::health(const http::Request &request, const RequestScope &scope)
{
    std::string text;
    JsonWriter writer(text);
    writer.startObject();
    writer.member("message", "API is healthy.");
    writer.member("code", 200);
    writer.key("data");
    writer.startObject();
    if (scope.caller().isSuperuser()) {
        writer.member("canBackup", !m_canBackup || m_canBackup());
        writer.member("possibleProxyHeader", possibleProxyHeader(request, *scope.settings()));
        writer.member("realIP", scope.clientIp());
    }
    writer.endObject();
    writer.endObject();
    return http::Response::json(200, std::move(text));
}

} // namespace socle::api
