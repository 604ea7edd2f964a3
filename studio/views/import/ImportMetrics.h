// Sizes of the import that no token names; at scale 1.
#pragma once

namespace socle::studio::import {

inline constexpr int kDropHeight = 260;
inline constexpr int kFileListHeight = 190; // three files, then it scrolls
inline constexpr int kNameWidth = 280;
inline constexpr int kLeastName = 128;
inline constexpr int kTypeWidth = 150;
inline constexpr int kSmallSelect = 160;
inline constexpr int kQuoteSelect = 72;
inline constexpr int kPreviewColumn = 170;
inline constexpr int kPreviewHeight = 210; // header and five rows
inline constexpr int kStepsWidth = 560; // of the popover with a column's changes
inline constexpr int kStepMark = 22;
inline constexpr int kMaxFiles = 20;
inline constexpr int kMaxColumns = 300; // shown for mapping; more are taken as proposed

} // namespace socle::studio::import
