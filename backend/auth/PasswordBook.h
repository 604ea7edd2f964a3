// How old the password of an account is and which ones it had before (design.md 10,
// `accounts.passwordPolicy.history` and `.maxDays`). Off by default; then nothing is kept.
//
// Only hashes are kept. Comparing with them costs 50 ms each, so wasUsed() is asked before the
// write, on a worker.
#pragma once

#include "backend/records/ChangeListener.h"
#include "backend/records/Record.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace socle::storage {
class Database;
class WriteTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Clock;
}

namespace socle::auth {

class PasswordBook final : public records::ChangeListener
{
public:
    struct Rules
    {
        std::int64_t history = 0; // former passwords that may not come back; the present one counts
        std::int64_t maxDays = 0; // 0: passwords do not age

        bool areOn() const { return history > 0 || maxDays > 0; }
    };

    /// The references outlive the object; `rules` is asked with every use.
    PasswordBook(storage::Database &database,
                 const runtime::Clock &clock,
                 std::function<Rules()> rules)
        : m_database(database)
        , m_clock(clock)
        , m_rules(std::move(rules))
    {
    }

    /// True when `plain` is the account's password or one of those before it. Slow, blocks on a
    /// read: for a worker. False when it cannot be read.
    bool wasUsed(const schema::Collection &collection,
                 std::string_view recordId,
                 std::string_view plain) const;
    /// True when the password has to be changed before the next sign-in with it. An account nothing
    /// is known of begins to age now.
    Result<bool> isExpired(storage::WriteTransaction &transaction,
                           const records::Record &account) const;

    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    storage::Database &m_database;
    const runtime::Clock &m_clock;
    const std::function<Rules()> m_rules;
};

} // namespace socle::auth
