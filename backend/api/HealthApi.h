// GET /api/health (admin-api.md A5.2).
#pragma once

#include "backend/api/Route.h"

#include <functional>
#include <vector>

namespace socle::api {

class HealthApi
{
public:
    /// `canBackup` says whether no backup or restore is running; empty: always.
    explicit HealthApi(std::function<bool()> canBackup = {})
        : m_canBackup(std::move(canBackup))
    {
    }

    std::vector<Route> routes();

private:
    Reply health(const http::Request &request, const RequestScope &scope);

    std::function<bool()> m_canBackup;
};

} // namespace socle::api
