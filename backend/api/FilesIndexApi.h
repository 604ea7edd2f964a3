// All stored files in one list, for superusers: which record they belong to, how big they are, and
// which belong to none (socle-api.md 11).
//
// The list joins two sides: what records say (their file fields) and what the blob store has. Both
// may be slow, so it is worked out on the `outbound` pool.
#pragma once

#include "backend/api/Route.h"
#include "backend/files/BlobStore.h"

#include <functional>
#include <memory>
#include <vector>

namespace socle::storage {
class Database;
}

namespace socle::api {

class FilesIndexApi
{
public:
    /// Makes the store of uploads as the settings ask for it now.
    using StoreMaker = std::function<std::unique_ptr<files::BlobStore>()>;

    /// The database outlives the api.
    FilesIndexApi(storage::Database &database, StoreMaker store)
        : m_database(database)
        , m_store(std::move(store))
    {
    }

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);

    storage::Database &m_database;
    StoreMaker m_store;
};

} // namespace socle::api
