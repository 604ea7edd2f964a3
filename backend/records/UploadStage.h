// Uploads on their way to a record: copied beside the data while nobody waits, so that the writer's
// turn only renames them.
//
//   stage:  worker  .pb_temp_to_delete/uploads/<id>/0, 0.attrs, 1, 1.attrs …
//   place:  writer  the key is noted in <id>/keys, then the file is renamed to storage/<key>
//   commit: <id>/ goes          rollback: what was placed goes, then <id>/
//
// What a crash before the commit has placed stands in `keys`: the next start asks the rows and
// removes what none of them names. Everything else in the folder is rubbish then.
#pragma once

#include "backend/records/RecordInput.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace socle::schema {
class Catalogue;
}

namespace socle::storage {
class ReadTransaction;
}

namespace socle::records {

class RecordStore;

/// Runs the removal of files somewhere else; false when it cannot, the caller then does it itself.
using FileRemover = std::function<bool(UniqueFunction<void()>)>;

/// The folder of one request's uploads, removed with its last owner: the request, and the commit
/// that placed its files. Shared for that reason.
class StageFolder
{
public:
    /// Error: Unavailable (disk).
    static Result<std::shared_ptr<StageFolder>> make(const std::filesystem::path &dataFolder,
                                                     const std::string &id,
                                                     FileRemover remover);

    StageFolder(std::filesystem::path path, FileRemover remover)
        : m_path(std::move(path))
        , m_remover(std::move(remover))
    {
    }

    ~StageFolder();
    StageFolder(const StageFolder &) = delete;
    StageFolder &operator=(const StageFolder &) = delete;

    const std::filesystem::path &path() const { return m_path; }

    /// Remembers over a crash that `key` is about to be placed. On the writer.
    Result<void> note(std::string_view key) const;

private:
    const std::filesystem::path m_path;
    const FileRemover m_remover;
};

/// An upload as it lies in its stage, with its `.attrs` beside it, on disk.
struct StagedFile
{
    std::filesystem::path path = {};
    std::string mimeType = {}; // by content
    std::string extension = {}; // by content, with its dot; empty when unknown
    std::shared_ptr<const StageFolder> folder = {};
};

/// Told of bytes that were read and are not needed for a while.
using PassedBytes = FunctionRef<void(std::string_view)>;

/// Copies `upload` into `folder` as `name`. Blocks for the disk. Error: Unavailable.
Result<std::shared_ptr<const StagedFile>> stageUpload(std::shared_ptr<const StageFolder> folder,
                                                      const std::string &name,
                                                      const Upload &upload,
                                                      PassedBytes passed);

/// Removes stored files that were placed for a commit which never came. At the start, before the
/// trash is emptied.
void dropUnfinishedUploads(const std::filesystem::path &dataFolder,
                           const RecordStore &records,
                           const schema::Catalogue &catalogue,
                           storage::ReadTransaction &transaction);

} // namespace socle::records
