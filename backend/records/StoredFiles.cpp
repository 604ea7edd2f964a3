#include "backend/records/StoredFiles.h"

#include "backend/records/ContentType.h"
#include "backend/runtime/Random.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Limits.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <system_error>

namespace socle::records {

namespace {

using protocol::Code;
using protocol::fieldError;

constexpr Code kInvalidFile{"validation_invalid_file", "Invalid new files: {invalidFiles}."};
constexpr Code kTooManyFiles{"validation_too_many_files",
                             "The maximum allowed files is {maxSelect}."};
constexpr Code kFileSize{
    "validation_file_size_limit",
    "Failed to upload {file} - the maximum allowed file size is {maxSize} bytes."};

constexpr std::size_t kMaxOriginalName = 300;
constexpr std::size_t kMaxExtension = 20;
constexpr std::size_t kMinBase = 3;
constexpr std::size_t kMaxBase = 100;
constexpr std::size_t kRandomLength = 10;
constexpr std::size_t kMaxNamedInvalid = 250;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }

bool isLetter(char c) { return isUpper(c) || (c >= 'a' && c <= 'z'); }

std::string_view trimDots(std::string_view text)
{
    while (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == '.') {
        text.remove_suffix(1);
    }
    return text;
}

/// From the second-last dot when there are two, else from the last one.
std::string_view originalExtension(std::string_view name)
{
    const auto last = name.rfind('.');
    if (last == std::string_view::npos) {
        return {};
    }
    const auto second = last == 0 ? std::string_view::npos : name.rfind('.', last - 1);
    return name.substr(second == std::string_view::npos ? last : second);
}

std::string storedExtension(std::string_view original, const Upload &upload)
{
    constexpr std::string_view kAllowed = "_.*-+=#";
    std::string cleaned;
    for (const char c : original) {
        if (isLetter(c) || isDigit(c) || kAllowed.find(c) != std::string_view::npos) {
            cleaned += c;
        }
    }
    std::string extension = "." + std::string(trimDots(cleaned));
    if (extension == ".") {
        extension = upload.staged ? upload.staged->extension : detectType(upload.bytes).extension;
    }
    if (extension.size() > kMaxExtension) {
        extension = "."
            + std::string(trimDots(
                std::string_view(extension).substr(extension.size() - kMaxExtension)));
    }
    return extension;
}

const NewFile *findUpload(const ResolvedInput &input,
                          const fields::Field &field,
                          std::string_view name)
{
    for (const NewFile &file : input.newFiles) {
        if (file.field->name == field.name && file.storedName == name) {
            return &file;
        }
    }
    return nullptr;
}

} // namespace

std::string storedFileName(const Upload &upload, runtime::Random &random)
{
    std::string_view name = upload.originalName;
    if (name.size() > kMaxOriginalName) {
        name.remove_prefix(name.size() - kMaxOriginalName);
    }
    const std::string_view original = originalExtension(name);
    std::string base = snakeCase(trimDots(name.substr(0, name.size() - original.size())));
    if (base.size() < kMinBase) {
        base += random.fromAlphabet(runtime::kLowerAlphanumeric, kRandomLength);
    }
    base.resize(std::min(base.size(), kMaxBase));
    return base + "_" + random.fromAlphabet(runtime::kLowerAlphanumeric, kRandomLength)
        + storedExtension(original, upload);
}

std::int64_t maxFileSize(const fields::Field &field)
{
    const std::int64_t size = field.integer("maxSize");
    return size > 0 ? size : protocol::kDefaultFileSize;
}

