// GET /api/socle: who this server is and what works on it (socle-api.md 1).
#pragma once

#include "backend/api/Route.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::api {

inline constexpr std::string_view kProtocolName = "pocketbase/0.39";

class CapabilitiesApi
{
public:
    /// `capabilities`: only names of features that work on this server as configured.
    CapabilitiesApi(std::string version, std::vector<std::string> capabilities)
        : m_version(std::move(version))
        , m_capabilities(std::move(capabilities))
    {
    }

    std::vector<Route> routes();

private:
    Reply describe(const http::Request &request, const RequestScope &scope);

    std::string m_version;
    std::vector<std::string> m_capabilities;
};

} // namespace socle::api
