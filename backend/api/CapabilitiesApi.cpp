// See CapabilitiesApi.h.
#include "backend/api/CapabilitiesApi.h"

#include "backend/api/RequestScope.h"
#include "backend/rules/Caller.h"
#include "shared/json/JsonWriter.h"

namespace socle::api {

std::vector<Route> CapabilitiesApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/socle",
             .access = Access::Public,
             .handler = handledBy(this, &CapabilitiesApi::describe)}};
}

Reply CapabilitiesApi::describe(const http::Request &, const RequestScope &scope)
{
    std::string text;
    JsonWriter writer(text);
    writer.startObject();
    writer.member("name", "socle");
    writer.member("version", m_version);
    writer.member("protocol", kProtocolName);
    if (!scope.caller().isGuest()) {
        writer.key("capabilities");
        writer.startArray();
        for (const std::string &capability : m_capabilities) {
            writer.string(capability);
        }
        writer.endArray();
    }
    writer.endObject();
    return http::Response::json(200, std::move(text));
}

} // namespace socle::api
