#include "backend/files/BlobStore.h"

#include "backend/files/MappedFile.h"
#include "shared/core/Text.h"

#include <system_error>
#include <utility>

namespace socle::files {

LocalBlob::LocalBlob(LocalBlob &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_meta(std::move(other.m_meta))
    , m_ownership(std::exchange(other.m_ownership, Ownership::Store))
{
}

LocalBlob &LocalBlob::operator=(LocalBlob &&other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_meta, other.m_meta);
    std::swap(m_ownership, other.m_ownership);
    return *this;
}

LocalBlob::~LocalBlob()
{
    if (m_ownership == Ownership::Copy) {
        std::error_code ignored;
        std::filesystem::remove(m_path, ignored);
    }
}

Result<bool> BlobStore::exists(std::string_view key)
{
    const auto about = stat(key);
    return about || about.error().kind == ErrorKind::NotFound ? Result<bool>(about.hasValue())
                                                              : Result<bool>(about.error());
}

Result<bool> sameBytes(const std::filesystem::path &a, const std::filesystem::path &b)
{
    std::error_code failure;
    if (std::filesystem::equivalent(a, b, failure)) {
        return true; // two names of one file
    }
    const auto size = std::filesystem::file_size(a, failure);
    if (failure || size != std::filesystem::file_size(b, failure) || failure) {
        return false;
    }
    const MappedFile first = SOCLE_TRY(MappedFile::open(a));
    const MappedFile second = SOCLE_TRY(MappedFile::open(b));
    return first.bytes() == second.bytes();
}

bool isBlobKey(std::string_view key)
{
    if (key.empty() || key.find('\0') != std::string_view::npos || endsWith(key, ".attrs")) {
        return false;
    }
    for (const std::string &part : split(key, '/')) {
        if (part.empty() || part == "." || part == "..") {
            return false;
        }
    }
    return true;
}

} // namespace socle::files
