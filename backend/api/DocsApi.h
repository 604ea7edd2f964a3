// The API described for machines, and schemas to start from: OpenAPI 3.1 of the live collections,
// types for client programs, templates. For superusers: it shows the whole schema.
#pragma once

#include "backend/api/Route.h"

#include <functional>
#include <string>
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
} // namespace socle::schema

namespace socle::api {

class DocsApi
{
public:
    /// The whole route table of the server, this api's rows among them.
    using RouteTable = std::function<const std::vector<Route> &()>;

    /// The references outlive the api. `version` is the program's.
    DocsApi(schema::SchemaStore &schema,
            schema::SchemaJournal &journal,
            const records::RecordStore &records,
            const runtime::Clock &clock,
            std::string version,
            RouteTable table)
        : m_schema(schema)
        , m_journal(journal)
        , m_records(records)
        , m_clock(clock)
        , m_version(std::move(version))
        , m_table(std::move(table))
    {
    }

    std::vector<Route> routes();

private:
    Reply document(const http::Request &request, const RequestScope &scope);
    Reply types(const http::Request &request, const RequestScope &scope);
    Reply templates(const http::Request &request, const RequestScope &scope);
    Reply viewTemplate(const http::Request &request, const RequestScope &scope);
    Reply install(const http::Request &request, const RequestScope &scope);

    schema::SchemaStore &m_schema;
    schema::SchemaJournal &m_journal;
    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
    const std::string m_version;
    const RouteTable m_table;
};

} // namespace socle::api
