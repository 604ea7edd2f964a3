#include "backend/files/MappedFile.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace socle::files {

namespace {

Error failure(const std::filesystem::path &path)
{
    return Error{.kind = ErrorKind::Unavailable,
                 .message = path.string() + ": " + std::strerror(errno)};
}

Result<void> syncPath(const std::filesystem::path &path, int flags)
{
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) {
        return failure(path);
    }
    const bool isDone = ::fsync(descriptor) == 0;
    Result<void> result = isDone ? Result<void>() : Result<void>(failure(path));
    ::close(descriptor);
    return result;
}

} // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path &path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return failure(path);
    }

    struct stat about
    {
    };

    void *address = MAP_FAILED;
    if (::fstat(descriptor, &about) == 0 && about.st_size > 0) {
        address = ::mmap(nullptr,
                         static_cast<std::size_t>(about.st_size),
                         PROT_READ,
                         MAP_PRIVATE,
                         descriptor,
                         0);
    }
    const bool isEmpty = about.st_size == 0;
    Result<MappedFile> result = address != MAP_FAILED || isEmpty
        ? Result<MappedFile>(
            MappedFile(isEmpty ? nullptr : address, static_cast<std::size_t>(about.st_size)))
        : Result<MappedFile>(failure(path));
    ::close(descriptor);
    return result;
}

MappedFile::MappedFile(MappedFile &&other) noexcept
    : m_address(std::exchange(other.m_address, nullptr))
    , m_size(std::exchange(other.m_size, 0))
{
}

MappedFile &MappedFile::operator=(MappedFile &&other) noexcept
{
    std::swap(m_address, other.m_address);
    std::swap(m_size, other.m_size);
    return *this;
}

MappedFile::~MappedFile()
{
    if (m_address != nullptr) {
        ::munmap(m_address, m_size);
    }
}

Result<void> syncFile(const std::filesystem::path &path) { return syncPath(path, O_RDONLY); }

Result<void> syncFolder(const std::filesystem::path &path)
{
    return syncPath(path, O_RDONLY | O_DIRECTORY);
}

} // namespace socle::files
