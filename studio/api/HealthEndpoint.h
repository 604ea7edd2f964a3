// Is it there, and who is it (admin-api.md A5.2, socle-api.md 1).
#pragma once

#include "studio/api/ApiClient.h"

#include <optional>

namespace socle::studio {

struct Health
{
    QString message = {};
    bool isHealthy = false;
    std::optional<bool> canBackup = {}; // superusers only
    QString realIp = {};
    qint64 latencyMs = 0;
};

/// GET /api/socle.
struct ServerDocument
{
    QString name = {}; // "socle"
    QString version = {};
    QString protocol = {}; // "pocketbase/0.39"
    QStringList capabilities = {}; // signed in only
};

class HealthEndpoint
{
public:
    explicit HealthEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    QFuture<Result<Health>> health() const;
    /// NotFound on a server that is no Socle.
    QFuture<Result<ServerDocument>> document() const;

private:
    ApiClient &m_client;
};

} // namespace socle::studio
