// Signing in by a link in a mail (design.md 10, `accounts.magicLinks`). Off by default; what is
// switched off answers 403.
//
// | Route                                                            | Who       | Body and answer
// |
// |---|---|---|
// | POST /api/collections/{collection}/request-magic-link            | public    | {"email"} ->
// 204, whoever asks | | POST /api/collections/{collection}/auth-with-magic-link          | public
// | {"token","mfaId"} -> {"token","record"} | | GET
// /api/socle/accounts/{collection}/magic-link-template        | superuser |
// {"subject","body","isDefault"} | | PUT  /api/socle/accounts/{collection}/magic-link-template |
// superuser | {"subject","body"}, both "" for the default |
#pragma once

#include "backend/api/AccountLookup.h"
#include "backend/api/Route.h"
#include "backend/auth/Throttle.h"
#include "backend/mail/Mailer.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace socle::auth {
class Accounts;
class SignInLinks;
} // namespace socle::auth

namespace socle::records {
class RecordStore;
}

namespace socle::runtime {
class Clock;
}

namespace socle::schema {
class CollectionOptions;
struct Settings;
struct SocleSettings;
} // namespace socle::schema

namespace socle::api {

class AuthFlow;

/// What the object points to outlives it.
struct MagicLinkParts
{
    const records::RecordStore *records = nullptr;
    AccountLookup lookup = {};
    const auth::Accounts *accounts = nullptr;
    const auth::SignInLinks *links = nullptr;
    const AuthFlow *flow = nullptr;
    mail::Mailer *mailer = nullptr;
    const runtime::Clock *clock = nullptr;
    schema::CollectionOptions *options = nullptr; // where the template of the mail lies
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
    Reply viewTemplate(const http::Request &request, const RequestScope &scope);
    Reply setTemplate(const http::Request &request, const RequestScope &scope);
    std::optional<mail::Mailer::Outgoing> linkFor(const schema::CollectionPtr &collection,
                                                  const std::string &email,
                                                  const schema::Settings &settings,
                                                  std::chrono::seconds duration);

    const MagicLinkParts m_parts;
    auth::Throttle m_mails; // one in two minutes, by account
};

} // namespace socle::api
