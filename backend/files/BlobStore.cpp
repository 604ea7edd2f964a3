#include "backend/files/BlobStore.h"

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
