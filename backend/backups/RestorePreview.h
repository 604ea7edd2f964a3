// What restoring a backup over a data folder would change: collections, fields, records and files
// that come back and that go.
#pragma once

#include "backend/runtime/Deadline.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace socle::backups {

struct RestorePreview
{
    struct Collection
    {
        std::string id = {};
        std::string name = {}; // in the backup; of one that goes, its name here
        std::string change = {}; // "added", "removed", "changed", "same"
        std::int64_t recordsHere = 0;
        std::int64_t recordsThere = 0; // in the backup
        std::int64_t returning = 0; // records that are in the backup only
        std::int64_t going = 0; // records that are here only
        std::int64_t changing = 0; // records with other values
        std::vector<std::string> fieldsReturning = {};
        std::vector<std::string> fieldsGoing = {};
    };

    std::vector<Collection> collections = {};
    bool settingsDiffer = false;
    std::int64_t filesReturning = 0;
    std::int64_t filesGoing = 0;

    Json toJson() const;
    std::string toText() const; // several lines for a terminal
};

/// Compares the database of a backup with the one of a folder; files are the caller's. Errors:
/// those of opening and reading, Cancelled.
Result<RestorePreview> previewRestore(const std::filesystem::path &backup,
                                      const std::filesystem::path &here,
                                      const runtime::StopToken &stop = {});

} // namespace socle::backups
