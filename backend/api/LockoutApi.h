// Locked accounts for superusers: which they are, locking one, and opening it again (design.md 10,
// `accounts.lockout`).
//
// | Route                                                 | Body and answer |
// |---|---|
// | GET  /api/socle/accounts/locked                       |
// [{"collection","record","until","rounds","knownPlace","locked","reason"}] | | POST
// /api/socle/accounts/{collection}/{id}/lock       | {"reason":"…"} -> 204 | | POST
// /api/socle/accounts/{collection}/{id}/unlock     | 204; 404 when it is not locked |
//
// Two kinds of locks: after too many wrong passwords nobody signs in until `until`, while sessions
// go on (`rounds` > 0); a superuser's lock has no end (`until` "", `locked` says since when) and
// ends every token and stream of the account at once. `record` of the first kind is what was given
// as identity when there is no such account.
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::auth {
class Lockout;
class Revocations;
} // namespace socle::auth

namespace socle::records {
class RecordStore;
}

namespace socle::api {

class LockoutApi
{
public:
    /// The references outlive the object.
    LockoutApi(auth::Lockout &lockout,
               auth::Revocations &revocations,
               const records::RecordStore &records)
        : m_lockout(lockout)
        , m_revocations(revocations)
        , m_records(records)
    {
    }

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply lock(const http::Request &request, const RequestScope &scope);
    Reply unlock(const http::Request &request, const RequestScope &scope);

    auth::Lockout &m_lockout;
    auth::Revocations &m_revocations;
    const records::RecordStore &m_records;
};

} // namespace socle::api
