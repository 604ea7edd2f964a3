// See HistoryApi.h.
#include "backend/api/HistoryApi.h"

#include "backend/api/ListParameters.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/history/RevisionStore.h"
#include "backend/rules/Caller.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/protocol/Messages.h"

#include <memory>

namespace socle::api {

using http::Request;
using http::Response;

std::vector<Route> HistoryApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/collections/{collection}/revisions",
             .access = Access::Superuser,
             .handler = handledBy(this, &HistoryApi::list)},
            {.method = http::Method::Get,
             .pattern = "/api/collections/{collection}/records/{id}/revisions",
             .access = Access::ByRule,
             .handler = handledBy(this, &HistoryApi::list)},
            {.method = http::Method::Post,
             .pattern = "/api/collections/{collection}/records/{id}/revisions/{revision}/restore",
             .access = Access::ByRule,
             .handler = handledBy(this, &HistoryApi::restore),
             .rateTags = {"update"}}};
}

Reply HistoryApi::list(const Request &request, const RequestScope &scope)
{
    const auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound(std::string(protocol::kMissingCollectionContext));
    }
    history::RevisionQuery query{.record = std::string(request.param("id")),
                                 .filter = request.queryParam("filter").value_or(""),
                                 .sort = request.queryParam("sort").value_or(""),
                                 .paging = SOCLE_TRY(readListPaging(request))};
    auto context = std::make_shared<const rules::RequestContext>(
        SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    return onReader([this, collection, query = std::move(query), context](
                        storage::ReadTransaction &tx) -> Reply {
        const auto page = SOCLE_TRY(m_revisions.list(tx, collection, query, *context));
        return Response::json(200, listEnvelope(page.items, query.paging, page.total));
    });
}

Reply HistoryApi::restore(const Request &request, const RequestScope &scope)
{
    const auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection || collection->isView()) {
        return notFound(std::string(protocol::kMissingCollectionContext));
    }
    auto context = std::make_shared<const rules::RequestContext>(
        SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    return onWriter([this,
                     collection,
                     context,
                     id = std::string(request.param("id")),
                     revision = std::string(request.param("revision")),
                     expand = request.queryParam("expand").value_or("")](
                        storage::WriteTransaction &tx) -> Reply {
        const records::Record record
            = SOCLE_TRY(m_revisions.restore(tx, collection, id, revision, *context));
        return Response::json(200, SOCLE_TRY(m_records.encode(tx, record, expand, *context)));
    });
}

} // namespace socle::api
