#include "backend/files/Thumbnail.h"

#include <vips/vips.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <dlfcn.h>
#include <memory>

namespace socle::files {

namespace {

constexpr double kMaxPixels = 100e6; // decoded, about 400 MB
constexpr int kJpegQuality = 95;
constexpr int kFirstSidewaysOrientation = 5; // EXIF 5..8 swap width and height

constexpr const char *kLibrary = "libvips.so.42";

/// The functions of libvips that are used here. The library is loaded with the first thumbnail and
/// not with the program: it brings sixty others, 20 MB and 40 ms of start-up.
struct Vips
{
    decltype(&vips_init) init = nullptr;
    decltype(&vips_concurrency_set) setConcurrency = nullptr;
    decltype(&vips_cache_set_max) setCacheMax = nullptr;
    decltype(&vips_operation_block_set) block = nullptr;
    decltype(&vips_thread_shutdown) endThread = nullptr;
    decltype(&vips_error_buffer) errorBuffer = nullptr;
    decltype(&vips_error_clear) clearError = nullptr;
    decltype(&vips_image_get_width) width = nullptr;
    decltype(&vips_image_get_height) height = nullptr;
    decltype(&vips_image_get_orientation) orientation = nullptr;
    decltype(&vips_image_new_from_file) open = nullptr;
    decltype(&vips_thumbnail) thumbnail = nullptr;
    decltype(&vips_extract_area) extract = nullptr;
    decltype(&vips_jpegsave_buffer) saveJpeg = nullptr;
    decltype(&vips_gifsave_buffer) saveGif = nullptr;
    decltype(&vips_pngsave_buffer) savePng = nullptr;
    decltype(&g_object_unref) unref = nullptr;
    decltype(&g_free) free = nullptr;
    decltype(&g_log_set_handler) setLogHandler = nullptr;
};

/// Loads and starts the library: no loader but ours, no cache of operations, no threads of its own.
bool start(Vips &vips)
{
    void *library = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        return false;
    }
    bool isComplete = true;
    const auto load = [&](auto &function, const char *name) {
        function
            = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
        isComplete = isComplete && function != nullptr;
    };
    load(vips.init, "vips_init");
    load(vips.setConcurrency, "vips_concurrency_set");
    load(vips.setCacheMax, "vips_cache_set_max");
    load(vips.block, "vips_operation_block_set");
    load(vips.endThread, "vips_thread_shutdown");
    load(vips.errorBuffer, "vips_error_buffer");
    load(vips.clearError, "vips_error_clear");
    load(vips.width, "vips_image_get_width");
    load(vips.height, "vips_image_get_height");
    load(vips.orientation, "vips_image_get_orientation");
    load(vips.open, "vips_image_new_from_file");
    load(vips.thumbnail, "vips_thumbnail");
    load(vips.extract, "vips_extract_area");
    load(vips.saveJpeg, "vips_jpegsave_buffer");
    load(vips.saveGif, "vips_gifsave_buffer");
    load(vips.savePng, "vips_pngsave_buffer");
    load(vips.unref, "g_object_unref");
    load(vips.free, "g_free");
    load(vips.setLogHandler, "g_log_set_handler");
    if (!isComplete || vips.init("socle") != 0) {
        return false;
    }
    // What is wrong with a client's file is no news for the operator's terminal.
    vips.setLogHandler(
        "VIPS",
        G_LOG_LEVEL_WARNING,
        [](const gchar *, GLogLevelFlags, const gchar *, gpointer) {},
        nullptr);
    vips.setConcurrency(1);
    vips.setCacheMax(0);
    vips.block("VipsForeignLoad", TRUE);
    for (const char *loader : {"VipsForeignLoadJpeg",
                               "VipsForeignLoadPng",
                               "VipsForeignLoadNsgif",
                               "VipsForeignLoadWebp",
                               "VipsForeignLoadHeif"}) {
        vips.block(loader, FALSE);
    }
    return true;
}

/// Null when the library is not installed. It stays loaded: it cannot be unloaded.
const Vips *vipsLibrary()
{
    static Vips vips;
    static const bool isReady = start(vips);
    return isReady ? &vips : nullptr;
}

struct Unref
{
    const Vips *vips;

