// One request on its way through the dispatcher: its scope, its route, and the running of its
// steps. Private to api/.
//
// Shared: each step that is posted somewhere holds it, and so the scope lives until the answer is
// sent. Steps of one request never run side by side.
#pragma once

#include "backend/api/Dispatcher.h"
#include "backend/api/RateLimiter.h"
#include "backend/api/RequestScope.h"
#include "backend/storage/SqlFragment.h"

#include <atomic>
#include <memory>
#include <optional>

namespace socle::api {

class Cors;

/// Where a piece of code runs; decides what may be done in place.
enum class Place { Io, Read, Cpu, Outbound, Writer, Elsewhere };

/// What all runs of a dispatcher share.
struct RunParts
{
    const DispatcherParts &parts;
    const DispatcherOptions &options;
    const Cors &cors;
    std::atomic<std::size_t> &running;
};

class RequestRun : public std::enable_shared_from_this<RequestRun>
{
public:
    RequestRun(const RunParts &shared, std::shared_ptr<http::Exchange> exchange);
    ~RequestRun();

    http::Request &request() { return m_exchange->request(); }

    /// Pipeline steps 4 to 9 of records-api.md 1.2; `route` is null for unknown paths.
    void start(const Route *route, Reply fallback);
    /// Ends the request with what is no JSON of ours (redirects): no security headers, no log.
    void respondBare(http::Response response);

    bool isVersioned = false; // came through /api/v1/

private:
    void authenticate(Place place);
    void continueWith(rules::Caller caller, Place place);
    void callHandler(Place place);
    std::optional<Error> refusal();
    RateVerdict takeFromLimits() const;

    /// Acts on `reply`: answers, or sends the next step where it belongs.
    void advance(Reply reply, Place place);
    void read(Reply::OnReader step, Place place);
    void readOnPool(Reply::OnReader step);
    void write(Reply::OnWriter step);
    void work(Reply::OnWorker step);
    void finish(http::Response response, const Error *error, Place place);
    /// The row of the audit trail for an answer with this status; nothing when none is kept, or it
    /// has been written.
    std::optional<storage::SqlFragment> auditRow(int status) const;
    /// Writes that row and then calls `next`. False, and nothing is called, without one.
    bool auditFirst(int status, UniqueFunction<void()> next);
    void decorate(http::Response &response) const;
    void log(int status, const Error *error) const;
    RequestLogEntry entryOf(int status, const Error *error) const;

    const RunParts m_shared;
    const std::shared_ptr<http::Exchange> m_exchange;
    const Route *m_route = nullptr;
    Reply m_fallback; // when there is no route
    std::optional<RequestScope> m_scope;
    std::string m_token;
    bool m_isAudited = false; // its row stands in the trail
    RateVerdict m_rate; // of the limits it fell under
    bool m_isGuarded = false; // past the superuser IP check: security headers go out
};

} // namespace socle::api
