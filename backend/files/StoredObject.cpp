#include "backend/files/StoredObject.h"

#include "shared/json/Json.h"

#include <atomic>
#include <fstream>
#include <iterator>
#include <system_error>

namespace socle::files {

namespace {

constexpr std::size_t kMaxAttributes = 65536;

bool isPlainName(std::string_view name)
{
    return !name.empty() && name != "." && name != ".."
        && name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
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

Result<StoredObject> findObject(const std::filesystem::path &path)
{
    std::error_code failure;
    if (!std::filesystem::is_regular_file(path, failure)) {
        return notFound();
    }
    StoredObject object{.path = path};
    std::ifstream in(path.string() + ".attrs", std::ios::binary);
    std::string text(kMaxAttributes, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (const auto attributes = parseJson(text)) {
        const std::string_view type = (*attributes)["user.content_type"].text();
        if (!type.empty()) {
            object.contentType = type;
        }
        object.originalName = (*attributes)["user.metadata"]["original-filename"].toText();
    }
    return object;
}

Result<void> writeObject(const std::filesystem::path &path,
                         std::string_view bytes,
                         std::string_view contentType)
{
    static std::atomic<unsigned> counter{0};
    std::error_code failure;
    std::filesystem::create_directories(path.parent_path(), failure);
    if (failure) {
        return Error{.kind = ErrorKind::Unavailable,
                     .cause = "cannot create " + path.parent_path().string()};
    }
    const JsonObject attributes{{"user.cache_control", ""},
                                {"user.content_disposition", ""},
                                {"user.content_encoding", ""},
                                {"user.content_language", ""},
                                {"user.content_type", contentType},
                                {"user.metadata", nullptr},
                                {"md5", nullptr}};
    std::filesystem::path temporary = path;
    temporary += "." + std::to_string(counter.fetch_add(1)) + ".tmp";
    SOCLE_TRY(writeWhole(temporary, bytes));
    SOCLE_TRY(writeWhole(path.string() + ".attrs", Json(attributes).dump() + "\n"));
    std::filesystem::rename(temporary, path, failure);
    if (failure) {
        std::filesystem::remove(temporary, failure);
        return Error{.kind = ErrorKind::Unavailable, .cause = "cannot rename to " + path.string()};
    }
    return {};
}

Result<std::filesystem::path> objectPath(const std::filesystem::path &root,
                                         std::string_view collectionId,
                                         std::string_view recordId,
                                         std::string_view name)
{
    if (!isPlainName(collectionId) || !isPlainName(recordId) || !isPlainName(name)) {
        return notFound();
    }
    return root / collectionId / recordId / name;
}

std::filesystem::path thumbPath(const std::filesystem::path &object, std::string_view size)
{
    const std::string name = object.filename().string();
    return object.parent_path() / ("thumbs_" + name) / (std::string(size) + "_" + name);
}

} // namespace socle::files
