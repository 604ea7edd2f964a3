// Widths of Home that no token names; measured from the mockup at scale 1.
#pragma once

namespace socle::studio::home {

inline constexpr int kPageWidth = 1000;
inline constexpr int kTop = 66;
inline constexpr int kMark = 44;
inline constexpr int kSearchWidth = 240;
inline constexpr int kStateColumn = 152;
inline constexpr int kTimeColumn = 108;
inline constexpr int kRowWithTime = 880; // narrower rows leave the time of the last use out
inline constexpr int kSheetWidth = 520;
inline constexpr int kTemplateColumns = 2;

} // namespace socle::studio::home
