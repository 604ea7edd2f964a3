// Authenticator apps over HTTP: enrol, prove, take away, and sign in with a code of one (design.md
// 10, `accounts.totp`). Off by default; what is switched off answers 403.
#pragma once

#include "backend/api/Route.h"
#include "backend/auth/Throttle.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace socle::auth {
class SecondFactors;
}

namespace socle::records {
class Record;
class RecordStore;
} // namespace socle::records

namespace socle::runtime {
class Clock;
}

namespace socle::schema {
struct SocleSettings;
}

namespace socle::api {

class AuthFlow;

/// What the object points to outlives it.
struct SecondFactorParts
{
    const records::RecordStore *records = nullptr;
    const auth::SecondFactors *factors = nullptr;
    const AuthFlow *flow = nullptr;
    const runtime::Clock *clock = nullptr;
    std::function<std::shared_ptr<const schema::SocleSettings>()> policy = {};
};

class SecondFactorApi
{
public:
    explicit SecondFactorApi(SecondFactorParts parts);

    std::vector<Route> routes();

private:
    Reply enrol(const http::Request &request, const RequestScope &scope);
    Reply confirm(const http::Request &request, const RequestScope &scope);
    Reply remove(const http::Request &request, const RequestScope &scope);
    Reply removeFor(const http::Request &request, const RequestScope &scope);
    Reply signIn(const http::Request &request, const RequestScope &scope);

    using CodeStep = std::function<Reply(
        storage::WriteTransaction &, const records::Record &, const std::string &code)>;

    Reply withCode(const RequestScope &scope, CodeStep step);
    Result<void> requireOn() const;
    Result<void> takeAttempt(std::string_view recordId);

    const SecondFactorParts m_parts;
    auth::Throttle m_attempts; // guesses at codes, by account
};

} // namespace socle::api
