// A file's bytes as one view, without reading them into memory of our own: hashing and sending of
// large files.
#pragma once

#include "shared/core/Result.h"

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace socle::files {

class MappedFile
{
public:
    /// Error: Unavailable. The file must not shrink while it is mapped.
    static Result<MappedFile> open(const std::filesystem::path &path);
    MappedFile(MappedFile &&other) noexcept;
    MappedFile &operator=(MappedFile &&other) noexcept;
    ~MappedFile();

    std::string_view bytes() const { return {static_cast<const char *>(m_address), m_size}; }

private:
    MappedFile(void *address, std::size_t size)
        : m_address(address)
        , m_size(size)
    {
    }

    void *m_address = nullptr;
    std::size_t m_size = 0;
};

/// The file's content is on the disk when this returns. Error: Unavailable.
Result<void> syncFile(const std::filesystem::path &path);
/// The same for the entries of a folder.
Result<void> syncFolder(const std::filesystem::path &path);

} // namespace socle::files
