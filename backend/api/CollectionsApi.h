// Collections over HTTP: list, view, create, update, delete, truncate, import, scaffolds, dry run
// of a view (admin-api.md A1).
//
// Every decision about a collection is SchemaStore's; truncating goes through RecordStore, the one
// door to records. All rows are for superusers.
#pragma once

#include "backend/api/Route.h"

#include <vector>

namespace socle::records {
class RecordStore;
}

namespace socle::runtime {
class Clock;
}

namespace socle::schema {
class SchemaJournal;
class SchemaStore;
}

namespace socle::api {

class CollectionsApi
{
public:
    /// The references outlive the object.
    CollectionsApi(schema::SchemaStore &schema,
                   schema::SchemaJournal &journal,
                   const records::RecordStore &records,
                   const runtime::Clock &clock);

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply view(const http::Request &request, const RequestScope &scope);
    Reply create(const http::Request &request, const RequestScope &scope);
    Reply update(const http::Request &request, const RequestScope &scope);
    Reply remove(const http::Request &request, const RequestScope &scope);
    Reply truncate(const http::Request &request, const RequestScope &scope);
    Reply import(const http::Request &request, const RequestScope &scope);
    Reply scaffolds(const http::Request &request, const RequestScope &scope);
    Reply dryRunView(const http::Request &request, const RequestScope &scope);

    schema::SchemaStore &m_schema;
    schema::SchemaJournal &m_journal;
    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
};

} // namespace socle::api
