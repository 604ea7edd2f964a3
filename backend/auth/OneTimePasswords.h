// One-time passwords: rows of `_otps`, their limits and their end (auth-api.md 3.7, 8).
//
// The digits exist in the mail only; the row holds a bcrypt hash of cost 8, which is worked out on
// the cpu pool before the write.
#pragma once

#include "backend/auth/OtpDecoys.h"
#include "backend/auth/Throttle.h"
#include "backend/records/Record.h"
#include "shared/core/Result.h"

#include <optional>
#include <string>
#include <string_view>

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

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

class OneTimePasswords
{
public:
    static constexpr int kHashCost = 8;

    /// The references outlive the object.
    OneTimePasswords(const records::RecordStore &records,
                     const runtime::Clock &clock,
                     runtime::Random &random);

    /// Fresh digits, as many as the collection asks for.
    std::string newPassword(const schema::Collection &collection) const;
    /// The id of a row that is not there yet.
    std::string newId() const;
    /// An id for an address that nobody has, as a real account would be given it: after ten that
    /// still "work" the newest comes again.
    std::string decoyId(const schema::Collection &collection, std::string_view email);

    /// Id of the newest one when the record has ten that still work: no further one is made then.
    Result<std::optional<std::string>> reusable(storage::ReadTransaction &transaction,
                                                const schema::Catalogue &catalogue,
                                                const records::Record &owner) const;
    /// A new row for `owner`; the id, `id` unless that is empty, is what the client needs beside
    /// the digits.
    Result<std::string> insert(storage::WriteTransaction &transaction,
                               const schema::Catalogue &catalogue,
                               const records::Record &owner,
                               std::string_view hash,
                               std::string_view id = {}) const;

    struct Found
    {
        records::Record otp;
        records::Record owner;
    };

    /// A row that still works in this collection, and whose it is. Error: InvalidInput with the one
    /// generic text.
    Result<Found> find(storage::ReadTransaction &transaction,
                       const schema::Catalogue &catalogue,
                       const schema::CollectionPtr &collection,
                       std::string_view otpId) const;

    /// The mail to `address` has left. Nothing when the row is gone or knows an address already.
    Result<void> markSent(storage::WriteTransaction &transaction,
                          const schema::Catalogue &catalogue,
                          std::string_view otpId,
                          std::string_view address) const;
    /// Nothing when it is gone already.
    Result<void> remove(storage::WriteTransaction &transaction,
                        const schema::Catalogue &catalogue,
                        std::string_view otpId) const;

    /// One attempt at a password of this record from this address: 5 in 3 minutes, right or wrong.
    bool mayTry(std::string_view ownerId, std::string_view ip);

    void forgetAttempts() { m_attempts.clearAll(); }

    /// The one answer to everything that is wrong.
    static Error refused();

private:
    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
    Throttle m_attempts;
    OtpDecoys m_decoys;
};

} // namespace socle::auth
