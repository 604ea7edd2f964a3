// The SQL console over HTTP (admin-api.md A5.3).
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::storage {
class Database;
}

namespace socle::api {

class SqlApi
{
public:
    /// The database outlives the api.
    explicit SqlApi(const storage::Database &database)
        : m_database(database)
    {
    }

    std::vector<Route> routes();

private:
    Reply run(const http::Request &request, const RequestScope &scope);

    const storage::Database &m_database;
};

} // namespace socle::api
