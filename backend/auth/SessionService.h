// From the Authorization header to a Caller: token decoded, record loaded, signature verified
// (auth-api.md 1.2, 1.5).
//
// Each thread remembers the tokens it has seen with the version of the record they were good for. A
// known token costs one read of its record; only when the row or the collection changed is
// everything worked out again.
#pragma once

#include "backend/auth/TokenService.h"
#include "backend/rules/Caller.h"
#include "shared/core/Result.h"

#include <string>
#include <string_view>

namespace socle::schema {
class Catalogue;
}

namespace socle::storage {
class ReadTransaction;
}

namespace socle::records {
class RecordStore;
}

namespace socle::auth {

class Revocations;
class Sessions;

class SessionService
{
public:
    /// The references outlive the service.
    SessionService(const TokenService &tokens, const records::RecordStore &records)
        : m_tokens(tokens)
        , m_records(records)
    {
    }

    /// What was taken back before its time, and who is told that a session is in use. At start-up;
    /// both outlive the service.
    void follow(const Revocations &revocations, Sessions &sessions)
    {
        m_revocations = &revocations;
        m_sessions = &sessions;
    }

    /// The caller of an auth token, without its "Bearer ". Whatever is wrong with the token gives a
    /// guest. Error: only when the record cannot be read. Any thread.
    Result<rules::Caller> authenticate(std::string_view token,
                                       const schema::Catalogue &catalogue,
                                       storage::ReadTransaction &transaction) const;

    /// The record of a token of `type`. Errors: Unauthenticated for a token that is no good, else
    /// of the read.
    Result<records::Record> recordOf(std::string_view token,
                                     TokenType type,
                                     const schema::Catalogue &catalogue,
                                     storage::ReadTransaction &transaction) const;

private:
    bool isRefused(std::string_view accountKey, const rules::Caller &caller) const;

    const TokenService &m_tokens;
    const records::RecordStore &m_records;
    const Revocations *m_revocations = nullptr; // null: nothing is ever taken back (commands)
    Sessions *m_sessions = nullptr;
};

/// The header's token: raw, or behind `Bearer ` in any case; empty when there is none.
std::string_view tokenOfHeader(std::string_view authorization);

/// The record as a Caller: superuser or signed-in record.
rules::Caller callerOf(const records::Record &record);

} // namespace socle::auth
