// Trying a webhook and sending a delivery again, for superusers; everything else about webhooks is
// rows of `_webhooks` and `_webhookDeliveries` (socle-api.md 10).
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::webhooks {
class Outbox;
}

namespace socle::api {

class WebhooksApi
{
public:
    /// The outbox outlives the api.
    explicit WebhooksApi(webhooks::Outbox &outbox)
        : m_outbox(outbox)
    {
    }

    std::vector<Route> routes();

private:
    Reply test(const http::Request &request, const RequestScope &scope);
    Reply redeliver(const http::Request &request, const RequestScope &scope);

    webhooks::Outbox &m_outbox;
};

} // namespace socle::api
