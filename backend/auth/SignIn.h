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

namespace socle::auth {

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

    /// Second factor for `method` ("password", "otp", "oauth2"). Nothing: go on; a text: the id of
    /// the MFA session that the client must come back with. Errors: InvalidInput with the texts of
    /// auth-api.md 3.8.
    Result<std::optional<std::string>> checkSecondFactor(
        storage::WriteTransaction &transaction,
        const records::Record &record,
        std::string_view method,
        std::string_view mfaId,
        const rules::RequestContext &request) const;

    /// Remembers device and address of a sign-in; at most 5 per record. True when it is a new one
    /// and the record was signed in from elsewhere before: then a mail is due.
    Result<bool> trackOrigin(storage::WriteTransaction &transaction,
                             const records::Record &record,
                             std::string_view ip,
                             std::string_view userAgent,
                             const rules::RequestContext &request) const;

    /// `{"record":{…},"token":"…"}`, the record as it sees itself.
    Result<std::string> answer(storage::ReadTransaction &transaction,
                               const records::Record &record,
                               std::string_view token,
                               std::string_view expand,
                               const rules::RequestContext &request) const;

private:
    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
};

} // namespace socle::auth
