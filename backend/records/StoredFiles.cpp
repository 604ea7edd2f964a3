#include "backend/records/StoredFiles.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/runtime/Random.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Limits.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <array>
#include <fstream>
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
constexpr std::size_t kMaxAttrName = 255;
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

struct Signature
{
    std::string_view start;
    std::string_view mime;
    std::string_view extension;
};

using namespace std::string_view_literals;

constexpr std::array kSignatures{
    Signature{"\x89PNG\r\n\x1a\n"sv, "image/png", ".png"},
    Signature{"\xff\xd8\xff"sv, "image/jpeg", ".jpg"},
    Signature{"GIF87a"sv, "image/gif", ".gif"},
    Signature{"GIF89a"sv, "image/gif", ".gif"},
    Signature{"%PDF-"sv, "application/pdf", ".pdf"},
    Signature{"PK\x03\x04"sv, "application/zip", ".zip"},
    Signature{"\x1f\x8b"sv, "application/gzip", ".gz"},
    Signature{"BM"sv, "image/bmp", ".bmp"},
    Signature{"II*\0"sv, "image/tiff", ".tiff"},
    Signature{"MM\0*"sv, "image/tiff", ".tiff"},
    Signature{"OggS"sv, "application/ogg", ".ogg"},
    Signature{"ID3"sv, "audio/mpeg", ".mp3"},
    Signature{"fLaC"sv, "audio/flac", ".flac"},
    Signature{"\x1a\x45\xdf\xa3"sv, "video/webm", ".webm"},
    Signature{"SQLite format 3\0"sv, "application/vnd.sqlite3", ".sqlite"},
};

struct Detected
{
    std::string_view mime;
    std::string_view extension;
};

Detected detectText(std::string_view bytes)
{
    const std::string_view start = trimmed(bytes.substr(0, 512));
    const std::string lower = asciiLower(start.substr(0, 64));
    if (startsWith(lower, "<svg")
        || (startsWith(lower, "<?xml") && start.find("<svg") != start.npos)) {
        return {"image/svg+xml", ".svg"};
    }
    if (startsWith(lower, "<?xml")) {
        return {"text/xml; charset=utf-8", ".xml"};
    }
    if (startsWith(lower, "<!doctype html") || startsWith(lower, "<html")) {
        return {"text/html; charset=utf-8", ".html"};
    }
    if (!start.empty() && (start.front() == '{' || start.front() == '[') && isJson(bytes)) {
        return {"application/json", ".json"};
    }
    return {"text/plain; charset=utf-8", ".txt"};
}

Detected detect(std::string_view bytes)
{
    for (const Signature &signature : kSignatures) {
        if (startsWith(bytes, signature.start)) {
            return {signature.mime, signature.extension};
        }
    }
    if (startsWith(bytes, "RIFF") && bytes.size() >= 12) {
        const std::string_view form = bytes.substr(8, 4);
        return form == "WEBP" ? Detected{"image/webp", ".webp"}
            : form == "WAVE"  ? Detected{"audio/wav", ".wav"}
                              : Detected{"video/x-msvideo", ".avi"};
    }
    if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp") {
        return bytes.substr(8, 4) == "avif" ? Detected{"image/avif", ".avif"}
                                            : Detected{"video/mp4", ".mp4"};
    }
    const bool isText = std::none_of(
        bytes.begin(),
        bytes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(bytes.size(), 3072)),
        [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32);
        });
    return isText ? detectText(bytes) : Detected{"application/octet-stream", ""};
}

std::string storedExtension(std::string_view original, std::string_view bytes)
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
        extension = detect(bytes).extension;
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

Result<void> writeWhole(const std::filesystem::path &path, std::string_view bytes)
{
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
        return Error{.kind = ErrorKind::Unavailable, .cause = "cannot write " + path.string()};
    }
    return {};
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
        + storedExtension(original, upload.bytes);
}

std::string detectedMimeType(std::string_view bytes) { return std::string(detect(bytes).mime); }

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
    const std::int64_t maxSize
        = field.integer("maxSize") > 0 ? field.integer("maxSize") : protocol::kDefaultFileSize;
    const std::vector<std::string> types = field.list("mimeTypes");
    for (const NewFile *file : uploads) {
        if (static_cast<std::int64_t>(file->upload->bytes.size()) > maxSize) {
            return fieldError(kFileSize,
                              {{"file", file->upload->originalName.substr(0, kMaxOriginalName)},
                               {"maxSize", maxSize}});
        }
        const std::string mime = detectedMimeType(file->upload->bytes);
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

Result<void> writeStoredFile(const std::filesystem::path &root,
                             const Record &record,
                             const NewFile &file)
{
    const std::filesystem::path folder = recordFolder(root, record);
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        return Error{.kind = ErrorKind::Unavailable, .cause = "cannot create " + folder.string()};
    }
    const std::string_view bytes = file.upload->bytes;
    JsonObject metadata;
    metadata.append("original-filename", file.upload->originalName.substr(0, kMaxAttrName));
    JsonObject attributes{{"user.cache_control", ""},
                          {"user.content_disposition", ""},
                          {"user.content_encoding", ""},
                          {"user.content_language", ""},
                          {"user.content_type", detectedMimeType(bytes)},
                          {"user.metadata", std::move(metadata)},
                          {"md5", crypto::base64Encode(crypto::md5(bytes))}};
    const std::filesystem::path target = folder / file.storedName;
    std::filesystem::path temporary = target;
    temporary += ".0.tmp"; // the stored name is random: nobody else writes it
    SOCLE_TRY(writeWhole(temporary, bytes));
    SOCLE_TRY(writeWhole(target.string() + ".attrs", Json(std::move(attributes)).dump() + "\n"));
    std::filesystem::rename(temporary, target, failure);
    if (failure) {
        return Error{.kind = ErrorKind::Unavailable,
                     .cause = "cannot rename to " + target.string()};
    }
    return {};
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

NewFileGuard::~NewFileGuard()
{
    for (const std::string &name : m_names) {
        removeStoredFile(m_folder, name);
    }
}

void removeStoredFolder(const std::filesystem::path &folder)
{
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

} // namespace socle::records
