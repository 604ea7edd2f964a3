// Mails as the operator sees them: a test of the transport, and the mailbox of a development server
// (admin-api.md A2.4).
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::auth {
class SignIn;
class TokenService;
} // namespace socle::auth

namespace socle::mail {
class Mailbox;
class Mailer;
} // namespace socle::mail

namespace socle::runtime {
class Clock;
}

namespace socle::schema {
class CollectionOptions;
}

namespace socle::api {

/// What the object points to outlives it.
struct MailParts
{
    mail::Mailer *mailer = nullptr;
    mail::Mailbox *mailbox = nullptr; // null: mails really leave, there is nothing to look at
    const auth::TokenService *tokens = nullptr;
    const auth::SignIn *signIn = nullptr;
    const runtime::Clock *clock = nullptr;
    const schema::CollectionOptions *options = nullptr; // has the template of sign-in links
};

class MailApi
{
public:
    explicit MailApi(MailParts parts)
        : m_parts(parts)
    {
    }

    std::vector<Route> routes();

private:
    Reply test(const http::Request &request, const RequestScope &scope);
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply clear(const http::Request &request, const RequestScope &scope);

    const MailParts m_parts;
};

} // namespace socle::api
