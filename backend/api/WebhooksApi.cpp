// See WebhooksApi.h.
#include "backend/api/WebhooksApi.h"

#include "backend/api/RequestScope.h"
#include "backend/storage/WriteTransaction.h"
#include "backend/webhooks/Outbox.h"

#include <string>

namespace socle::api {

using http::Request;
using http::Response;

namespace {

/// 202: the row exists, the attempt is made by itself.
Response queued(const std::string &deliveryId)
{
    return Response::json(202, Json(JsonObject{{"delivery", deliveryId}}).dump());
}

} // namespace

std::vector<Route> WebhooksApi::routes()
{
    return {{.method = http::Method::Post,
             .pattern = "/api/socle/webhooks/{id}/test",
             .access = Access::Superuser,
             .handler = handledBy(this, &WebhooksApi::test)},
            {.method = http::Method::Post,
             .pattern = "/api/socle/webhooks/deliveries/{id}/redeliver",
             .access = Access::Superuser,
             .handler = handledBy(this, &WebhooksApi::redeliver)}};
}

Reply WebhooksApi::test(const Request &request, const RequestScope &)
{
    return onWriter([this, id = std::string(request.param("id"))](
                        storage::WriteTransaction &tx) -> Reply {
        const bool exists
            = SOCLE_TRY(tx.exists(storage::sql("SELECT 1 FROM `_webhooks` WHERE `id` = ?", id)));
        if (!exists) {
            return notFound();
        }
        return queued(SOCLE_TRY(m_outbox.queue(tx, id, "webhook.test", nullptr, nullptr)));
    });
}

Reply WebhooksApi::redeliver(const Request &request, const RequestScope &)
{
    return onWriter(
        [this, id = std::string(request.param("id"))](storage::WriteTransaction &tx) -> Reply {
            return queued(SOCLE_TRY(m_outbox.queueAgain(tx, id)));
        });
}

} // namespace socle::api
