// Signing in over HTTP: what a collection offers, password sign-in, refresh, impersonation
// (auth-api.md 3.1-3.6, 3.13).
#pragma once

#include "backend/api/Authenticator.h"
#include "backend/api/Route.h"
#include "backend/auth/SessionService.h"
#include "backend/auth/TokenService.h"
#include "backend/records/RecordStore.h"

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace socle::runtime {
class Random;
}

namespace socle::auth {
class Lockout;
}

namespace socle::schema {
struct SocleSettings;
}

namespace socle::api {

class AuthFlow;

/// The dispatcher's question about a token, answered by auth/.
class TokenAuthenticator final : public Authenticator
{
public:
    explicit TokenAuthenticator(const auth::SessionService &sessions)
        : m_sessions(sessions)
    {
    }

    Result<rules::Caller> authenticate(std::string_view token,
                                       const schema::Catalogue &catalogue,
                                       storage::ReadTransaction &transaction) const override
    {
        return m_sessions.authenticate(token, catalogue, transaction);
    }

private:
    const auth::SessionService &m_sessions;
};

class AuthApi
{
public:
    /// The references outlive the object.
    AuthApi(const records::RecordStore &records,
            const auth::TokenService &tokens,
            const AuthFlow &flow,
            auth::Lockout &lockout,
            runtime::Random &random,
            std::function<std::shared_ptr<const schema::SocleSettings>()> policy);

    std::vector<Route> routes();

private:
    Reply authMethods(const http::Request &request, const RequestScope &scope);
    Reply withPassword(const http::Request &request, const RequestScope &scope);
    Reply refresh(const http::Request &request, const RequestScope &scope);
    Reply impersonate(const http::Request &request, const RequestScope &scope);

    const records::RecordStore &m_records;
    const auth::TokenService &m_tokens;
    const AuthFlow &m_flow;
    auth::Lockout &m_lockout;
    runtime::Random &m_random;
    const std::function<std::shared_ptr<const schema::SocleSettings>()> m_policy;
};

} // namespace socle::api
