#include "backend/files/Thumbnail.h"

#include <vips/vips.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

namespace socle::files {

namespace {

constexpr double kMaxPixels = 100e6; // decoded, about 400 MB
constexpr int kJpegQuality = 95;
constexpr int kFirstSidewaysOrientation = 5; // EXIF 5..8 swap width and height

struct Unref
{
    void operator()(VipsImage *image) const { g_object_unref(image); }
};

using ImagePtr = std::unique_ptr<VipsImage, Unref>;

/// Starts the library once: no loader but ours, no cache of operations, no threads of its own.
bool startVips()
{
    static const bool isReady = [] {
        if (VIPS_INIT("socle") != 0) {
            return false;
        }
        // What is wrong with a client's file is no news for the operator's terminal.
        g_log_set_handler(
            "VIPS",
            G_LOG_LEVEL_WARNING,
            [](const gchar *, GLogLevelFlags, const gchar *, gpointer) {},
            nullptr);
        vips_concurrency_set(1);
        vips_cache_set_max(0);
        vips_operation_block_set("VipsForeignLoad", TRUE);
        for (const char *loader : {"VipsForeignLoadJpeg",
                                   "VipsForeignLoadPng",
                                   "VipsForeignLoadNsgif",
                                   "VipsForeignLoadWebp",
                                   "VipsForeignLoadHeif"}) {
            vips_operation_block_set(loader, FALSE);
        }
        return true;
    }();
    return isReady;
}

/// What libvips keeps for the calling thread goes when the work is done.
struct ThreadEnd
{
    ~ThreadEnd() { vips_thread_shutdown(); }
};

Error failed()
{
    Error error{.kind = ErrorKind::InvalidInput, .cause = vips_error_buffer()};
    vips_error_clear();
    return error;
}

struct Box
{
    int width = 0;
    int height = 0;
};

Box sizeOf(VipsImage *image)
{
    Box box{vips_image_get_width(image), vips_image_get_height(image)};
    if (vips_image_get_orientation(image) >= kFirstSidewaysOrientation) {
        std::swap(box.width, box.height);
    }
    return box;
}

int atLeastOne(double side) { return std::max(1, static_cast<int>(std::lround(side))); }

/// The size to scale to, before anything is cropped.
Box scaled(const Box &original, const ThumbSize &wanted)
{
    const double byWidth = static_cast<double>(wanted.width) / original.width;
    const double byHeight = static_cast<double>(wanted.height) / original.height;
    double scale = std::max(byWidth, byHeight); // covers
    if (wanted.fit == ThumbSize::Fit::Inside) {
        scale = std::min({byWidth, byHeight, 1.0});
    } else if (wanted.fit == ThumbSize::Fit::Keep) {
        scale = wanted.width == 0 ? byHeight : byWidth;
    }
    return {atLeastOne(original.width * scale), atLeastOne(original.height * scale)};
}

Result<ImagePtr> cropped(ImagePtr image, const ThumbSize &wanted)
{
    const bool isCrop = wanted.fit != ThumbSize::Fit::Inside && wanted.fit != ThumbSize::Fit::Keep;
    if (!isCrop) {
        return image;
    }
    const Box have{vips_image_get_width(image.get()), vips_image_get_height(image.get())};
    const Box keep{std::min(have.width, wanted.width), std::min(have.height, wanted.height)};
    int top = (have.height - keep.height) / 2;
    if (wanted.fit == ThumbSize::Fit::CropTop) {
        top = 0;
    } else if (wanted.fit == ThumbSize::Fit::CropBottom) {
        top = have.height - keep.height;
    }
    VipsImage *part = nullptr;
    if (vips_extract_area(image.get(),
                          &part,
                          (have.width - keep.width) / 2,
                          top,
                          keep.width,
                          keep.height,
                          nullptr)
        != 0) {
        return failed();
    }
    return ImagePtr(part);
}

Result<Thumbnail> encoded(VipsImage *image, std::string_view contentType)
{
    void *buffer = nullptr;
    std::size_t size = 0;
    int status = 0;
    Thumbnail made;
    if (contentType == "image/jpeg" || contentType == "image/jpg") {
        made.contentType = "image/jpeg";
        status = vips_jpegsave_buffer(
            image, &buffer, &size, "Q", kJpegQuality, "strip", TRUE, nullptr);
    } else if (contentType == "image/gif") {
        made.contentType = "image/gif";
        status = vips_gifsave_buffer(image, &buffer, &size, "strip", TRUE, nullptr);
    } else {
        made.contentType = "image/png";
        status = vips_pngsave_buffer(image, &buffer, &size, "strip", TRUE, nullptr);
    }
    if (status != 0) {
        return failed();
    }
    made.bytes.assign(static_cast<const char *>(buffer), size);
    g_free(buffer);
    return made;
}

} // namespace

bool canHaveThumb(std::string_view contentType)
{
    static constexpr std::array<std::string_view, 5> kTypes{
        "image/png", "image/jpg", "image/jpeg", "image/gif", "image/webp"};
    return std::find(kTypes.begin(), kTypes.end(), contentType) != kTypes.end();
}

Result<Thumbnail> makeThumbnail(const std::filesystem::path &image,
                                std::string_view contentType,
                                const ThumbSize &size)
{
    if (!startVips()) {
        return failed();
    }
    const ThreadEnd threadEnd;
    const ImagePtr head(vips_image_new_from_file(image.c_str(), nullptr)); // reads the header only
    if (!head) {
        return failed();
    }
    const Box original = sizeOf(head.get());
    const Box target = scaled(original, size);
    const bool isTooLarge = static_cast<double>(original.width) * original.height > kMaxPixels
        || static_cast<double>(target.width) * target.height > kMaxPixels;
    if (isTooLarge) {
        return invalidInput("The image is too large.");
    }
    VipsImage *out = nullptr;
    if (vips_thumbnail(image.c_str(),
                       &out,
                       target.width,
                       "height",
                       target.height,
                       "size",
                       VIPS_SIZE_FORCE,
                       nullptr)
        != 0) {
        return failed();
    }
    const ImagePtr part = SOCLE_TRY(cropped(ImagePtr(out), size));
    return encoded(part.get(), contentType);
}

} // namespace socle::files
