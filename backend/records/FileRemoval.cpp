// RecordStore's way of removing stored files: at once and in the background, or later, while a
// backup copies the folder.
#include "backend/files/BucketFiles.h"
#include "backend/files/RemovalGate.h"
#include "backend/records/RecordStore.h"
#include "backend/records/StoredFiles.h"
#include "backend/runtime/Random.h"

#include <utility>
#include <vector>

namespace socle::records {

namespace {

// Uploads below a folder; few for a record, all of them for a collection.
std::vector<std::filesystem::path> filesBelow(const std::filesystem::path &folder)
{
    std::vector<std::filesystem::path> paths;
    std::error_code failure;
    for (auto it = std::filesystem::recursive_directory_iterator(folder, failure);
         !failure && it != std::filesystem::end(it);
         it.increment(failure)) {
        if (it->is_regular_file(failure) && it->path().extension() != ".attrs") {
            paths.push_back(it->path());
        }
    }
    return paths;
}

} // namespace

void RecordStore::removeFilesOf(std::string_view collectionId) const
{
    removeFolder(m_storageRoot / collectionId);
}

void RecordStore::removeFolder(const std::filesystem::path &folder) const
{
    if (m_bucket != nullptr) {
        m_bucket->removedBelow(folder.lexically_relative(m_storageRoot).generic_string() + "/");
    }
    if (m_gate == nullptr) {
        moveToTrash(folder);
        return;
    }
    // Later exactly what is there now goes: by then a record of the same id may have files again.
    m_gate->pass([&] { moveToTrash(folder); },
                 [&]() -> UniqueFunction<void()> {
                     return [paths = filesBelow(folder)] {
                         for (const std::filesystem::path &path : paths) {
                             removeStoredFile(path.parent_path(), path.filename().string());
                         }
                     };
                 });
}

// Moved aside at once, so that a record made anew under the same id keeps its own files; the slow
// part comes later. The peer empties that folder at every start.
void RecordStore::moveToTrash(const std::filesystem::path &folder) const
{
    std::error_code failure;
    if (!std::filesystem::exists(folder, failure)) {
        return;
    }
    const std::filesystem::path trash = m_storageRoot.parent_path() / kTrashFolder;
    std::filesystem::create_directories(trash, failure);
    std::filesystem::path aside = trash / m_random.recordId();
    std::filesystem::rename(folder, aside, failure);
    if (failure) {
        aside = folder;
    }
    if (!m_remover || aside == folder || !m_remover([aside] { removeStoredFolder(aside); })) {
        removeStoredFolder(aside);
    }
}

void RecordStore::removeFile(const std::filesystem::path &folder, const std::string &name) const
{
    if (m_bucket != nullptr) {
        m_bucket->removed((folder / name).lexically_relative(m_storageRoot).generic_string());
    }
    const auto remove = [folder, name] { removeStoredFile(folder, name); };
    const auto now = [this, remove] {
        if (!m_remover || !m_remover(remove)) {
            remove();
        }
    };
    if (m_gate == nullptr) {
        now();
    } else {
        m_gate->pass(now, [&]() -> UniqueFunction<void()> { return remove; });
    }
}

} // namespace socle::records
