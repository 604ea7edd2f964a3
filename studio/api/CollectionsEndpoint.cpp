#include "studio/api/CollectionsEndpoint.h"

#include "studio/api/Text.h"

namespace socle::studio {

namespace {

constexpr int kPerPage = 500;

QString pathOf(const QString &idOrName = {})
{
    const QString base = QStringLiteral("/api/collections");
    return idOrName.isEmpty() ? base : QString(base + u'/' + pathSegment(idOrName));
}

Result<Json> readJson(ApiReply &&reply) { return std::move(reply.json); }

ApiRequest pageRequest(int page)
{
    ApiRequest request = ApiRequest::get(pathOf(), QStringLiteral("schema.list"));
    request.query = {{QStringLiteral("page"), QString::number(page)},
                     {QStringLiteral("perPage"), QString::number(kPerPage)},
                     {QStringLiteral("sort"), QStringLiteral("@rowid")}};
    return request;
}

/// Page after page until one is not full; rarely more than one.
void fetchPages(ApiClient &client,
                int page,
                std::vector<Json> sofar,
                const Pending<std::vector<Json>> &pending)
{
    const auto future = client.request<std::vector<Json>>(
        pageRequest(page), [](ApiReply &&reply) -> Result<std::vector<Json>> {
            const Json *items = reply.json.find("items");
            if (items == nullptr || !items->isArray()) {
                return toError(
                    ApiError::fromFailure(TransportFailure::Malformed,
                                          QStringLiteral("The server's answer is no list."),
                                          {}));
            }
            return items->array();
        });
    onResult(future,
             &client,
             [&client, page, sofar = std::move(sofar), pending](
                 Result<std::vector<Json>> result) mutable {
                 if (!result) {
                     pending.settle(result.takeError());
                     return;
                 }
                 const std::size_t count = result->size();
                 for (Json &item : *result) {
                     sofar.push_back(std::move(item));
                 }
                 if (count < static_cast<std::size_t>(kPerPage)) {
                     pending.settle(std::move(sofar));
                 } else {
                     fetchPages(client, page + 1, std::move(sofar), pending);
                 }
             });
}

} // namespace

QFuture<Result<std::vector<Json>>> CollectionsEndpoint::all() const
{
    const Pending<std::vector<Json>> pending;
    fetchPages(m_client, 1, {}, pending);
    return pending.future();
}

QFuture<Result<Json>> CollectionsEndpoint::view(const QString &idOrName) const
{
    return m_client.request<Json>(ApiRequest::get(pathOf(idOrName), QStringLiteral("schema.view")),
                                  readJson);
}

QFuture<Result<Json>> CollectionsEndpoint::create(const Json &collection) const
{
    return m_client.request<Json>(
        ApiRequest::withJson("POST", pathOf(), collection, QStringLiteral("schema.create")),
        readJson);
}

QFuture<Result<Json>> CollectionsEndpoint::update(const QString &idOrName, const Json &patch) const
{
    return m_client.request<Json>(
        ApiRequest::withJson("PATCH", pathOf(idOrName), patch, QStringLiteral("schema.update")),
        readJson);
}

QFuture<Result<void>> CollectionsEndpoint::remove(const QString &idOrName) const
{
    ApiRequest request = ApiRequest::get(pathOf(idOrName), QStringLiteral("schema.remove"));
    request.method = "DELETE";
    return m_client.requestNothing(std::move(request));
}

QFuture<Result<void>> CollectionsEndpoint::truncate(const QString &idOrName) const
{
    ApiRequest request = ApiRequest::get(pathOf(idOrName) + QStringLiteral("/truncate"),
                                         QStringLiteral("schema.truncate"));
    request.method = "DELETE";
    request.lane = Lane::Bulk;
    return m_client.requestNothing(std::move(request));
}

QFuture<Result<void>> CollectionsEndpoint::importAll(const JsonArray &collections,
                                                     bool deleteMissing) const
{
    ApiRequest request = ApiRequest::withJson(
        "PUT",
        QStringLiteral("/api/collections/import"),
        JsonObject{{"collections", collections}, {"deleteMissing", deleteMissing}},
        QStringLiteral("schema.import"));
    request.lane = Lane::Bulk;
    return m_client.requestNothing(std::move(request));
}

QFuture<Result<Json>> CollectionsEndpoint::scaffolds() const
{
    return m_client.request<Json>(ApiRequest::get(QStringLiteral("/api/collections/meta/scaffolds"),
                                                  QStringLiteral("schema.scaffolds")),
                                  readJson);
}

QFuture<Result<Json>> CollectionsEndpoint::oauth2Providers() const
{
    return m_client.request<Json>(
        ApiRequest::get(QStringLiteral("/api/collections/meta/oauth2-providers"),
                        QStringLiteral("schema.providers")),
        readJson);
}

QFuture<Result<Json>> CollectionsEndpoint::dryRunView(const QString &query) const
{
    ApiRequest request = ApiRequest::withJson("POST",
                                              QStringLiteral("/api/collections/meta/dry-run-view"),
                                              JsonObject{{"query", toUtf8(query)}},
                                              QStringLiteral("schema.dryRunView"));
    request.cancelKey = QStringLiteral("schema.dryRunView");
    return m_client.request<Json>(std::move(request), readJson);
}

QFuture<Result<Json>> CollectionsEndpoint::plan(const JsonArray &collections,
                                                bool deleteMissing) const
{
    ApiRequest request = ApiRequest::withJson(
        "POST",
        QStringLiteral("/api/socle/schema/plan"),
        JsonObject{{"collections", collections}, {"deleteMissing", deleteMissing}},
        QStringLiteral("schema.plan"));
    request.lane = Lane::Bulk;
    request.cancelKey = QStringLiteral("schema.plan");
    return m_client.request<Json>(std::move(request), readJson);
}

} // namespace socle::studio
