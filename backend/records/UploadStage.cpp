#include "backend/records/UploadStage.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/records/ContentType.h"
#include "backend/records/InputResolver.h"
#include "backend/records/Record.h"
#include "backend/records/RecordStore.h"
#include "backend/records/StoredFiles.h"
#include "backend/runtime/Random.h"
#include "backend/schema/Catalogue.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace socle::records {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kUploads = "uploads";
constexpr std::string_view kKeys = "keys";
constexpr std::size_t kPiece = 1048576;
constexpr std::size_t kMaxAttrName = 255;

Error diskError(const fs::path &path, int fault)
{
    return Error{.kind = ErrorKind::Unavailable,
                 .cause = "cannot write " + path.string() + ": " + std::strerror(fault)};
}

/// A file being written; closed with the object.
class OutFile
{
public:
    OutFile(fs::path path, int flags)
        : m_path(std::move(path))
        , m_descriptor(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644))
    {
    }

    ~OutFile()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }

    OutFile(const OutFile &) = delete;
    OutFile &operator=(const OutFile &) = delete;

    Result<void> write(std::string_view bytes) const
    {
        if (m_descriptor < 0) {
            return diskError(m_path, errno);
        }
        while (!bytes.empty()) {
            const auto written = ::write(m_descriptor, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written < 0) {
                return diskError(m_path, errno);
            }
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }

    /// The content is on the disk afterwards: the commit that follows must not be alone there.
    Result<void> sync() const
    {
        return ::fdatasync(m_descriptor) == 0 ? Result<void>() : diskError(m_path, errno);
    }

private:
    const fs::path m_path;
    const int m_descriptor;
};

/// The side file of data-directory.md B1.2.
std::string attributesOf(const Upload &upload, const std::string &mimeType, const std::string &md5)
{
    JsonObject metadata;
    metadata.append("original-filename", upload.originalName.substr(0, kMaxAttrName));
    const Json attributes = JsonObject{{"user.cache_control", ""},
                                       {"user.content_disposition", ""},
                                       {"user.content_encoding", ""},
                                       {"user.content_language", ""},
                                       {"user.content_type", mimeType},
                                       {"user.metadata", std::move(metadata)},
                                       {"md5", crypto::base64Encode(md5)}};
    return attributes.dump() + "\n";
}

bool isNamed(const Record &record, const std::string &name)
{
    const auto &fields = record.collection().fields;
    return std::any_of(fields.begin(), fields.end(), [&](const fields::Field &field) {
        const auto names = field.isType(fields::kFile)
            ? fields::toTextList(record.value(field.name))
            : std::vector<std::string>();
        return std::find(names.begin(), names.end(), name) != names.end();
    });
}

} // namespace

Result<std::shared_ptr<StageFolder>> StageFolder::make(const fs::path &dataFolder,
                                                       const std::string &id,
                                                       FileRemover remover)
{
    fs::path path = dataFolder / kTrashFolder / kUploads / id;
    std::error_code fault;
    fs::create_directories(path, fault);
    if (fault) {
        return diskError(path, fault.value());
    }
    return std::make_shared<StageFolder>(std::move(path), std::move(remover));
}

StageFolder::~StageFolder()
{
    const auto remove = [path = m_path] { removeStoredFolder(path); };
    if (!m_remover || !m_remover(remove)) {
        remove();
    }
}

Result<void> StageFolder::note(std::string_view key) const
{
    return OutFile(m_path / kKeys, O_APPEND).write(std::string(key) + "\n");
}

Result<std::shared_ptr<const StagedFile>> stageUpload(std::shared_ptr<const StageFolder> folder,
                                                      const std::string &name,
                                                      const Upload &upload,
                                                      PassedBytes passed)
{
    auto staged = std::make_shared<StagedFile>();
    staged->path = folder->path() / name;
    staged->folder = std::move(folder);
    const DetectedType detected = detectType(upload.bytes);
    staged->mimeType = detected.mimeType;
    staged->extension = detected.extension;

    const OutFile content(staged->path, O_TRUNC);
    crypto::Digest md5(crypto::Digest::Algorithm::Md5);
    std::string_view rest = upload.bytes;
    do { // an empty file is a file too
        const std::string_view piece = rest.substr(0, kPiece);
        rest.remove_prefix(piece.size());
        md5.add(piece);
        SOCLE_TRY(content.write(piece));
        passed(piece);
    } while (!rest.empty());
    SOCLE_TRY(content.sync());
    const OutFile attributes(staged->path.string() + ".attrs", O_TRUNC);
    SOCLE_TRY(attributes.write(attributesOf(upload, staged->mimeType, md5.finish())));
    return std::shared_ptr<const StagedFile>(std::move(staged));
}

Result<void> RecordStore::stage(const schema::Collection &collection,
                                RecordInput &input,
                                PassedBytes passed) const
{
    std::shared_ptr<const StageFolder> folder;
    for (std::size_t i = 0; i < input.uploads.size(); ++i) {
        Upload &upload = input.uploads[i];
        const fields::Field *field = uploadField(collection, upload.key);
        if (field == nullptr
            || static_cast<std::int64_t>(upload.bytes.size()) > maxFileSize(*field)) {
            continue; // not saved, or refused
        }
        if (!folder) {
            folder = SOCLE_TRY(
                StageFolder::make(m_storageRoot.parent_path(), m_random.recordId(), m_remover));
        }
        upload.staged = SOCLE_TRY(stageUpload(folder, std::to_string(i), upload, passed));
    }
    return {};
}

void dropUnfinishedUploads(const fs::path &dataFolder,
                           const RecordStore &records,
                           const schema::Catalogue &catalogue,
                           storage::ReadTransaction &transaction)
{
    std::error_code fault;
    for (auto it = fs::directory_iterator(dataFolder / kTrashFolder / kUploads, fault);
         !fault && it != fs::end(it);
         it.increment(fault)) {
        std::ifstream keys(it->path() / kKeys);
        for (std::string key; std::getline(keys, key);) {
            const auto parts = split(key, '/'); // collection, record, name
            if (parts.size() != 3) {
                continue; // cut off by the crash, so nothing was placed
            }
            const auto collection = catalogue.findById(parts[0]);
            const auto record = collection ? records.find(transaction, collection, parts[1])
                                           : Result<Record>(notFound());
            const bool isGone = !record && record.error().kind == ErrorKind::NotFound;
            if (isGone || (record && !isNamed(*record, std::string(parts[2])))) {
                removeStoredFile(dataFolder / "storage" / std::string(parts[0])
                                     / std::string(parts[1]),
                                 std::string(parts[2]));
            }
        }
    }
}

} // namespace socle::records
