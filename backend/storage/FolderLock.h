// One server per data folder: an advisory lock on `<dir>/.socle.lock`, given back by the kernel
// when the process ends.
#pragma once

#include "shared/core/Result.h"

#include <filesystem>

namespace socle::storage {

class FolderLock
{
public:
    /// Takes the lock or says in one sentence, with the folder's name, that another server holds it
    /// (Conflict) or that the folder cannot be written (Unavailable). Does not wait.
    static Result<FolderLock> take(const std::filesystem::path &folder);

    FolderLock(FolderLock &&other) noexcept;
    FolderLock &operator=(FolderLock &&other) noexcept;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }

    int m_descriptor = -1;
};

} // namespace socle::storage
