#include "studio/api/HealthEndpoint.h"

#include "studio/api/Text.h"

#include <QElapsedTimer>

namespace socle::studio {

QFuture<Result<Health>> HealthEndpoint::health() const
{
    QElapsedTimer clock;
    clock.start();
    ApiRequest request = ApiRequest::get(QStringLiteral("/api/health"), QStringLiteral("health"));
    return m_client.request<Health>(
        std::move(request), [clock](ApiReply &&reply) -> Result<Health> {
            if (!reply.json.isObject() || reply.json.find("message") == nullptr) {
                return toError(ApiError::fromFailure(
                    TransportFailure::Malformed,
                    QStringLiteral("The server's answer is no health report."),
                    {}));
            }
            Health health;
            health.message = toQString(reply.json["message"].text());
            health.isHealthy = reply.json["code"].toInt(reply.status) == 200;
            if (const Json *canBackup = reply.json["data"].find("canBackup")) {
                health.canBackup = canBackup->toBool();
            }
            health.realIp = toQString(reply.json["data"]["realIP"].text());
            health.latencyMs = clock.elapsed();
            return health;
        });
}

QFuture<Result<ServerDocument>> HealthEndpoint::document() const
{
    ApiRequest request
        = ApiRequest::get(QStringLiteral("/api/socle"), QStringLiteral("capabilities"));
    return m_client.request<ServerDocument>(
        std::move(request), [](ApiReply &&reply) -> Result<ServerDocument> {
            ServerDocument document;
            document.name = toQString(reply.json["name"].text());
            if (document.name
                    .isEmpty()) { // a peer's public folder may answer anything with its index.html
                return notFound();
            }
            document.version = toQString(reply.json["version"].text());
            document.protocol = toQString(reply.json["protocol"].text());
            for (const Json &name : reply.json["capabilities"].array()) {
                document.capabilities.append(toQString(name.text()));
            }
            return document;
        });
}

} // namespace socle::studio
