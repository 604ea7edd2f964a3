// Who has an address, asked in the background: the mail routes answer before anybody looks, so that
// neither the answer nor its time tells whether there is such an account (auth-api.md 3.17).
#pragma once

#include "backend/records/Record.h"
#include "backend/schema/Collection.h"

#include <optional>
#include <string>

namespace socle::storage {
class Database;
}

namespace socle::observability {
class Log;
}

namespace socle::auth {
class Accounts;
}

namespace socle::api {

/// Where to look, and whom to tell when it cannot be done. What it points to outlives it.
struct AccountLookup
{
    storage::Database *database = nullptr;
    const auth::Accounts *accounts = nullptr;
    observability::Log *log = nullptr;

    /// The account with this address; nothing when there is none or the database cannot be read,
    /// which is logged. Reads on the calling thread: for one that may wait.
    std::optional<records::Record> byEmail(const schema::CollectionPtr &collection,
                                           const std::string &email) const;
};

} // namespace socle::api
