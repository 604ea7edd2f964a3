// Authenticator apps of accounts: enrolling one, proving it, recovery codes (design.md 10,
// `accounts.totp`).
//
// Kept in a plain table that no record route shows. Codes work once: the last step that was used is
// kept, recovery codes are stored as digests and go when they are used.
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

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::auth {

class SecondFactors final : public records::ChangeListener
{
public:
    /// The references outlive the object.
    SecondFactors(const runtime::Clock &clock, runtime::Random &random)
        : m_clock(clock)
        , m_random(random)
    {
    }

    /// True when the account has an app that was proved.
    Result<bool> isOn(storage::ReadTransaction &transaction, const records::Record &account) const;

    /// A fresh secret, which counts once it is confirmed; an unconfirmed one is replaced. Error:
    /// InvalidInput when the account has an app already.
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
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
};

} // namespace socle::auth
