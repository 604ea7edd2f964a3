// Files of records on disk: the names uploads get, the checks they must pass, putting them in place
// and removing them (records-api.md 2.10, data-directory.md B1.2). How they get to the disk is
// UploadStage's.
#pragma once

#include "backend/records/InputResolver.h"
#include "backend/records/Record.h"
#include "backend/records/RecordInput.h"
#include "backend/records/UploadStage.h"
#include "shared/core/Error.h"
#include "shared/core/Result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::runtime {
class Random;
}

namespace socle::records {

/// The name an upload is stored under: `<base>_<10 random><ext>`.
std::string storedFileName(const Upload &upload, runtime::Random &random);

/// Largest upload of a file field, bytes.
std::int64_t maxFileSize(const fields::Field &field);

/// Plain names must be stored already; number, size and type of the uploads. `before` is null on
/// create.
std::optional<FieldError> checkFiles(const fields::Field &field,
                                     const Json &value,
                                     const Record *before,
                                     const ResolvedInput *input);

inline constexpr std::string_view kTrashFolder = ".pb_temp_to_delete"; // data-directory.md B1.1

/// `<root>/<collectionId>/<recordId>`
std::filesystem::path recordFolder(const std::filesystem::path &root, const Record &record);

/// The file, its attributes and its thumbs. A file that is gone already is fine.
void removeStoredFile(const std::filesystem::path &folder, const std::string &name);
void removeStoredFolder(const std::filesystem::path &folder);

/// Uploads put in place for a record that is not committed yet: removed on destruction unless
/// keep() was called. On the writer.
class PlacedFiles
{
public:
    /// `folder` is the record's, `prefix` the beginning of its keys: "<collectionId>/<recordId>/".
    PlacedFiles(std::filesystem::path folder, std::string prefix, FileRemover remover)
        : m_folder(std::move(folder))
        , m_prefix(std::move(prefix))
        , m_remover(std::move(remover))
    {
    }

    ~PlacedFiles();
    PlacedFiles(const PlacedFiles &) = delete;
    PlacedFiles &operator=(const PlacedFiles &) = delete;

    /// Two renames: from its stage into the record's folder. Errors: Unavailable (disk), Internal
    /// (the upload was not staged).
    Result<void> place(const NewFile &file);

    const std::vector<std::string> &names() const { return m_names; }

    const std::string &prefix() const { return m_prefix; }

    void keep() { m_names.clear(); }

private:
    // Before the names: what remembers them over a crash goes after the files themselves.
    std::vector<std::shared_ptr<const StageFolder>> m_stages;
    const std::filesystem::path m_folder;
    const std::string m_prefix;
    const FileRemover m_remover;
    std::vector<std::string> m_names;
};

} // namespace socle::records
