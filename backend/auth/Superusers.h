// Superuser accounts made outside the HTTP API: by the command line and by the studio at its first
// start (auth-api.md 2.2, 2.3).
//
// Every function hashes, waits for the writer and for the disk: for start-up and the command line
// only.
#pragma once

#include "backend/records/Record.h"
#include "backend/schema/Catalogue.h"
#include "shared/core/Result.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace socle::storage {
class Database;
}

namespace socle::runtime {
class Clock;
}

namespace socle::records {
class RecordStore;
}

namespace socle::auth {

class Superusers
{
public:
    /// The references outlive the object; `catalogue` gives the current snapshot.
    Superusers(storage::Database &database,
               const records::RecordStore &records,
               const runtime::Clock &clock,
               std::function<schema::CataloguePtr()> catalogue);

    // Errors of the next four: InvalidInput with the field errors of the ordinary validation
    // ("password": validation_min_text_constraint…), NotFound for an unknown e-mail.
    Result<records::Record> create(std::string_view email, std::string_view password) const;
    Result<records::Record> update(std::string_view email, std::string_view password) const;
    Result<records::Record> upsert(std::string_view email, std::string_view password) const;
    Result<void> remove(std::string_view email) const;

    Result<std::optional<records::Record>> find(std::string_view email) const;
    /// False as long as nobody could sign in: no superuser, or only the installer's.
    Result<bool> any() const;

private:
    Result<records::Record> save(std::string_view email,
                                 std::string_view password,
                                 bool mayCreate,
                                 bool mayUpdate) const;

    storage::Database &m_database;
    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
    std::function<schema::CataloguePtr()> m_catalogue;
};

} // namespace socle::auth
