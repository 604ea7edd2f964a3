// The last steps of every way to sign in: may this record authenticate at all, is a second factor
// due, and the answer with token and record (auth-api.md 3.1, 3.2, 3.8, 3.12).
#pragma once

#include "backend/auth/TokenService.h"
#include "backend/records/Record.h"
#include "backend/records/RecordStore.h"
#include "shared/core/Result.h"

#include <optional>
#include <string>
#include <string_view>

namespace socle::storage {
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::rules {
struct RequestContext;
}

namespace socle::schema {
class Catalogue;
}

namespace socle::auth {

/// Address and device of a sign-in.
struct Origin
{
    std::string ip = {};
    std::string userAgent = {};
};

/// Lower-case hex of what tells one place from another (auth-api.md 3.12).
std::string fingerprintOf(const Origin &origin);

/// Outcome of the question for a second factor: nothing set means go on.
struct SecondFactor
{
    /// Id of the session that the client must come back with after another method.
    std::optional<std::string> dueSession = {};
    /// Refused, but what was written on the way stays: an expired session is gone.
    std::optional<Error> refusal = {};
};

class SignIn
{
public:
    /// The references outlive the object.
    SignIn(const records::RecordStore &records, const runtime::Clock &clock)
        : m_records(records)
        , m_clock(clock)
    {
    }

    /// Errors: Forbidden when the collection's authRule does not let the record in. A superuser's
    /// request always passes.
    Result<void> checkAuthRule(storage::ReadTransaction &transaction,
                               const records::Record &record,
                               const rules::RequestContext &request) const;

    /// Second factor for `method` ("password", "otp", "oauth2", "totp"). `needsApp`: the account
    /// has an authenticator app, which must be the second one whatever the collection says. Errors:
    /// InvalidInput with the texts of auth-api.md 3.8.
    Result<SecondFactor> checkSecondFactor(storage::WriteTransaction &transaction,
                                           const records::Record &record,
                                           std::string_view method,
                                           std::string_view mfaId,
                                           const rules::RequestContext &request,
                                           bool needsApp = false) const;

    /// Where a sign-in came from: a known place is refreshed, the first one stored. True when it is
    /// a new one and a mail is due; storeOrigin() follows once that mail has left.
    Result<bool> trackOrigin(storage::WriteTransaction &transaction,
                             const records::Record &record,
                             const Origin &origin,
                             const rules::RequestContext &request) const;
    /// True when the account signed in from there before.
    Result<bool> isKnownOrigin(storage::ReadTransaction &transaction,
                               const records::Record &record,
                               const Origin &origin,
                               const schema::Catalogue &catalogue) const;
    /// Remembers a place; the oldest go when there are more than 5.
    Result<void> storeOrigin(storage::WriteTransaction &transaction,
                             const records::Record &record,
                             const Origin &origin,
                             const rules::RequestContext &request) const;
    /// What the alert mail says of it: time, address, device.
    std::string alertInfo(const Origin &origin) const;

    /// `{"record":{…},"token":"…"}`, the record as it sees itself; `meta` is JSON text, "" for
    /// none.
    Result<std::string> answer(storage::ReadTransaction &transaction,
                               const records::Record &record,
                               std::string_view token,
                               std::string_view expand,
                               const rules::RequestContext &request,
                               std::string_view meta = {}) const;

private:
    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
};

} // namespace socle::auth
