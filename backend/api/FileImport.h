// Rows of a file into a collection, each chunk committed before the next is read: `socle import`,
// and imports that go on as jobs (socle-api.md 6, 12).
//
// The streaming import of a request is ImportRun; both use the same readers and the same rules.
#pragma once

#include "backend/api/ImportRun.h"
#include "backend/runtime/Deadline.h"
#include "shared/core/UniqueFunction.h"

#include <cstdint>
#include <filesystem>

namespace socle::api {

struct FileImportState
{
    std::uint64_t bytesRead = 0;
    std::uint64_t bytes = 0; // of the file
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::int64_t failed = 0;
    bool isStopped = false; // OnError::Stop met a failure; what was committed before stays

    std::int64_t done() const { return created + updated; }
};

/// Blocks. `progress` is told after each chunk, `failed` of each row that was refused. Errors:
/// Unavailable (the file, the storage), InvalidInput (a text broken beyond a row), NotFound (the
/// collection went), Cancelled; rows committed before stay.
Result<FileImportState> importFromFile(const TransferParts &parts,
                                       const ImportOrder &order,
                                       const std::filesystem::path &path,
                                       const runtime::StopToken &stop,
                                       FunctionRef<void(const FileImportState &)> progress,
                                       FunctionRef<void(const records::ImportFailure &)> failed);

} // namespace socle::api
