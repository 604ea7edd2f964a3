// The SQL console over HTTP (admin-api.md A5.3).
#pragma once

#include "backend/api/Route.h"

#include <string>
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

/// The SQL that a body brings as `query`. Errors: InvalidInput (no body, none, too long), with the
/// field where there is one.
Result<std::string> submittedQuery(const RequestScope &scope);

} // namespace socle::api
