// One image made small, by libvips. Only the loaders of JPEG, PNG, GIF, WebP and AVIF are enabled;
// everything else libvips could read is refused, whatever a file calls itself.
#pragma once

#include "backend/files/ThumbSize.h"
#include "shared/core/Result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace socle::files {

struct Thumbnail
{
    std::string bytes = {};
    std::string contentType = {};
};

/// True for the stored types that have thumbnails (records-api.md 7.3).
bool canHaveThumb(std::string_view contentType);

/// JPEG stays JPEG, GIF stays GIF, everything else becomes PNG; EXIF orientation is applied, of an
/// animation only the first frame is taken. CPU-bound: not on an I/O thread. Error: InvalidInput
/// for what is no such image, or one of too many pixels.
Result<Thumbnail> makeThumbnail(const std::filesystem::path &image,
                                std::string_view contentType,
                                const ThumbSize &size);

} // namespace socle::files
