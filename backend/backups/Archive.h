// Zip archives through libzip: written in one go, read entry by entry. Zip64 comes by itself where
// it is needed.
//
// Every read to the end of an entry checks its CRC. Blocks; one thread at a time.
#pragma once

#include "backend/runtime/Deadline.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace socle::backups {

inline constexpr std::size_t kMaxArchiveComment = 65535; // of the format

/// Writes all regular files below `root` under their `/`-separated relative names, without
/// directory entries, deflated at the fastest level, modification times kept (admin-api.md A4.1).
/// `progress` gets 0..1; `comment` is kept with the archive when it is short enough (64 KiB).
/// Errors: Unavailable (disk, a file that vanished), Cancelled.
Result<void> writeArchive(
    const std::filesystem::path &target,
    const std::filesystem::path &root,
    const runtime::StopToken &stop = {},
    FunctionRef<void(double)> progress = [](double) {},
    std::string_view comment = {});

class Archive
{
public:
    struct Entry
    {
        std::string name = {};
        std::uint64_t size = 0; // of the content
        bool isFolder = false;
        bool isSpecial = false; // a symbolic link or device: never extracted
    };

    /// Error: InvalidInput with one sentence when the file is no readable zip archive.
    static Result<Archive> open(const std::filesystem::path &path);
    Archive(Archive &&) noexcept;
    Archive &operator=(Archive &&) noexcept;
    ~Archive();

    const std::vector<Entry> &entries() const { return m_entries; }

    bool contains(std::string_view name) const;
    /// What whoever made the archive left beside its entries.
    std::string comment() const;
    std::uint64_t totalBytes() const;

    /// Reads the entry to its end. Error: InvalidInput when its bytes are damaged.
    Result<void> check(const Entry &entry);
    /// Writes the entry's content to `target`, whose folder is made. Errors: InvalidInput
    /// (damaged), Unavailable (disk).
    Result<void> extract(const Entry &entry, const std::filesystem::path &target);
    /// The entries whose name begins with `prefix` and that may be extracted: files that stay below
    /// the folder they are put into.
    std::vector<const Entry *> filesBelow(std::string_view prefix) const;
    /// Everything below `folder`. An entry that would leave it, or a disk without room, ends it
    /// before the first byte.
    Result<void> extractAll(const std::filesystem::path &folder,
                            const runtime::StopToken &stop = {});

private:
    struct Handle;
    explicit Archive(std::unique_ptr<Handle> handle);
    Result<void> read(const Entry &entry, FunctionRef<Result<void>(std::string_view)> piece);

    std::unique_ptr<Handle> m_handle;
    std::vector<Entry> m_entries;
};

} // namespace socle::backups
