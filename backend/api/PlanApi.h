// What a change of the schema would do, what was changed and by whom, and the way back, for
// superusers (socle-api.md 4).
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::schema {
class SchemaJournal;
class SchemaStore;
} // namespace socle::schema

namespace socle::api {

class PlanApi
{
public:
    /// The references outlive the api.
    PlanApi(schema::SchemaStore &schema, schema::SchemaJournal &journal)
        : m_schema(schema)
        , m_journal(journal)
    {
    }

    std::vector<Route> routes();

private:
    Reply plan(const http::Request &request, const RequestScope &scope);
    Reply history(const http::Request &request, const RequestScope &scope);
    Reply revert(const http::Request &request, const RequestScope &scope);

    schema::SchemaStore &m_schema;
    schema::SchemaJournal &m_journal;
};

} // namespace socle::api
