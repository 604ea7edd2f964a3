#include "backend/backups/Archive.h"

#include "backend/files/MappedFile.h"
#include "shared/core/Text.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>
#include <zip.h>

namespace socle::backups {

namespace fs = std::filesystem;

namespace {

constexpr zip_uint32_t kFastest = 1;
constexpr std::size_t kPiece = 65536;
constexpr zip_uint32_t kTypeMask = 0170000;
constexpr zip_uint32_t kRegular = 0100000;
constexpr zip_uint32_t kDirectory = 0040000;

Error archiveError(const std::string &what, std::string_view reason)
{
    return Error{.kind = ErrorKind::Unavailable, .message = what + ": " + std::string(reason)};
}

Error damaged(std::string_view name, std::string_view reason)
{
    return invalidInput("the entry " + std::string(name) + " is damaged: " + std::string(reason));
}

std::string openProblem(int code)
{
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return text;
}

bool isEscaping(const Archive::Entry &entry)
{
    if (entry.name.empty() || entry.name.front() == '/'
        || entry.name.find('\0') != std::string::npos
        || entry.name.find('\\') != std::string::npos) {
        return true;
    }
    const auto parts = split(entry.name, '/');
    return std::find(parts.begin(), parts.end(), "..") != parts.end();
}

struct Progress
{
    const runtime::StopToken &stop;
    FunctionRef<void(double)> report;
};

} // namespace

Result<void> writeArchive(const fs::path &target,
                          const fs::path &root,
                          const runtime::StopToken &stop,
                          FunctionRef<void(double)> progress,
                          std::string_view comment)
{
    int code = 0;
    zip_t *archive = zip_open(target.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (archive == nullptr) {
        return archiveError("cannot create " + target.string(), openProblem(code));
    }

    // Discards the archive on every way out but the last.
    struct Guard
    {
        zip_t *archive;

        ~Guard()
        {
            if (archive != nullptr) {
                zip_discard(archive);
            }
        }
    } guard{archive};

    std::vector<fs::path> files;
    std::error_code failure;
    for (auto it = fs::recursive_directory_iterator(root, failure); !failure && it != fs::end(it);
         it.increment(failure)) {
        std::error_code gone;
        if (it->is_regular_file(gone)) {
            files.push_back(it->path());
        }
    }
    if (failure) {
        return archiveError("cannot read " + root.string(), failure.message());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path &file : files) {
        const std::string name = file.lexically_relative(root).generic_string();
        zip_source_t *source = zip_source_file(archive, file.c_str(), 0, -1);
        const zip_int64_t index = source == nullptr
            ? -1
            : zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0) {
            zip_source_free(source);
            return archiveError("cannot add " + name, zip_strerror(archive));
        }
        zip_set_file_compression(
            archive, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, kFastest);
    }
    if (!comment.empty() && comment.size() <= kMaxArchiveComment) {
        zip_set_archive_comment(archive, comment.data(), static_cast<zip_uint16_t>(comment.size()));
    }
    Progress state{stop, progress};
    zip_register_progress_callback_with_state(
        archive,
        0.01,
        [](zip_t *, double done, void *context) { static_cast<Progress *>(context)->report(done); },
        nullptr,
        &state);
    zip_register_cancel_callback_with_state(
        archive,
        [](zip_t *, void *context) {
            return static_cast<Progress *>(context)->stop.stop_requested() ? 1 : 0;
        },
        nullptr,
        &state);
    if (zip_close(archive) != 0) {
        if (stop.stop_requested()) {
            return Error{.kind = ErrorKind::Cancelled};
        }
        return archiveError("cannot write " + target.string(), zip_strerror(archive));
    }
    guard.archive = nullptr;
    return {};
}

struct Archive::Handle
{
    zip_t *archive = nullptr;

