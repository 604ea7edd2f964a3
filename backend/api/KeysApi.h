// Making an API key: the one answer in which its secret stands (socle-api.md 10, design.md 10).
// Everything else about keys is rows of `_apiKeys`.
#pragma once

#include "backend/api/Authenticator.h"
#include "backend/api/Route.h"
#include "backend/auth/ApiKeys.h"

#include <vector>

namespace socle::records {
class RecordStore;
}

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::api {

class KeysApi
{
public:
    /// The references outlive the api.
    KeysApi(const records::RecordStore &records,
            const runtime::Clock &clock,
            runtime::Random &random)
        : m_records(records)
        , m_clock(clock)
        , m_random(random)
    {
    }

    std::vector<Route> routes();

private:
    Reply create(const http::Request &request, const RequestScope &scope);

    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
};

/// Tokens as before, and API keys wherever a token is accepted.
class KeyAuthenticator final : public Authenticator
{
public:
    /// The references outlive the object.
    KeyAuthenticator(const Authenticator &tokens, auth::ApiKeys &keys)
        : m_tokens(tokens)
        , m_keys(keys)
    {
    }

    Result<rules::Caller> authenticate(std::string_view token,
                                       const schema::Catalogue &catalogue,
                                       storage::ReadTransaction &transaction) const override;
    std::optional<Error> admit(const rules::Caller &caller,
                               std::string_view clientIp) const override;

private:
    const Authenticator &m_tokens;
    auth::ApiKeys &m_keys;
};

} // namespace socle::api
