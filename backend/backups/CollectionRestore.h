// Some collections put back as a backup has them; everything else stays as it is.
//
// Schema and records change in one transaction, so a crash leaves the old or the new state. Files
// come first (nobody names them before the commit) and those that no record names any more go
// after it. The chosen collections are told from others by id; what is new in them, fields
// included, is gone afterwards. Like a restore of the whole folder it runs no rules and tells no
// subscriber. Blocks, for minutes on large data.
#pragma once

#include "backend/backups/DataCheck.h"
#include "backend/backups/Watch.h"
#include "backend/files/RemovalGate.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace socle::schema {
class SchemaStore;
}

namespace socle::storage {
class Database;
}

namespace socle::backups {

struct CollectionRestoreParts
{
    storage::Database *database = nullptr;
    schema::SchemaStore *schema = nullptr;
    files::RemovalGate *gate = nullptr;
    std::filesystem::path folder = {}; // the data folder
    bool filesAreHere = true; // uploads are kept in the folder, not in a bucket
};

struct CollectionRestoreReport
{
    struct Item
    {
        std::string collection = {};
        std::int64_t before = 0; // records
        std::int64_t after = 0;
        std::int64_t filesAdded = 0;
        std::int64_t filesRemoved = 0;
    };

    std::vector<Item> items = {};
    /// Relations from and to the collections that name records which are not there now.
    std::vector<CheckReport::BrokenRelation> brokenRelations = {};
    std::vector<std::string> warnings = {};

    Json toJson() const;
    std::string toText() const;
};

/// `names`: names or ids of collections in `archive`; `work` is a folder for temporary files, which
/// the caller removes. Errors: InvalidInput (damaged, no such collection, a system collection, the
/// schema does not fit what is here: then nothing has changed), Unavailable, Cancelled.
Result<CollectionRestoreReport> restoreCollections(const CollectionRestoreParts &parts,
                                                   const std::filesystem::path &archive,
                                                   const std::filesystem::path &work,
                                                   const std::vector<std::string> &names,
                                                   const Watch &watch);

} // namespace socle::backups
