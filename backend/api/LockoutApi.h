// Locked accounts for superusers: which they are, and opening one again (design.md 10,
// `accounts.lockout`).
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::auth {
class Lockout;
}

namespace socle::api {

class LockoutApi
{
public:
    /// The reference outlives the object.
    explicit LockoutApi(auth::Lockout &lockout)
        : m_lockout(lockout)
    {
    }

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply unlock(const http::Request &request, const RequestScope &scope);

    auth::Lockout &m_lockout;
};

} // namespace socle::api
