// flock(2) behind FolderLock.
#include "backend/storage/FolderLock.h"

#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace socle::storage {

Result<FolderLock> FolderLock::take(const std::filesystem::path &folder)
{
    const std::filesystem::path file = folder / ".socle.lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "The folder \"" + folder.string()
                         + "\" cannot be written: " + std::strerror(errno) + "."};
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const int reason = errno;
        ::close(descriptor);
        if (reason == EWOULDBLOCK) {
            return Error{.kind = ErrorKind::Conflict,
                         .message = "Another server is already running on the folder \""
                             + folder.string() + "\"."};
        }
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "The folder \"" + folder.string()
                         + "\" cannot be locked: " + std::strerror(reason) + "."};
    }
    return FolderLock(descriptor);
}

FolderLock::FolderLock(FolderLock &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FolderLock &FolderLock::operator=(FolderLock &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor); // the file stays: removing it would let two servers lock two files
                               // of one name
    }
}

} // namespace socle::storage
