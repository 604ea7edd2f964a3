// See Dispatcher.h. The steps stand in the order of records-api.md 1.2; those after the route are
// in RequestRun.
#include "backend/api/Dispatcher.h"

#include "backend/api/Cors.h"
#include "backend/api/Envelope.h"
#include "backend/api/RequestRun.h"
#include "backend/api/Router.h"
#include "backend/api/StaticFiles.h"
#include "shared/core/Text.h"
#include "shared/protocol/Limits.h"

#include <atomic>

namespace socle::api {

namespace {

constexpr std::string_view kVersionPrefix = "/api/v1/";

// "/api/v1/x" -> "/api/x" (socle-api.md, rules for every addition). Other versions have no rows, so
// they are 404.
bool cutVersion(std::string_view path, std::string &stripped)
{
    if (!startsWith(path, kVersionPrefix)) {
        return false;
    }
    stripped = "/api/";
    stripped += path.substr(kVersionPrefix.size());
    return true;
}

// The peer's router answers unclean paths before anything else: no CORS, no log
// (records-api.md 1.1).
http::Response redirectTo(const http::Request &request, std::string location)
{
    if (!request.query().empty()) {
        location += "?" + std::string(request.query());
    }
    auto response = http::Response::redirect(307, location);
    if (request.method == http::Method::Get || request.method == http::Method::Head) {
        std::string shown = replaceAll(std::move(location), "&", "&amp;");
        shown = replaceAll(std::move(shown), "<", "&lt;");
        shown = replaceAll(std::move(shown), ">", "&gt;");
        shown = replaceAll(std::move(shown), "\"", "&#34;");
        response.headers.add("Content-Type", "text/html; charset=utf-8");
        response.body = "<a href=\"" + shown + "\">Temporary Redirect</a>.\n\n";
    }
    return response;
}

} // namespace

struct Dispatcher::Impl
{
    Impl(DispatcherParts given, DispatcherOptions wanted, std::vector<Route> routes)
        : parts(std::move(given))
        , options(std::move(wanted))
        , router(std::move(routes))
        , cors(options.origins)
        , files(options.publicFolder)
    {
    }

    const Route *findRoute(http::Request &request, bool &isVersioned) const
    {
        std::string stripped;
        isVersioned = cutVersion(request.path(), stripped);
        return router.find(request, isVersioned ? std::string_view(stripped) : request.path());
    }

    const DispatcherParts parts;
    const DispatcherOptions options;
    const Router router;
    const Cors cors;
    const StaticFiles files;
    std::atomic<std::size_t> running = 0;
};

Dispatcher::Dispatcher(DispatcherParts parts, DispatcherOptions options, std::vector<Route> routes)
    : m_impl(std::make_unique<Impl>(std::move(parts), std::move(options), std::move(routes)))
{
}

Dispatcher::~Dispatcher() = default;

http::BodyPlan Dispatcher::plan(http::Request &head)
{
    bool isVersioned = false;
    const Route *route = m_impl->findRoute(head, isVersioned);
    if (route != nullptr && route->bodyPlan) {
        return route->bodyPlan(head);
    }
    http::BodyPlan plan;
    if (route != nullptr && route->bodyLimit) {
        plan.limit = route->bodyLimit(head);
    }
    return plan;
}

void Dispatcher::handle(std::shared_ptr<http::Exchange> exchange)
{
    http::Request &request = exchange->request();

    // 1. CORS: a preflight ends here, on any path
    if (request.method == http::Method::Options) {
        exchange->respond(m_impl->cors.preflight(request));
        return;
    }
    const std::string_view path = request.path();
    if (path.find("//") != std::string_view::npos || path.find("/.") != std::string_view::npos) {
        if (std::string clean = cleanPath(path); clean != path) {
            exchange->respond(redirectTo(request, std::move(clean)));
            return;
        }
    }

    // 2. the log's clock is request.start; 3. exceptions end in RequestRun
    const RunParts shared{m_impl->parts, m_impl->options, m_impl->cors, m_impl->running};
    auto run = std::make_shared<RequestRun>(shared, std::move(exchange));
    const Route *route = m_impl->findRoute(request, run->isVersioned);
    run->start(route, route == nullptr ? m_impl->files.serve(request) : Reply(notFound()));
}

http::Response Dispatcher::malformed(int status) { return statusResponse(status); }

const std::vector<Route> &Dispatcher::routes() const { return m_impl->router.routes(); }

std::size_t Dispatcher::running() const { return m_impl->running.load(); }

} // namespace socle::api
