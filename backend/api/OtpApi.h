// Signing in with a one-time password that came by mail (auth-api.md 3.7).
#pragma once

#include "backend/api/Route.h"
#include "backend/auth/OneTimePasswords.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace socle::storage {
class Database;
}

namespace socle::auth {
class Accounts;
}

namespace socle::mail {
class Mailer;
}

namespace socle::schema {
class Catalogue;
struct Settings;
} // namespace socle::schema

namespace socle::observability {
class Log;
}

namespace socle::api {

class AuthFlow;

/// What the object points to outlives it.
struct OtpParts
{
    storage::Database *database = nullptr; // for what follows a mail in the background
    const records::RecordStore *records = nullptr;
    auth::OneTimePasswords *passwords = nullptr;
    const auth::Accounts *accounts = nullptr;
    const AuthFlow *flow = nullptr;
    mail::Mailer *mailer = nullptr;
    observability::Log *log = nullptr;
    std::function<std::shared_ptr<const schema::Catalogue>()> catalogue = {};
};

class OtpApi
{
public:
    explicit OtpApi(OtpParts parts)
        : m_parts(std::move(parts))
    {
    }

    std::vector<Route> routes();

private:
    Reply request(const http::Request &request, const RequestScope &scope);
    Reply signIn(const http::Request &request, const RequestScope &scope);

    /// A one-time password nobody has seen yet.
    struct Fresh
    {
        std::string id = {};
        std::string password = {};
        std::string hash = {};
    };

    /// Writes the row and sends its mail, in the background.
    void keep(const records::Record &owner,
              Fresh fresh,
              std::shared_ptr<const schema::Catalogue> catalogue,
              std::shared_ptr<const schema::Settings> settings) const;
    void sendMail(const records::Record &owner,
                  const std::string &otpId,
                  const std::string &password,
                  const schema::Settings &settings) const;

    const OtpParts m_parts;
};

} // namespace socle::api
