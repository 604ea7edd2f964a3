// Reading the history of records, going back to a revision, and forgetting old ones
// (socle-api.md 8).
#pragma once

#include "backend/records/RecordStore.h"
#include "backend/rules/RequestContext.h"
#include "backend/schema/SocleSettings.h"
#include "shared/core/DateTime.h"
#include "shared/protocol/Paging.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class Database;
}

namespace socle::history {

struct RevisionQuery
{
    std::string record = {}; // "" = all records of the collection
    std::string filter = {};
    std::string sort = {}; // "" = newest first
    protocol::Paging paging = {};
};

struct RevisionPage
{
    std::vector<std::string> items = {}; // JSON
    std::int64_t total = -1;
};

class RevisionStore
{
public:
    /// The references outlive the store.
    RevisionStore(storage::Database &database, const records::RecordStore &records)
        : m_database(database)
        , m_records(records)
    {
    }

    /// Revisions of a record, for superusers and for whoever its updateRule lets change it; of a
    /// collection or a deleted record for superusers only.
    /// Errors: Forbidden, NotFound, InvalidInput (filter, sort).
    Result<RevisionPage> list(storage::ReadTransaction &tx,
                              const schema::CollectionPtr &collection,
                              const RevisionQuery &query,
                              const rules::RequestContext &request) const;

    /// The record as it was after the revision, or before it when it is a deletion; through the
    /// updateRule, or the createRule when the record is gone. Files that were removed since stay
    /// away; a restored account has a password that fits nothing.
    /// Errors: NotFound, and those of RecordStore.
    Result<records::Record> restore(storage::WriteTransaction &tx,
                                    const schema::CollectionPtr &collection,
                                    std::string_view recordId,
                                    std::string_view revisionId,
                                    const rules::RequestContext &request) const;

    /// Deletes what is too old or too much, in small steps. Blocks: for a worker, once in a while.
    Result<void> prune(const schema::SocleSettings &settings, DateTime now) const;

private:
    storage::Database &m_database;
    const records::RecordStore &m_records;
};

} // namespace socle::history
