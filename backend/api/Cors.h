// Cross-origin headers, exactly as records-api.md 1.11 lists them.
#pragma once

#include "backend/http/Request.h"
#include "backend/http/Response.h"

#include <string>
#include <vector>

namespace socle::api {

class Cors
{
public:
    /// `origins`: "*", exact origins, or patterns with `*` and `?`.
    explicit Cors(std::vector<std::string> origins);

    /// The answer to an OPTIONS request, on any path.
    http::Response preflight(const http::Request &request) const;
    /// Adds what every other answer carries.
    void decorate(const http::Request &request, http::Response &response) const;

private:
    /// Value of Access-Control-Allow-Origin; empty when `origin` is not allowed.
    std::string_view allowed(std::string_view origin) const;

    const std::vector<std::string> m_origins;
    bool m_allowsAll = false;
};

} // namespace socle::api