std::optional<FieldError> checkFiles(const fields::Field &field,
                                     const Json &value,
                                     const Record *before,
                                     const ResolvedInput *input)
{
    const std::vector<std::string> names = fields::toTextList(value);
    const std::vector<std::string> stored = before != nullptr
        ? fields::toTextList(before->value(field.name))
        : std::vector<std::string>();
    std::vector<const NewFile *> uploads;
    std::vector<std::string> unknown;
    for (const std::string &name : names) {
        const NewFile *found = input != nullptr ? findUpload(*input, field, name) : nullptr;
        if (found != nullptr) {
            uploads.push_back(found);
        } else if (std::find(stored.begin(), stored.end(), name) == stored.end()) {
            unknown.push_back(name.substr(0, kMaxNamedInvalid));
        }
    }
    if (!unknown.empty()) {
        return fieldError(kInvalidFile, {{"invalidFiles", unknown}});
    }
    const std::int64_t maxSelect = std::max<std::int64_t>(1, field.integer("maxSelect"));
    if (static_cast<std::int64_t>(names.size()) > maxSelect) {
        return fieldError(kTooManyFiles, {{"maxSelect", maxSelect}});
    }
    const std::int64_t maxSize = maxFileSize(field);
    const std::vector<std::string> types = field.list("mimeTypes");
    for (const NewFile *file : uploads) {
        if (static_cast<std::int64_t>(file->upload->bytes.size()) > maxSize) {
            return fieldError(kFileSize,
                              {{"file", file->upload->originalName.substr(0, kMaxOriginalName)},
                               {"maxSize", maxSize}});
        }
        const std::string mime = file->upload->staged ? file->upload->staged->mimeType
                                                      : detectType(file->upload->bytes).mimeType;
        const std::string bare = mime.substr(0, mime.find(';'));
        const bool isAllowed = types.empty()
            || std::any_of(types.begin(), types.end(), [&](const std::string &type) {
                                   return type == mime || type == bare;
                               });
        if (!isAllowed) {
            return FieldError{.code = "validation_invalid_mime_type",
                              .message = "\"" + file->storedName
                                  + "\" mime type must be one of: " + join(types, ", ") + "."};
        }
    }
    return std::nullopt;
}

std::filesystem::path recordFolder(const std::filesystem::path &root, const Record &record)
{
    return root / record.collection().id / std::string(record.id());
}

void removeStoredFile(const std::filesystem::path &folder, const std::string &name)
{
    std::error_code
        ignored; // what is gone already is fine, the rest is found by the sweep of orphans
    std::filesystem::remove(folder / name, ignored);
    std::filesystem::remove(folder / (name + ".attrs"), ignored);
    std::filesystem::remove_all(folder / ("thumbs_" + name), ignored);
    std::filesystem::remove(folder, ignored); // only when it is empty now
}

Result<void> PlacedFiles::place(const NewFile &file)
{
    const StagedFile *staged = file.upload->staged.get();
    if (staged == nullptr) {
        return internalError("an upload reached the writer without having been staged");
    }
    if (m_stages.empty() || m_stages.back() != staged->folder) {
        m_stages.push_back(staged->folder);
    }
    SOCLE_TRY(staged->folder->note(m_prefix + file.storedName));
    m_names.push_back(file.storedName);
    const std::filesystem::path target = m_folder / file.storedName;
    std::error_code fault;
    std::filesystem::create_directories(m_folder, fault);
    if (!fault) {
        std::filesystem::rename(
            staged->path.string() + ".attrs", target.string() + ".attrs", fault);
    }
    if (!fault) {
        std::filesystem::rename(staged->path, target, fault);
    }
    if (fault) {
        return Error{.kind = ErrorKind::Unavailable,
                     .cause = "cannot place " + target.string() + ": " + fault.message()};
    }
    return {};
}

PlacedFiles::~PlacedFiles()
{
    if (m_names.empty()) {
        return;
    }
    // The stages stay until the files are gone.
    const auto remove = [stages = std::move(m_stages), folder = m_folder, names = m_names] {
        for (const std::string &name : names) {
            removeStoredFile(folder, name);
        }
    };
    if (!m_remover || !m_remover(remove)) {
        remove();
    }
}

void removeStoredFolder(const std::filesystem::path &folder)
{
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

} // namespace socle::records
