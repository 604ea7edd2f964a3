// See KeysApi.h.
#include "backend/api/KeysApi.h"

#include "backend/api/ClientAddress.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/records/RecordStore.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/WriteTransaction.h"

#include <memory>

namespace socle::api {

using http::Request;
using http::Response;

std::vector<Route> KeysApi::routes()
{
    return {{.method = http::Method::Post,
             .pattern = "/api/collections/_apiKeys/records",
             .access = Access::Superuser,
             .handler = handledBy(this, &KeysApi::create)}};
}

Reply KeysApi::create(const Request &request, const RequestScope &scope)
{
    const auto collection = scope.catalogue()->findByName(auth::kApiKeys);
    if (!collection) {
        return notFound();
    }
    const DecodedBody *body = SOCLE_TRY(scope.body());
    auto context = std::make_shared<const rules::RequestContext>(
        SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    auth::NewKey key = auth::newKey(m_random);
    records::RecordInput input{.body = body->values.object()};
    input.body.set("prefix", key.prefix);
    input.body.set("hash", key.hash);
    return onWriter([this, collection, context, secret = key.secret, input = std::move(input)](
                        storage::WriteTransaction &tx) mutable -> Reply {
        const records::Record record
            = SOCLE_TRY(m_records.create(tx, collection, std::move(input), *context));
        const std::string json = SOCLE_TRY(m_records.encode(tx, record, {}, *context));
        Json answer = SOCLE_TRY(parseJson(json));
        answer.asObject().erase("hash"); // the server's own: good for nothing but comparing
        answer.asObject().set("secret", secret);
        return Response::json(200, answer.dump());
    });
}

Result<rules::Caller> KeyAuthenticator::authenticate(std::string_view token,
                                                     const schema::Catalogue &catalogue,
                                                     storage::ReadTransaction &transaction) const
{
    return auth::ApiKeys::isKey(token) ? m_keys.authenticate(token, catalogue, transaction)
                                       : m_tokens.authenticate(token, catalogue, transaction);
}

std::optional<Error> KeyAuthenticator::admit(const rules::Caller &caller,
                                             std::string_view clientIp) const
{
    if (!caller.key) {
        return m_tokens.admit(caller, clientIp);
    }
    if (!caller.key->allowedIps.empty() && !isListed(clientIp, caller.key->allowedIps)) {
        return forbidden("The API key cannot be used from this address.");
    }
    if (!m_keys.takeRequest(*caller.key)) {
        return Error{.kind = ErrorKind::RateLimited};
    }
    return std::nullopt;
}

} // namespace socle::api
