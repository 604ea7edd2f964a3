// Finds the row of the route table for a method and a path: a tree of segments, literals before
// parameters.
#pragma once

#include "backend/api/Route.h"

#include <memory>
#include <string_view>
#include <vector>

namespace socle::api {

class Router
{
public:
    explicit Router(std::vector<Route> routes);
    ~Router();

    /// The row for `request`, its parameters put into `request.params`; null when there is none.
    /// HEAD finds GET rows.
    const Route *find(http::Request &request, std::string_view path) const;

    const std::vector<Route> &routes() const { return m_routes; }

private:
    struct Node;

    const Route *match(const Node &node,
                       http::Method method,
                       std::string_view rest,
                       http::Request &request) const;

    std::vector<Route> m_routes;
    std::unique_ptr<Node> m_root;
};

/// The path without "//", "/./" and "/../", with its trailing slash kept; the same text when it was
/// clean.
std::string cleanPath(std::string_view path);

} // namespace socle::api
