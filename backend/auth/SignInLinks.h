// Links that sign somebody in once: 256 random bits in a mail, their digest in a plain table
// (design.md 10, `accounts.magicLinks`).
#pragma once

#include "backend/records/Record.h"
#include "shared/core/Result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace socle::storage {
class WriteTransaction;
}

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::auth {

class SignInLinks
{
public:
    /// The references outlive the object.
    SignInLinks(const runtime::Clock &clock, runtime::Random &random)
        : m_clock(clock)
        , m_random(random)
    {
    }

    /// The secret of a new link to the account's present address; links that are over go.
    Result<std::string> make(storage::WriteTransaction &transaction,
                             const records::Record &account,
                             std::chrono::seconds duration) const;

    struct Used
    {
        std::string recordId = {};
        std::string email = {}; // where it was sent
    };

    /// Whose link it is; it is gone afterwards. Error: InvalidInput for one that is unknown, over,
    /// or of another collection.
    Result<Used> use(storage::WriteTransaction &transaction,
                     const schema::Collection &collection,
                     std::string_view secret) const;

private:
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
};

} // namespace socle::auth
