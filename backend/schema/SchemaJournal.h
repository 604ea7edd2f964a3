// The history of the schema: rows of `_schemaHistory`, one per changed collection, grouped into the
// change sets of one request each (socle-api.md 4).
//
// Rows are written inside the transaction of the change. Token and client secrets are not in them,
// so a revert keeps those that are there. Data a change dropped does not come back with it.
#pragma once

#include "backend/schema/SchemaStore.h"
#include "shared/protocol/Paging.h"

#include <string>
#include <vector>

namespace socle::schema {

class SchemaJournal
{
public:
    /// The references outlive the journal.
    SchemaJournal(SchemaStore &schema, const runtime::Clock &clock, runtime::Random &random)
        : m_schema(schema)
        , m_clock(clock)
        , m_random(random)
    {
    }

    SchemaJournal(const SchemaJournal &) = delete;
    SchemaJournal &operator=(const SchemaJournal &) = delete;

    /// Starts writing. After the migrations, at start-up.
    void attach();

    /// Says who makes the changes of the running step and makes them one change set; on the writer
    /// thread, for the length of the step. Changes outside of any turn have no actor.
    class Turn
    {
    public:
        Turn(SchemaJournal &journal, Json actor);
        ~Turn();
        Turn(const Turn &) = delete;
        Turn &operator=(const Turn &) = delete;

    private:
        SchemaJournal &m_journal;
    };

    struct Page
    {
        std::vector<std::string> items = {}; // JSON of the change sets, newest first
        std::int64_t total = 0;
    };

    Result<Page> list(storage::ReadTransaction &tx, const protocol::Paging &paging) const;

    /// Undoes a change set: what was made is dropped, what was changed or dropped is put back.
    /// Errors: NotFound; those of SchemaStore when something stands in the way.
    Result<void> revert(storage::WriteTransaction &tx, std::string_view changeSet);

private:
    Result<void> write(storage::WriteTransaction &tx, const CollectionChange &change);

    SchemaStore &m_schema;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
    // Of the current turn; touched on the writer thread only.
    std::string m_changeSet;
    Json m_actor;
};

} // namespace socle::schema
