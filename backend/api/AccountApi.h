// Mails that prove an address, and what their links do: verification, password reset, e-mail change
// (auth-api.md 3.9-3.11).
#pragma once

#include "backend/api/AccountLookup.h"
#include "backend/api/Route.h"
#include "backend/auth/Throttle.h"
#include "backend/auth/TokenService.h"
#include "backend/mail/Mailer.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace socle::auth {
class Accounts;
enum class MailKind;
} // namespace socle::auth

namespace socle::records {
class Record;
class RecordStore;
} // namespace socle::records

namespace socle::runtime {
class Clock;
}

namespace socle::schema {
struct Settings;
}

namespace socle::api {

/// What the object points to outlives it.
struct AccountParts
{
    const records::RecordStore *records = nullptr;
    AccountLookup lookup = {};
    const auth::Accounts *accounts = nullptr;
    const auth::TokenService *tokens = nullptr;
    mail::Mailer *mailer = nullptr;
    const runtime::Clock *clock = nullptr;
};

class AccountApi
{
public:
    explicit AccountApi(AccountParts parts);

    std::vector<Route> routes();

private:
    Reply requestVerification(const http::Request &request, const RequestScope &scope);
    Reply confirmVerification(const http::Request &request, const RequestScope &scope);
    Reply requestPasswordReset(const http::Request &request, const RequestScope &scope);
    Reply confirmPasswordReset(const http::Request &request, const RequestScope &scope);
    Reply requestEmailChange(const http::Request &request, const RequestScope &scope);
    Reply confirmEmailChange(const http::Request &request, const RequestScope &scope);
    std::optional<mail::Mailer::Outgoing> mailWithToken(const records::Record &record,
                                                        auth::MailKind kind,
                                                        auth::TokenType type,
                                                        const schema::Settings &settings) const;

    const AccountParts m_parts;
    auth::Throttle m_verifications; // a mail per record in two minutes
    auth::Throttle m_resets;
};

} // namespace socle::api
