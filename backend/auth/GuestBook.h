// Accounts that people use before they give an address: which they are, and their end when nobody
// comes back (design.md 10, `accounts.guests`). Off by default.
//
// A guest is an ordinary record of its auth collection with an empty address and a password nobody
// knows. It stops being one with its first address, whoever sets it, and keeps its id.
#pragma once

#include "backend/records/ChangeListener.h"
#include "backend/records/Record.h"
#include "backend/schema/Catalogue.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace socle::storage {
class Database;
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::records {
class RecordStore;
}

namespace socle::runtime {
class Clock;
}

namespace socle::auth {

class GuestBook final : public records::ChangeListener
{
public:
    /// The references outlive the object; `catalogue` gives the current snapshot.
    GuestBook(storage::Database &database,
              const records::RecordStore &records,
              const runtime::Clock &clock,
              std::function<schema::CataloguePtr()> catalogue)
        : m_database(database)
        , m_records(records)
        , m_clock(clock)
        , m_catalogue(std::move(catalogue))
    {
    }

    /// The account is a guest's, or a guest was here again.
    Result<void> note(storage::WriteTransaction &transaction, const records::Record &account) const;
    Result<bool> isGuest(storage::ReadTransaction &transaction,
                         std::string_view collectionId,
                         std::string_view recordId) const;
    /// Deletes guests that were not here for `maxDays` (0: none), with what hangs on them. Blocks:
    /// for a worker.
    Result<void> prune(std::int64_t maxDays) const;

    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    storage::Database &m_database;
    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
    const std::function<schema::CataloguePtr()> m_catalogue;
};

} // namespace socle::auth
