// What a proof of identity changes about an account: verified, a new password, a new address
// (auth-api.md 3.9-3.11), with everything that dies by it (1.4).
//
// Lookups and token checks run on any snapshot, so that a flow can ask first and write later; the
// writing functions check again what they were given, since time has passed.
#pragma once

#include "backend/auth/TokenService.h"
#include "backend/records/Record.h"
#include "shared/core/Result.h"

#include <optional>
#include <string>
#include <string_view>

namespace socle::runtime {
class Random;
}

namespace socle::storage {
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::schema {
class Catalogue;
}

namespace socle::records {
class RecordStore;
}

namespace socle::auth {

class SessionService;

/// A bcrypt text that no password has: its digest is random. What "a random password" means for an
/// account, without 50 ms of hashing.
std::string unknownPasswordHash(runtime::Random &random);

class Accounts
{
public:
    /// The references outlive the object.
    Accounts(const records::RecordStore &records,
             const TokenService &tokens,
             const SessionService &sessions,
             const runtime::Clock &clock,
             runtime::Random &random)
        : m_records(records)
        , m_tokens(tokens)
        , m_sessions(sessions)
        , m_clock(clock)
        , m_random(random)
    {
    }

    /// The record with this address; without regard to case when the unique index says so.
    Result<std::optional<records::Record>> findByEmail(storage::ReadTransaction &transaction,
                                                       const schema::CollectionPtr &collection,
                                                       std::string_view email) const;

    /// The record of a mailed token, if it is one of `type` for `collection`. Errors: InvalidInput
    /// without a message, whose field `token` says what is wrong.
    Result<records::Record> recordOfToken(storage::ReadTransaction &transaction,
                                          const schema::Catalogue &catalogue,
                                          const schema::Collection &collection,
                                          std::string_view token,
                                          TokenType type) const;
    /// A claim of a token whose signature was not looked at; "" when there is none.
    static std::string claim(std::string_view token, std::string_view name);

    /// verified := true; nothing when it is already. Where passwords are off, the old one goes.
    Result<void> verify(storage::WriteTransaction &transaction,
                        const schema::Catalogue &catalogue,
                        const records::Record &record) const;
    /// The same for a one-time password that was mailed to the account's address: without a second
    /// factor the old password goes too, since somebody else may have set it (auth-api.md 3.7).
    Result<void> verifyByOtp(storage::WriteTransaction &transaction,
                             const schema::Catalogue &catalogue,
                             const records::Record &record) const;
    /// `hash` belongs to `password`. An unverified account whose address is still `email` is
    /// verified by it. Errors: InvalidInput with the field rules' faults.
    Result<void> setPassword(storage::WriteTransaction &transaction,
                             const schema::Catalogue &catalogue,
                             const records::Record &record,
                             const std::string &password,
                             std::string hash,
                             std::string_view email) const;
    Result<void> setEmail(storage::WriteTransaction &transaction,
                          const schema::Catalogue &catalogue,
                          const records::Record &record,
                          std::string_view email) const;

    /// A guest's first address and password, neither of them proved. Errors: InvalidInput with the
    /// fields' faults.
    Result<void> upgrade(storage::WriteTransaction &transaction,
                         const schema::Catalogue &catalogue,
                         const records::Record &record,
                         std::string_view email,
                         const std::string &password,
                         std::string hash) const;

private:
    Result<void> save(storage::WriteTransaction &transaction,
                      const schema::Catalogue &catalogue,
                      const records::Record &record,
                      JsonObject body,
                      const std::string &password,
                      std::string hash) const;

    const records::RecordStore &m_records;
    const TokenService &m_tokens;
    const SessionService &m_sessions;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
};

} // namespace socle::auth
