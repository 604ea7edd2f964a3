// Questions of machines: is the server alive, is it ready, what do its counters say
// (socle-api.md 7).
#pragma once

#include "backend/api/Route.h"
#include "backend/schema/SocleSettings.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace socle::observability {
class Metrics;
}

namespace socle::api {

/// What one part of readiness is: "ok", "failed", "off" (not set up) or "unknown" (not asked yet).
struct Readiness
{
    std::string name = {};
    std::string state = {};
    std::string message = {}; // for superusers only
    bool isVital = true; // without it the server is unready, else it is "degraded"
};

struct StatusParts
{
    const observability::Metrics *metrics = nullptr;
    std::function<schema::SocleSettingsPtr()> settings = {};
    std::filesystem::path folder = {}; // of the data: its disk is looked at
    /// Parts beside database and disk: storage, mail, AI. Any thread; must not block.
    std::function<std::vector<Readiness>()> others = {};
};

class StatusApi
{
public:
    explicit StatusApi(StatusParts parts)
        : m_parts(std::move(parts))
    {
    }

    std::vector<Route> routes();

private:
    Reply live(const http::Request &request, const RequestScope &scope);
    Reply ready(const http::Request &request, const RequestScope &scope);
    Reply metrics(const http::Request &request, const RequestScope &scope);

    StatusParts m_parts;
};

} // namespace socle::api
