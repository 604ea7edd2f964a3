// Signing in by a link in a mail (design.md 10, `accounts.magicLinks`). Off by default; what is
// switched off answers 403.
#pragma once

#include "backend/api/Route.h"
#include "backend/auth/Throttle.h"

#include <functional>
#include <memory>
#include <vector>

namespace socle::auth {
class Accounts;
class SignInLinks;
} // namespace socle::auth

namespace socle::mail {
class Mailer;
}

namespace socle::records {
class RecordStore;
}

namespace socle::runtime {
class Clock;
}

namespace socle::schema {
struct SocleSettings;
}

namespace socle::api {

class AuthFlow;

/// What the object points to outlives it.
struct MagicLinkParts
{
    const records::RecordStore *records = nullptr;
    const auth::Accounts *accounts = nullptr;
    const auth::SignInLinks *links = nullptr;
    const AuthFlow *flow = nullptr;
    mail::Mailer *mailer = nullptr;
    const runtime::Clock *clock = nullptr;
    std::function<std::shared_ptr<const schema::SocleSettings>()> policy = {};
};

class MagicLinkApi
{
public:
    explicit MagicLinkApi(MagicLinkParts parts);

    std::vector<Route> routes();

private:
    Reply request(const http::Request &request, const RequestScope &scope);
    Reply signIn(const http::Request &request, const RequestScope &scope);

    const MagicLinkParts m_parts;
    auth::Throttle m_mails; // one in two minutes, by account
};

} // namespace socle::api
