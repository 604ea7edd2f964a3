#include "backend/files/ThumbSize.h"

#include <charconv>

namespace socle::files {

namespace {

/// Digits at the start of `text`, which is moved behind them.
std::optional<int> takeNumber(std::string_view &text)
{
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || text.front() == '-') {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

} // namespace

std::optional<ThumbSize> parseThumbSize(std::string_view text)
{
    const auto width = takeNumber(text);
    if (!width || text.empty() || text.front() != 'x') {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const auto height = takeNumber(text);
    if (!height || (*width == 0 && *height == 0) || *width > kMaxThumbSide
        || *height > kMaxThumbSide) {
        return std::nullopt;
    }
    ThumbSize size{.width = *width, .height = *height};
    if (text == "t") {
        size.fit = ThumbSize::Fit::CropTop;
    } else if (text == "b") {
        size.fit = ThumbSize::Fit::CropBottom;
    } else if (text == "f") {
        size.fit = ThumbSize::Fit::Inside;
    } else if (!text.empty()) {
        return std::nullopt;
    }
    if (*width == 0 || *height == 0) {
        size.fit = ThumbSize::Fit::Keep;
    }
    return size;
}

} // namespace socle::files
