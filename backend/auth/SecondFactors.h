// Authenticator apps of accounts: enrolling one, proving it, recovery codes (design.md 10,
// `accounts.totp`).
//
// Kept in a plain table that no record route shows, the secrets sealed under the master key. Codes
// work once: the last step that was used is kept, recovery codes are stored as digests and go when
// they are used; they work without the master key, too.
#pragma once

#include "backend/auth/Totp.h"
#include "backend/records/ChangeListener.h"
#include "shared/core/Result.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::crypto {
class MasterKey;
}

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::auth {

class SecondFactors final : public records::ChangeListener
{
public:
    /// The references outlive the object.
    SecondFactors(const runtime::Clock &clock, runtime::Random &random, crypto::MasterKey &key)
        : m_clock(clock)
        , m_random(random)
        , m_key(key)
    {
    }

    /// Seals what an older version stored plainly. At start-up.
    Result<void> sealPlain(storage::WriteTransaction &transaction) const;

    /// True when the account has an app that was proved.
    Result<bool> isOn(storage::ReadTransaction &transaction, const records::Record &account) const;

    /// A fresh secret, which counts once it is confirmed; an unconfirmed one is replaced. Errors:
    /// InvalidInput when the account has an app already, Unavailable without a master key.
    Result<std::string> enrol(storage::WriteTransaction &transaction,
                              const records::Record &account) const;
    /// Proves the app by a code; the recovery codes, shown this once. Error: InvalidInput with the
    /// field `code`.
    Result<std::vector<std::string>> confirm(storage::WriteTransaction &transaction,
                                             const records::Record &account,
                                             std::string_view code) const;
    /// True for a code of the app or a recovery code; either is used up by it.
    Result<bool> use(storage::WriteTransaction &transaction,
                     const records::Record &account,
                     std::string_view code) const;
    Result<void> remove(storage::WriteTransaction &transaction,
                        const records::Record &account) const;

    /// Rows of deleted accounts go with them.
    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    struct Factor;

    Result<std::string> secretOf(const records::Record &account, const Factor &factor) const;
    Result<std::string> sealed(std::string_view collectionId,
                               std::string_view recordId,
                               std::string_view secret) const;

    const runtime::Clock &m_clock;
    runtime::Random &m_random;
    crypto::MasterKey &m_key;
};

} // namespace socle::auth