    ~Handle()
    {
        if (archive != nullptr) {
            zip_discard(archive);
        }
    }
};

Archive::Archive(std::unique_ptr<Handle> handle)
    : m_handle(std::move(handle))
{
}

Archive::Archive(Archive &&) noexcept = default;
Archive &Archive::operator=(Archive &&) noexcept = default;
Archive::~Archive() = default;

Result<Archive> Archive::open(const fs::path &path)
{
    auto handle = std::make_unique<Handle>();
    int code = 0;
    handle->archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
    if (handle->archive == nullptr) {
        return invalidInput("The file \"" + path.string()
                            + "\" is no readable zip archive: " + openProblem(code) + ".");
    }
    Archive archive(std::move(handle));
    const zip_int64_t count = zip_get_num_entries(archive.m_handle->archive, 0);
    for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(std::max<zip_int64_t>(0, count)); ++i) {
        zip_stat_t about;
        if (zip_stat_index(archive.m_handle->archive, i, 0, &about) != 0
            || (about.valid & ZIP_STAT_NAME) == 0) {
            return invalidInput("The archive \"" + path.string()
                                + "\" has an unreadable directory.");
        }
        zip_uint8_t system = 0;
        zip_uint32_t attributes = 0;
        zip_file_get_external_attributes(archive.m_handle->archive, i, 0, &system, &attributes);
        const zip_uint32_t type = system == ZIP_OPSYS_UNIX ? (attributes >> 16U) & kTypeMask : 0;
        archive.m_entries.push_back(
            {.name = about.name,
             .size = (about.valid & ZIP_STAT_SIZE) != 0 ? about.size : 0,
             .isFolder = endsWith(about.name, "/") || type == kDirectory,
             .isSpecial = type != 0 && type != kRegular && type != kDirectory});
    }
    return archive;
}

bool Archive::contains(std::string_view name) const
{
    return std::any_of(m_entries.begin(), m_entries.end(), [name](const Entry &entry) {
        return entry.name == name;
    });
}

std::string Archive::comment() const
{
    int size = 0;
    const char *text = zip_get_archive_comment(m_handle->archive, &size, ZIP_FL_ENC_RAW);
    return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(size));
}

std::vector<const Archive::Entry *> Archive::filesBelow(std::string_view prefix) const
{
    std::vector<const Entry *> found;
    for (const Entry &entry : m_entries) {
        if (startsWith(entry.name, prefix) && !entry.isFolder && !entry.isSpecial
            && !isEscaping(entry)) {
            found.push_back(&entry);
        }
    }
    return found;
}

std::uint64_t Archive::totalBytes() const
{
    std::uint64_t total = 0;
    for (const Entry &entry : m_entries) {
        total += entry.size;
    }
    return total;
}

Result<void> Archive::read(const Entry &entry, FunctionRef<Result<void>(std::string_view)> piece)
{
    const auto index = static_cast<zip_uint64_t>(&entry - m_entries.data());
    zip_file_t *file = zip_fopen_index(m_handle->archive, index, 0);
    if (file == nullptr) {
        return damaged(entry.name, zip_strerror(m_handle->archive));
    }
    std::vector<char> buffer(kPiece);
    Result<void> result;
    while (result) {
        const zip_int64_t count = zip_fread(file, buffer.data(), buffer.size());
        if (count < 0) {
            result = damaged(entry.name, zip_file_strerror(file));
        } else if (count == 0) {
            break;
        } else {
            result = piece({buffer.data(), static_cast<std::size_t>(count)});
        }
    }
    zip_fclose(file);
    return result;
}

Result<void> Archive::check(const Entry &entry)
{
    return read(entry, [](std::string_view) { return Result<void>(); });
}

Result<void> Archive::extract(const Entry &entry, const fs::path &target)
{
    std::error_code failure;
    fs::create_directories(target.parent_path(), failure);
    std::ofstream out(target, std::ios::binary | std::ios::trunc);
    SOCLE_TRY(read(entry, [&](std::string_view bytes) -> Result<void> {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return out
            ? Result<void>()
            : Result<void>(archiveError("cannot write " + target.string(), "the disk is full"));
    }));
    out.close();
    if (!out) {
        return archiveError("cannot write " + target.string(),
                            "the disk is full or cannot be written");
    }
    return files::syncFile(target);
}

Result<void> Archive::extractAll(const fs::path &folder, const runtime::StopToken &stop)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        return archiveError("cannot create " + folder.string(), failure.message());
    }
    const fs::space_info room = fs::space(folder, failure);
    if (!failure && room.available < totalBytes()) {
        return archiveError("cannot extract the archive",
                            "it needs " + std::to_string(totalBytes()) + " bytes and the disk has "
                                + std::to_string(room.available));
    }
    for (const Entry &entry : m_entries) {
        if (isEscaping(entry)) {
            return invalidInput("the entry " + entry.name + " would leave the folder");
        }
    }
    for (const Entry &entry : m_entries) {
        if (stop.stop_requested()) {
            return Error{.kind = ErrorKind::Cancelled};
        }
        if (entry.isFolder) {
            fs::create_directories(folder / entry.name, failure);
        } else if (!entry.isSpecial) {
            SOCLE_TRY(extract(entry, folder / entry.name));
        }
    }
    return {};
}

} // namespace socle::backups
