// Files in the data folder as data-directory.md B1.2 lays them out: content beside a `.attrs` file
// that says what it is.
//
// Functions over paths; they block for local disk accesses only. Any thread.
#pragma once

#include "shared/core/Result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace socle::files {

struct StoredObject
{
    std::filesystem::path path = {};
    std::string contentType = "application/octet-stream"; // sniffed at upload
    std::string originalName = {}; // the client's; "" for thumbnails
};

/// The object with its type; a missing or damaged `.attrs` is legal. Error: NotFound.
Result<StoredObject> findObject(const std::filesystem::path &path);

/// Content to a temporary name, `.attrs`, then rename. Two writers of one path do not disturb each
/// other. Error: Unavailable (disk).
Result<void> writeObject(const std::filesystem::path &path,
                         std::string_view bytes,
                         std::string_view contentType);

/// `<root>/<collectionId>/<recordId>/<name>`; NotFound when a part would leave its folder.
Result<std::filesystem::path> objectPath(const std::filesystem::path &root,
                                         std::string_view collectionId,
                                         std::string_view recordId,
                                         std::string_view name);

/// `…/thumbs_<name>/<size>_<name>` of an object.
std::filesystem::path thumbPath(const std::filesystem::path &object, std::string_view size);

} // namespace socle::files
