// See AggregateApi.h. Who may ask is the collection's listRule; records/Aggregate holds it.
#include "backend/api/AggregateApi.h"

#include "backend/api/ListParameters.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/records/Aggregate.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "shared/protocol/Messages.h"

#include <memory>
#include <utility>

namespace socle::api {

std::vector<Route> AggregateApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/collections/{collection}/aggregate",
             .access = Access::ByRule,
             .handler = handledBy(this, &AggregateApi::aggregate),
             .rateTags = {"list"}}};
}

Reply AggregateApi::aggregate(const http::Request &request, const RequestScope &scope)
{
    const auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound(std::string(protocol::kMissingCollectionContext));
    }
    records::AggregateQuery query{.group = request.queryParam("group").value_or(""),
                                  .measure = request.queryParam("measure").value_or(""),
                                  .filter = request.queryParam("filter").value_or(""),
                                  .sort = request.queryParam("sort").value_or("")};
    query.paging = SOCLE_TRY(readListPaging(request));
    auto context = std::make_shared<const rules::RequestContext>(
        SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    return onReader([collection, query = std::move(query), context](
                        storage::ReadTransaction &transaction) -> Reply {
        return http::Response::json(
            200, SOCLE_TRY(records::aggregate(transaction, collection, query, *context)));
    });
}

} // namespace socle::api
