// See SocketApi.h.
#include "backend/api/SocketApi.h"

#include "backend/api/Envelope.h"
#include "backend/api/RequestScope.h"
#include "backend/api/SocketSession.h"
#include "backend/http/Server.h"

#include <memory>
#include <utility>

namespace socle::api {

std::vector<Route> SocketApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/realtime/ws",
             .access = Access::Public,
             .handler = handledBy(this, &SocketApi::connect),
             .logged = Logged::ErrorsOnly}};
}

Reply SocketApi::connect(const http::Request &request, const RequestScope &scope)
{
    if (const int status = http::socketRefusal(request); status != 0) {
        auto response = statusResponse(status);
        response.headers.set("Upgrade", "websocket");
        response.headers.set("Sec-WebSocket-Version", "13");
        return response;
    }
    return socket(http::Response::empty(101),
                  [this, ip = scope.clientIp(), caller = scope.callerHandle()](
                      std::shared_ptr<http::SocketWriter> writer) {
                      auto session = std::make_shared<SocketSession>(
                          m_parts, m_channels, std::move(writer), ip);
                      session->open(caller);
                      return session;
                  });
}

} // namespace socle::api
