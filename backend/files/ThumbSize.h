// The size words of thumbnails: `100x200`, `100x200t`, `0x200`, `100x200f` (records-api.md 7.3).
#pragma once

#include <optional>
#include <string_view>

namespace socle::files {

struct ThumbSize
{
    enum class Fit {
        CropCentre,
        CropTop,
        CropBottom,
        Inside, // keeps the ratio, never larger than the original
        Keep, // one side is 0: the other decides, the ratio stays
    };

    int width = 0;
    int height = 0;
    Fit fit = Fit::CropCentre;

    bool operator==(const ThumbSize &) const = default;
};

/// Nothing for words that are no size, for 0x0 and for sides over kMaxThumbSide.
std::optional<ThumbSize> parseThumbSize(std::string_view text);

inline constexpr int kMaxThumbSide = 8192;

} // namespace socle::files
