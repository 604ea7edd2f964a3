// Files of records on disk: the names uploads get, the checks they must pass, writing and removing
// them (records-api.md 2.10, data-directory.md B1.2).
#pragma once

#include "backend/records/InputResolver.h"
#include "backend/records/Record.h"
#include "backend/records/RecordInput.h"
#include "shared/core/Error.h"
#include "shared/core/Result.h"

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

/// MIME type by content, as the peer's detector names it for the usual formats ("text/plain;
/// charset=utf-8").
std::string detectedMimeType(std::string_view bytes);

/// Plain names must be stored already; number, size and type of the uploads. `before` is null on
/// create.
std::optional<FieldError> checkFiles(const fields::Field &field,
                                     const Json &value,
                                     const Record *before,
                                     const ResolvedInput *input);

/// `<root>/<collectionId>/<recordId>`
std::filesystem::path recordFolder(const std::filesystem::path &root, const Record &record);

/// Content to a temporary name, `.attrs`, then rename. Error: Unavailable (disk).
Result<void> writeStoredFile(const std::filesystem::path &root,
                             const Record &record,
                             const NewFile &file);
/// The file, its attributes and its thumbs. A file that is gone already is fine.
void removeStoredFile(const std::filesystem::path &folder, const std::string &name);
void removeStoredFolder(const std::filesystem::path &folder);

/// Files written for a record that is not committed yet: removed on destruction unless keep() was
/// called.
class NewFileGuard
{
public:
    explicit NewFileGuard(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }

    ~NewFileGuard();
    NewFileGuard(const NewFileGuard &) = delete;
    NewFileGuard &operator=(const NewFileGuard &) = delete;

    void add(std::string name) { m_names.push_back(std::move(name)); }

    const std::vector<std::string> &names() const { return m_names; }

    void keep() { m_names.clear(); }

private:
    std::filesystem::path m_folder;
    std::vector<std::string> m_names;
};

} // namespace socle::records