    void operator()(VipsImage *image) const { vips->unref(image); }
};

using ImagePtr = std::unique_ptr<VipsImage, Unref>;

/// What libvips keeps for the calling thread goes when the work is done.
struct ThreadEnd
{
    const Vips &vips;

    ~ThreadEnd() { vips.endThread(); }
};

Error failed(const Vips &vips)
{
    Error error{.kind = ErrorKind::InvalidInput, .cause = vips.errorBuffer()};
    vips.clearError();
    return error;
}

struct Box
{
    int width = 0;
    int height = 0;
};

Box sizeOf(const Vips &vips, VipsImage *image)
{
    Box box{vips.width(image), vips.height(image)};
    if (vips.orientation(image) >= kFirstSidewaysOrientation) {
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

Result<ImagePtr> cropped(const Vips &vips, ImagePtr image, const ThumbSize &wanted)
{
    const bool isCrop = wanted.fit != ThumbSize::Fit::Inside && wanted.fit != ThumbSize::Fit::Keep;
    if (!isCrop) {
        return image;
    }
    const Box have{vips.width(image.get()), vips.height(image.get())};
    const Box keep{std::min(have.width, wanted.width), std::min(have.height, wanted.height)};
    int top = (have.height - keep.height) / 2;
    if (wanted.fit == ThumbSize::Fit::CropTop) {
        top = 0;
    } else if (wanted.fit == ThumbSize::Fit::CropBottom) {
        top = have.height - keep.height;
    }
    VipsImage *part = nullptr;
    if (vips.extract(image.get(),
                     &part,
                     (have.width - keep.width) / 2,
                     top,
                     keep.width,
                     keep.height,
                     nullptr)
        != 0) {
        return failed(vips);
    }
    return ImagePtr(part, Unref{&vips});
}

Result<Thumbnail> encoded(const Vips &vips, VipsImage *image, std::string_view contentType)
{
    void *buffer = nullptr;
    std::size_t size = 0;
    int status = 0;
    Thumbnail made;
    if (contentType == "image/jpeg" || contentType == "image/jpg") {
        made.contentType = "image/jpeg";
        status = vips.saveJpeg(image, &buffer, &size, "Q", kJpegQuality, "strip", TRUE, nullptr);
    } else if (contentType == "image/gif") {
        made.contentType = "image/gif";
        status = vips.saveGif(image, &buffer, &size, "strip", TRUE, nullptr);
    } else {
        made.contentType = "image/png";
        status = vips.savePng(image, &buffer, &size, "strip", TRUE, nullptr);
    }
    if (status != 0) {
        return failed(vips);
    }
    made.bytes.assign(static_cast<const char *>(buffer), size);
    vips.free(buffer);
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
    const Vips *library = vipsLibrary();
    if (library == nullptr) {
        return Error{.kind = ErrorKind::Unavailable, .cause = "libvips cannot be loaded"};
    }
    const Vips &vips = *library;
    const ThreadEnd threadEnd{vips};
    const ImagePtr head(vips.open(image.c_str(), nullptr), Unref{&vips}); // reads the header only
    if (!head) {
        return failed(vips);
    }
    const Box original = sizeOf(vips, head.get());
    const Box target = scaled(original, size);
    const bool isTooLarge = static_cast<double>(original.width) * original.height > kMaxPixels
        || static_cast<double>(target.width) * target.height > kMaxPixels;
    if (isTooLarge) {
        return invalidInput("The image is too large.");
    }
    VipsImage *out = nullptr;
    if (vips.thumbnail(image.c_str(),
                       &out,
                       target.width,
                       "height",
                       target.height,
                       "size",
                       VIPS_SIZE_FORCE,
                       nullptr)
        != 0) {
        return failed(vips);
    }
    const ImagePtr part = SOCLE_TRY(cropped(vips, ImagePtr(out, Unref{&vips}), size));
    return encoded(vips, part.get(), contentType);
}

} // namespace socle::files
