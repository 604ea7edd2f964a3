// See Body.h. The spool file has no name: it is created unlinked (or unlinked at once), so nothing
// is left after a crash.
#include "backend/http/Body.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <utility>

namespace socle::http {

namespace {

constexpr std::uint64_t kPage = 4096;

int openSpoolFile()
{
    const char *folder = std::getenv("TMPDIR");
    if (folder == nullptr || *folder == '\0') {
        folder = "/tmp";
    }
    const int direct = ::open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (direct >= 0) {
        return direct;
    }
    // Not every file system knows O_TMPFILE.
    std::string name = std::string(folder) + "/socle-body-XXXXXX";
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0) {
        ::unlink(name.c_str());
    }
    return named;
}

} // namespace

Body::Body() = default;

Body::Body(std::string bytes)
    : m_memory(std::move(bytes))
{
}

Body::Body(Body &&other) noexcept { *this = std::move(other); }

Body &Body::operator=(Body &&other) noexcept
{
    if (this != &other) {
        drop();
        m_memory = std::move(other.m_memory);
        other.m_memory.clear();
        m_file = std::exchange(other.m_file, -1);
        m_fileSize = std::exchange(other.m_fileSize, 0);
        m_map = std::exchange(other.m_map, nullptr);
        m_mapSize = std::exchange(other.m_mapSize, 0);
        m_state = std::exchange(other.m_state, State::Complete);
    }
    return *this;
}

Body::~Body() { drop(); }

void Body::drop()
{
    m_memory.clear();
    if (m_map != nullptr) {
        ::munmap(m_map, m_mapSize);
        m_map = nullptr;
        m_mapSize = 0;
    }
    if (m_file >= 0) {
        ::close(m_file);
        m_file = -1;
        m_fileSize = 0;
    }
}

std::string_view Body::bytes() const
{
    if (m_file < 0) {
        return m_memory;
    }
    if (m_map == nullptr && m_fileSize > 0) {
        void *map = ::mmap(nullptr, m_fileSize, PROT_READ, MAP_PRIVATE, m_file, 0);
        if (map == MAP_FAILED) {
            return {};
        }
        m_map = map;
        m_mapSize = m_fileSize;
    }
    return {static_cast<const char *>(m_map), static_cast<std::size_t>(m_fileSize)};
}

void Body::forget(std::string_view part) const
{
    if (m_map == nullptr || part.empty()) {
        return;
    }
    // The pages at both ends too: what is read again comes back.
    const auto first = static_cast<std::uint64_t>(part.data() - static_cast<const char *>(m_map));
    const std::uint64_t begin = first / kPage * kPage;
    const std::uint64_t end
        = std::min((first + part.size() + kPage - 1) / kPage * kPage, m_mapSize);
    ::madvise(static_cast<char *>(m_map) + begin, end - begin, MADV_DONTNEED);
}

Result<void> Body::append(std::string_view bytes)
{
    if (m_file < 0 && m_memory.size() + bytes.size() <= kSpoolAbove) {
        m_memory.append(bytes);
        return {};
    }
    if (m_file < 0) {
        m_file = openSpoolFile();
        if (m_file < 0) {
            return Error{.kind = ErrorKind::Unavailable,
                         .cause = std::string("body: no temporary file: ") + std::strerror(errno)};
        }
        SOCLE_TRY(writeToFile(m_memory));
        std::string().swap(m_memory);
    }
    return writeToFile(bytes);
}

Result<void> Body::writeToFile(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(m_file, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return Error{.kind = ErrorKind::Unavailable,
                         .cause = std::string("body: temporary file: ") + std::strerror(errno)};
        }
        m_fileSize += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

} // namespace socle::http
