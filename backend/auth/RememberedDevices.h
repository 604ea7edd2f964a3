// Devices that may sign in without the second factor for some days (design.md 10,
// `accounts.totp.rememberDays`). Off by default.
//
// Whoever passed the second factor may ask for it; the device keeps a secret of 256 random bits and
// sends it in the header `Socle-Device`, the server keeps its digest. A new password forgets all of
// them.
#pragma once

#include "backend/records/ChangeListener.h"
#include "backend/records/Record.h"
#include "shared/core/Result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class Database;
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::auth {

/// Times in ms since the epoch.
struct RememberedDevice
{
    std::string id = {};
    std::string name = {}; // "Firefox on Linux"
    std::int64_t created = 0;
    std::int64_t lastUsed = 0;
    std::int64_t expires = 0;
};

class RememberedDevices final : public records::ChangeListener
{
public:
    /// The references outlive the object.
    RememberedDevices(storage::Database &database,
                      const runtime::Clock &clock,
                      runtime::Random &random)
        : m_database(database)
        , m_clock(clock)
        , m_random(random)
    {
    }

    /// The secret for the device, which is shown this once. The oldest go beyond 20.
    Result<std::string> remember(storage::WriteTransaction &transaction,
                                 const records::Record &account,
                                 std::string_view name,
                                 std::chrono::seconds duration) const;
    /// True when the secret is that of a device of this account; notes its use.
    Result<bool> use(storage::WriteTransaction &transaction,
                     const records::Record &account,
                     std::string_view secret) const;

    /// Those that still count, the one used last first.
    Result<std::vector<RememberedDevice>> list(storage::ReadTransaction &transaction,
                                               std::string_view collectionId,
                                               std::string_view recordId) const;
    /// One, or all of the account with an empty `id`. False when there was none.
    Result<bool> forget(storage::WriteTransaction &transaction,
                        std::string_view collectionId,
                        std::string_view recordId,
                        std::string_view id) const;
    /// Removes what is over. Blocks: for a worker.
    Result<void> prune() const;

    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    storage::Database &m_database;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
};

} // namespace socle::auth
