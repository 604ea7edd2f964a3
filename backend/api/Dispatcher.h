// From a parsed request to its answer: the pipeline of records-api.md 1.2 in its order, the route
// table, and the running of Reply steps on the threads they name. It is the http::Handler of the
// server.
//
// Threads: plan() and handle() on I/O threads; a request then moves where its steps say and is
// answered from there. The parts are references to things that outlive the dispatcher; after
// construction nothing in it changes.
#pragma once

#include "backend/api/Authenticator.h"
#include "backend/api/Route.h"
#include "backend/http/Server.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/storage/SqlFragment.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace socle::runtime {
class WorkerPool;
}

namespace socle::storage {
class Database;
}

namespace socle::api {

class RateLimiter;

/// One row of the activity log (records-api.md 1.16), given out when the answer is decided.
struct RequestLogEntry
{
    const http::Request &request;
    const RequestScope &scope;
    int status = 200;
    std::chrono::nanoseconds duration = {};
    const Error *error = nullptr; // what the handler answered, when it was an error
};

struct DispatcherOptions
{
    std::vector<std::string> origins = {"*"}; // CORS, records-api.md 1.11
    std::filesystem::path publicFolder = {}; // static files; empty: none
    std::chrono::microseconds readSlice{8000}; // of a read on an I/O thread
};

/// What the dispatcher works with. Pointers may be null where a comment says so.
struct DispatcherParts
{
    storage::Database *database
        = nullptr; // null: OnReader and OnWriter answer 500 (tests of the pipeline)
    runtime::WorkerPool *cpu = nullptr; // null pools run their steps in place (tests)
    runtime::WorkerPool *read = nullptr;
    runtime::WorkerPool *files = nullptr;
    runtime::WorkerPool *outbound = nullptr;
    const Authenticator *authenticator = nullptr; // null: everybody is a guest
    RateLimiter *rateLimiter = nullptr; // null: no limits
    std::function<schema::CataloguePtr()> catalogue = {}; // current snapshot; empty: none
    std::function<schema::SettingsPtr()> settings = {}; // current snapshot; empty: defaults
    std::function<void(const RequestLogEntry &)> log
        = {}; // activity log; empty: none. Must not block
    /// The statement that keeps a successful request in the audit trail; nothing for those that are
    /// not kept. It is on the disk before the answer leaves. Any thread, also the writer.
    std::function<std::optional<storage::SqlFragment>(const RequestLogEntry &)> audit = {};
};

class Dispatcher final : public http::Handler
{
public:
    Dispatcher(DispatcherParts parts, DispatcherOptions options, std::vector<Route> routes);
    ~Dispatcher() override;

    http::BodyPlan plan(http::Request &head) override;
    void handle(std::shared_ptr<http::Exchange> exchange) override;
    http::Response malformed(int status) override;

    /// The route table, for `socle routes`.
    const std::vector<Route> &routes() const;
    /// Requests between handle() and their answer.
    std::size_t running() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::api
