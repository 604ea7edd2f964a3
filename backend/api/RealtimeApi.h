// Server-sent events: open a stream, and say what it shall carry (records-api.md 6.1, 6.4).
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::realtime {
class Broker;
}

namespace socle::api {

class RealtimeApi
{
public:
    /// `broker` outlives the api and every stream it opened.
    explicit RealtimeApi(realtime::Broker &broker)
        : m_broker(broker)
    {
    }

    std::vector<Route> routes();

private:
    Reply connect(const http::Request &request, const RequestScope &scope);
    Reply subscribe(const http::Request &request, const RequestScope &scope);

    realtime::Broker &m_broker;
};

} // namespace socle::api
