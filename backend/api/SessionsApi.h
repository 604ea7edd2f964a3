// Sessions and remembered devices over HTTP: which there are, and their end (design.md 10,
// `accounts.sessions`, `accounts.totp.rememberDays`). Off by default: without sessions the lists
// are empty.
//
// | Route                                                             | Who       | Answer |
// |---|---|---|
// | GET    /api/socle/sessions                                        | auth      | [Session] |
// | DELETE /api/socle/sessions            all others                  | auth      | {"ended":2} |
// | DELETE /api/socle/sessions/{session}                              | auth      | 204, 404 |
// | POST   /api/socle/sign-out            the session of this token   | auth      | 204 |
// | GET    /api/socle/devices                                         | auth      | [Device] |
// | DELETE /api/socle/devices             all                         | auth      | 204 |
// | DELETE /api/socle/devices/{device}                                | auth      | 204, 404 |
// | GET    /api/socle/accounts/{collection}/{id}/sessions             | superuser | [Session] |
// | DELETE /api/socle/accounts/{collection}/{id}/sessions   all       | superuser | {"ended":3} |
// | DELETE /api/socle/accounts/{collection}/{id}/sessions/{session}   | superuser | 204, 404 |
// | GET    /api/socle/accounts/{collection}/{id}/devices              | superuser | [Device] |
// | DELETE /api/socle/accounts/{collection}/{id}/devices    all       | superuser | 204 |
//
// Session: {"id","device":"Firefox on Linux","userAgent","address","method":"password",
// "impersonatedBy":"","created":"2026-01-02 10:00:00.123Z","lastSeen","expires","current":true}.
// Device: {"id","name","created","lastUsed","expires"}.
// Ending "all" ends tokens too that name no session: those made before sessions were switched on.
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::auth {
class RememberedDevices;
class Sessions;
} // namespace socle::auth

namespace socle::api {

class SessionsApi
{
public:
    /// The references outlive the object.
    SessionsApi(auth::Sessions &sessions, auth::RememberedDevices &devices)
        : m_sessions(sessions)
        , m_devices(devices)
    {
    }

    std::vector<Route> routes();

private:
    /// Whose sessions a request is about: the caller's own, or those of the account in the path.
    struct Account
    {
        std::string collectionId;
        std::string recordId;
        std::string current; // session of the request, when it is the account's own
    };

    static Result<Account> accountOf(const http::Request &request, const RequestScope &scope);

    Reply list(const http::Request &request, const RequestScope &scope);
    Reply end(const http::Request &request, const RequestScope &scope);
    Reply endOthers(const http::Request &request, const RequestScope &scope);
    Reply signOut(const http::Request &request, const RequestScope &scope);
    Reply listDevices(const http::Request &request, const RequestScope &scope);
    Reply forgetDevice(const http::Request &request, const RequestScope &scope);

    auth::Sessions &m_sessions;
    auth::RememberedDevices &m_devices;
};

} // namespace socle::api
