// All stored files in one list, for superusers: which record they belong to, how big they are, and
// which belong to none (socle-api.md 11).
//
// The list joins two sides: what records say (their file fields) and what the stores have, which
// are the folder and, when the settings name one, the bucket. All may be slow, so it is worked out
// on the `outbound` pool.
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
    /// Makes the stores that may have uploads now; what is in several counts for the first.
    using StoresMaker = std::function<std::vector<std::unique_ptr<files::BlobStore>>()>;

    /// The database outlives the api.
    FilesIndexApi(storage::Database &database, StoresMaker stores)
        : m_database(database)
        , m_stores(std::move(stores))
    {
    }

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);

    storage::Database &m_database;
    StoresMaker m_stores;
};

} // namespace socle::api
