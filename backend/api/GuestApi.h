// Accounts that people use before they give an address (design.md 10, `accounts.guests`). Off by
// default; what is switched off answers 403.
//
// | Route                                                | Who    | Body and answer |
// |---|---|---|
// | POST /api/collections/{collection}/auth-as-guest     | public | {"createData":{…}} ->
// {"token","record"} | | POST /api/collections/{collection}/upgrade-guest     | the guest |
// {"email","password","passwordConfirm"} -> {"token","record"} |
//
// A guest is made as a create of the collection would be: its createRule decides, with
// `@request.context` = `guest`, and its fields are checked, except that the address is missing. The
// upgrade keeps id and relations, ends all other tokens and sends the verification mail. Signing in
// with OAuth2 as the guest upgrades as well (auth-api.md 3.15.5). What is no guest any more gets
// 400.
#pragma once

#include "backend/api/Route.h"

#include <functional>
#include <memory>
#include <vector>

namespace socle::auth {
class Accounts;
class GuestBook;
class TokenService;
} // namespace socle::auth

namespace socle::mail {
class Mailer;
}

namespace socle::records {
class RecordStore;
}

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::schema {
struct Collection;
struct SocleSettings;
} // namespace socle::schema

namespace socle::api {

class AuthFlow;

/// What the object points to outlives it.
struct GuestParts
{
    const records::RecordStore *records = nullptr;
    const auth::Accounts *accounts = nullptr;
    const auth::GuestBook *guests = nullptr;
    const auth::TokenService *tokens = nullptr;
    const AuthFlow *flow = nullptr;
    mail::Mailer *mailer = nullptr;
    const runtime::Clock *clock = nullptr;
    runtime::Random *random = nullptr;
    std::function<std::shared_ptr<const schema::SocleSettings>()> policy = {};
};

class GuestApi
{
public:
    explicit GuestApi(GuestParts parts)
        : m_parts(std::move(parts))
    {
    }

    std::vector<Route> routes();

private:
    Reply signIn(const http::Request &request, const RequestScope &scope);
    Reply upgrade(const http::Request &request, const RequestScope &scope);
    Result<void> requireOn(const schema::Collection &collection) const;

    const GuestParts m_parts;
};

} // namespace socle::api
