// See Router.h.
#include "backend/api/Router.h"

#include "shared/core/Text.h"

#include <map>

namespace socle::api {

struct Router::Node
{
    std::map<std::string_view, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter; // `{name}`
    std::vector<const Route *> rows; // that end here
    std::vector<const Route *> tails; // that take the rest: `{name...}`
};

namespace {

std::string_view nextSegment(std::string_view &rest)
{
    const auto slash = rest.find('/');
    const auto segment = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    return segment;
}

bool isParameter(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

const Route *rowFor(const std::vector<const Route *> &rows, http::Method method)
{
    for (const Route *row : rows) {
        if (row->method == method) {
            return row;
        }
    }
    return nullptr;
}

} // namespace

Router::Router(std::vector<Route> routes)
    : m_routes(std::move(routes))
    , m_root(std::make_unique<Node>())
{
    for (const Route &route : m_routes) {
        Node *node = m_root.get();
        std::string_view rest = route.pattern.substr(1);
        bool isTail = false;
        for (bool more = true; more;) {
            more = rest.find('/') != std::string_view::npos;
            const std::string_view segment = nextSegment(rest);
            if (isParameter(segment) && endsWith(segment, "...}")) {
                isTail = true;
                break;
            }
            auto &child = isParameter(segment) ? node->parameter : node->literals[segment];
            if (!child) {
                child = std::make_unique<Node>();
            }
            node = child.get();
        }
        (isTail ? node->tails : node->rows).push_back(&route);
    }
}

Router::~Router() = default;

const Route *Router::match(const Node &node,
                           http::Method method,
                           std::string_view rest,
                           http::Request &request) const
{
    std::string_view after = rest;
    const bool isLast = rest.find('/') == std::string_view::npos;
    const std::string_view segment = nextSegment(after);
    const auto descend = [&](const Node &child) -> const Route * {
        return isLast ? rowFor(child.rows, method) : match(child, method, after, request);
    };
    std::string decoded;
    const bool hasEscape = segment.find('%') != std::string_view::npos;
    if (hasEscape && !percentDecode(segment, false, decoded)) {
        return nullptr;
    }
    const std::string_view text = hasEscape ? std::string_view(decoded) : segment;
    if (const auto literal = node.literals.find(text); literal != node.literals.end()) {
        if (const Route *row = descend(*literal->second)) {
            return row;
        }
    }
    if (node.parameter && !segment.empty()) {
        if (const Route *row = descend(*node.parameter)) {
            request.params.emplace_back(std::string_view{}, std::string(text)); // named by find()
            return row;
        }
    }
    if (const Route *row = rowFor(node.tails, method); row != nullptr && !rest.empty()) {
        std::string tail;
        if (percentDecode(rest, false, tail)) {
            request.params.emplace_back(std::string_view{}, std::move(tail));
            return row;
        }
    }
    return nullptr;
}

const Route *Router::find(http::Request &request, std::string_view path) const
{
    request.params.clear();
    if (path.empty() || path.front() != '/') {
        return nullptr;
    }
    const http::Method method
        = request.method == http::Method::Head ? http::Method::Get : request.method;
    const Route *row = match(*m_root, method, path.substr(1), request);
    if (row == nullptr) {
        request.params.clear();
        return nullptr;
    }
    // match() leaves the values last segment first.
    std::string_view rest = row->pattern.substr(1);
    std::size_t i = request.params.size();
    while (!rest.empty() && i > 0) {
        std::string_view segment = nextSegment(rest);
        if (isParameter(segment)) {
            segment = segment.substr(1, segment.size() - 2);
            request.params[--i].first
                = endsWith(segment, "...") ? segment.substr(0, segment.size() - 3) : segment;
        }
    }
    return row;
}

std::string cleanPath(std::string_view path)
{
    if (path.find("//") == std::string_view::npos && path.find("/.") == std::string_view::npos) {
        return std::string(path);
    }
    std::vector<std::string_view> kept;
    std::string_view rest = path.substr(path.empty() ? 0 : 1);
    bool endsInSlash = false;
    while (true) {
        const bool isLast = rest.find('/') == std::string_view::npos;
        const std::string_view segment = nextSegment(rest);
        endsInSlash = isLast && (segment.empty() || segment == "." || segment == "..");
        if (segment == "..") {
            if (!kept.empty()) {
                kept.pop_back();
            }
        } else if (!segment.empty() && segment != ".") {
            kept.push_back(segment);
        }
        if (isLast) {
            break;
        }
    }
    std::string clean;
    for (const std::string_view segment : kept) {
        clean += '/';
        clean += segment;
    }
    if (clean.empty() || (endsInSlash && endsWith(path, "/"))) {
        clean += '/';
    }
    return clean;
}

} // namespace socle::api
