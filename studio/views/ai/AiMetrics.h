// Widths of the AI view that no token names, at scale 1.
#pragma once

namespace socle::studio::ai {

inline constexpr int kColumn = 760; // what is read: a line stays under 100 characters
inline constexpr int kSettingsPanel = 300;
inline constexpr int kModelWidth = 300;
inline constexpr int kCollectionWidth = 180;
inline constexpr int kSheetWidth = 520;
inline constexpr int kEmptyHeight = 132; // icon, title, a line or two
inline constexpr int kDateColumn = 216;
inline constexpr int kTextColumn = 220;

} // namespace socle::studio::ai
