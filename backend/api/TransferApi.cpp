// See TransferApi.h.
#include "backend/api/TransferApi.h"

#include "backend/api/JobsApi.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RuleCheck.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/WorkerPool.h"
#include "shared/protocol/Messages.h"

#include <memory>
#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;

constexpr std::uint64_t kMaxImportBytes = 1ULL << 40U; // 1 TiB: a stream needs an end, not a size
constexpr std::string_view kInvalidImport = "Invalid import.";

Error invalidParameter(std::string_view message, std::string_view name, std::string_view expected)
{
    return invalidInput(
        std::string(message),
        {{std::string(name),
          FieldError{.code = "validation_in_invalid",
                     .message = "Must be one of: " + std::string(expected) + "."}}});
}

Result<records::ImportPlan> readPlan(const Request &request)
{
    records::ImportPlan plan;
    const std::string mode = request.queryParam("mode").value_or("insert");
    const std::string onError = request.queryParam("onError").value_or("stop");
    if (mode == "update") {
        plan.mode = records::ImportMode::Update;
    } else if (mode == "upsert") {
        plan.mode = records::ImportMode::Upsert;
    } else if (mode != "insert") {
        return invalidParameter(kInvalidImport, "mode", "insert, update, upsert");
    }
    if (onError == "skip") {
        plan.onError = records::OnError::Skip;
    } else if (onError != "stop") {
        return invalidParameter(kInvalidImport, "onError", "stop, skip");
    }
    if (const auto key = request.queryParam("key"); key && !key->empty()) {
        plan.key = *key;
    }
    return plan;
}

} // namespace

std::vector<Route> TransferApi::routes()
{
    return {{.method = http::Method::Post,
             .pattern = "/api/collections/{collection}/import",
             .access = Access::Superuser,
             .handler = handledBy(this, &TransferApi::import),
             .bodyPlan =
                 [this](const Request &request) {
                     return http::BodyPlan{.limit = kMaxImportBytes,
                                           .sink = wantsJob(request)
                                               ? m_jobs.keepBody()
                                               : std::shared_ptr<http::BodySink>(
                                                   std::make_shared<ImportRun>(m_parts))};
                 }},
            {.method = http::Method::Post,
             .pattern = "/api/collections/{collection}/export",
             .access = Access::Superuser,
             .handler = handledBy(this, &TransferApi::exportLater)},
            {.method = http::Method::Get,
             .pattern = "/api/collections/{collection}/export",
             .access = Access::ByRule,
             .handler = handledBy(this, &TransferApi::exportAll),
             .rateTags = {"list"}}};
}

Reply TransferApi::import(const Request &request, const RequestScope &scope)
{
    ImportOrder order{.collection = scope.catalogue()->findByNameOrId(request.param("collection"))};
    if (!order.collection) {
        return notFound(std::string(protocol::kMissingCollectionContext));
    }
    order.plan = SOCLE_TRY(readPlan(request));
    SOCLE_TRY(records::checkImport(*order.collection, order.plan));
    order.reader = rowReaderFor(request.headers.value("Content-Type"));
    if (!order.reader) {
        return invalidInput(std::string(protocol::kUnsupportedContentType));
    }
    order.caller = scope.callerHandle();
    if (wantsJob(request)) {
        return m_jobs.import(request, scope, std::move(order));
    }
    auto run = std::dynamic_pointer_cast<ImportRun>(request.sink);
    if (!run) { // no body at all
        run = std::make_shared<ImportRun>(m_parts);
        run->end(true);
    }
    Response head = Response::empty(200);
    head.headers.add("Content-Type", "application/x-ndjson");
    head.headers.add("Cache-Control", "no-store");
    head.headers.add("X-Accel-Buffering", "no");
    return stream(std::move(head),
                  [run = std::move(run),
                   order = std::move(order)](std::shared_ptr<http::StreamWriter> writer) mutable {
                      run->start(std::move(order), std::move(writer));
                  });
}

Result<ExportOrder> TransferApi::readOrder(const Request &request, const RequestScope &scope) const
{
    ExportOrder order{.collection = scope.catalogue()->findByNameOrId(request.param("collection")),
                      .query = {.filter = request.queryParam("filter").value_or(""),
                                .sort = request.queryParam("sort").value_or(""),
                                .expand = request.queryParam("expand").value_or("")},
                      .fields = request.queryParam("fields").value_or(""),
                      .caller = scope.callerHandle(),
                      .catalogue = scope.catalogue()};
    if (!order.collection) {
        return notFound(std::string(protocol::kMissingCollectionContext));
    }
    if (rules::gate(order.collection->listRule, scope.caller()) == rules::Gate::Locked) {
        return forbidden(std::string(protocol::kOnlySuperusers));
    }
    const auto format = exportFormatOf(request.queryParam("format").value_or("json"));
    if (!format) {
        return invalidParameter("Invalid export.", "format", "csv, ndjson, json");
    }
    order.format = *format;
    order.context = SOCLE_TRY(requestInfo(request, scope, m_parts.clock->now()));
    order.context.caller = order.caller.get();
    order.context.catalogue = order.catalogue.get();
    return order;
}

Reply TransferApi::exportLater(const Request &request, const RequestScope &scope)
{
    return m_jobs.exportAll(scope, SOCLE_TRY(readOrder(request, scope)));
}

Reply TransferApi::exportAll(const Request &request, const RequestScope &scope)
{
    ExportOrder order = SOCLE_TRY(readOrder(request, scope));
    auto run = SOCLE_TRY(ExportRun::make(m_parts, std::move(order)));
    return later([run, pool = m_parts.pool](Reply::Resume resume) {
        // Shared: the task is destroyed when the pool does not take it, and then answers here.
        auto answer = std::make_shared<Reply::Resume>(std::move(resume));
        if (!pool->post([run, answer] { run->run(std::move(*answer)); })) {
            (*answer)(
                Error{.kind = ErrorKind::Unavailable, .cause = "transfer pool: the queue is full"});
        }
    });
}

} // namespace socle::api
