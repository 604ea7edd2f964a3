// Signing in with a provider's account: the browser's way back, the exchange, and what the studio
// asks about providers (auth-api.md 3.15, 3.16).
#pragma once

#include "backend/api/Route.h"
#include "backend/auth/oauth2/Provider.h"
#include "backend/auth/oauth2/ProviderUser.h"
#include "backend/records/RecordInput.h"
#include "backend/schema/Collection.h"

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace socle::auth::oauth2 {
class AccountLinker;
class Client;
} // namespace socle::auth::oauth2

namespace socle::records {
class RecordStore;
}

namespace socle::realtime {
class Broker;
}

namespace socle::runtime {
class Clock;
}

namespace socle::observability {
class Log;
}

namespace socle::api {

class AuthFlow;
class RateLimiter;
struct SignInAttempt;

/// What the object points to outlives it.
struct OAuth2Parts
{
    const records::RecordStore *records = nullptr;
    const auth::oauth2::Client *client = nullptr;
    const auth::oauth2::AccountLinker *linker = nullptr;
    const AuthFlow *flow = nullptr;
    RateLimiter *rateLimiter = nullptr; // a new account takes a turn of `create`
    realtime::Broker *broker = nullptr;
    observability::Log *log = nullptr;
    const runtime::Clock *clock = nullptr;
};

class OAuth2Api
{
public:
    explicit OAuth2Api(OAuth2Parts parts)
        : m_parts(parts)
    {
    }

    std::vector<Route> routes();

private:
    struct Visit; // one sign-in on its way

    Reply signIn(const http::Request &request, const RequestScope &scope);
    Reply redirect(const http::Request &request, const RequestScope &scope);
    Reply providers(const http::Request &request, const RequestScope &scope);
    Reply appleSecret(const http::Request &request, const RequestScope &scope);

    Reply fetch(std::shared_ptr<Visit> visit) const;
    Reply prepare(std::shared_ptr<Visit> visit, storage::ReadTransaction &transaction) const;
    Reply complete(std::shared_ptr<Visit> visit) const;
    Reply write(std::shared_ptr<Visit> visit, storage::WriteTransaction &transaction) const;
    Result<void> takeCreateTurn(const Visit &visit) const;

    void keepAppleName(const std::string &user, const std::string &code);
    std::string takeAppleName(const std::string &code) const;

    struct KeptName
    {
        std::string name;
        std::chrono::steady_clock::time_point until;
    };

    const OAuth2Parts m_parts;
    mutable std::mutex m_mutex; // guards m_names; a leaf
    mutable std::unordered_map<std::string, KeptName> m_names; // by code, for a minute
};

} // namespace socle::api
