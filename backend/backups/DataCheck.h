// Is this data whole? Looks at a backup archive, a data folder or a single database file and says
// what it found.
//
// Works beside a running server: databases are read through connections of their own, archives are
// extracted into a temporary folder. Blocks, for minutes on large data.
#pragma once

#include "backend/backups/RestorePreview.h"
#include "backend/runtime/Deadline.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace socle::fields {
struct Field;
}

namespace socle::schema {
struct Collection;
}

namespace socle::storage {
class ReadTransaction;
}

namespace socle::backups {

struct CheckOptions
{
    bool isQuick
        = false; // only what tells damage: quick_check, tables and columns; no relations, no files
    runtime::StopToken stop = {};
    std::filesystem::path workFolder
        = {}; // where an archive is extracted; empty: the system's temporary folder
    /// The data folder that a backup would be restored into: what would change there. Empty, or
    /// without data: not asked.
    std::filesystem::path compareWith = {};
};

struct CheckReport
{
    struct Table
    {
        std::string name;
        std::int64_t rows = 0;
        std::vector<std::string> columns = {}; // of plain SQLite files
    };

    struct Database
    {
        std::string name; // "data.db"
        std::uint64_t bytes = 0;
        std::string integrity; // "ok" or the engine's first words
        /// Of backups that say what they were made of: "match" or "differ"; "" when nothing is
        /// said.
        std::string checksum = {};
        std::vector<Table> tables = {};
    };

    struct Collection
    {
        std::string id;
        std::string name;
        std::string type;
        std::int64_t records = 0;
        std::int64_t fields = 0;
    };

    struct BrokenRelation
    {
        std::string collection;
        std::string field;
        std::int64_t count = 0;
        std::string example; // id of a record that holds one
    };

    std::string path = {};
    std::string kind = {}; // "backup", "folder", "database"
    std::string format = {}; // "socle", "pocketbase", "sqlite"
    std::vector<std::string> problems = {}; // damage: any of them makes the data unsound
    std::vector<std::string> warnings = {};
    std::vector<Database> databases = {};
    std::vector<Collection> collections = {};
    std::vector<BrokenRelation> brokenRelations = {};
    std::int64_t archiveEntries = 0;
    std::uint64_t archiveBytes = 0; // of the contents
    std::int64_t files = 0; // stored uploads
    std::uint64_t fileBytes = 0;
    std::int64_t missingFiles = 0; // named by a record, not there
    std::vector<std::string> missingExamples = {};
    std::int64_t orphanFiles = 0; // there, named by no record
    std::uint64_t orphanBytes = 0;
    std::vector<std::string> orphanExamples = {};
    std::string made = {}; // when the backup was made, where it says so
    std::optional<RestorePreview> preview = {}; // what restoring it would change

    bool isSound() const { return problems.empty(); }

    Json toJson() const;
    std::string toText() const; // several lines for a terminal
};

/// [{"collection","field","count","example"}]
Json brokenRelationsJson(const std::vector<CheckReport::BrokenRelation> &relations);
std::string describe(const CheckReport::BrokenRelation &relation);

/// What a relation names that is not there; nothing when all is well.
Result<std::optional<CheckReport::BrokenRelation>> findBrokenRelation(
    storage::ReadTransaction &tx,
    const schema::Collection &collection,
    const fields::Field &field,
    const schema::Collection &target);

/// Checks `path`, whatever of the three it is. Damage is in the report; errors: NotFound (no such
/// path), Unavailable (disk), Cancelled.
Result<CheckReport> checkPath(const std::filesystem::path &path, const CheckOptions &options = {});

/// Rows of every table of the database by name.
using TableCounts = std::map<std::string, std::int64_t, std::less<>>;
/// Errors: those of opening; InvalidInput when the file is damaged.
Result<TableCounts> countSound(const std::filesystem::path &database,
                               const runtime::StopToken &stop = {});

} // namespace socle::backups
