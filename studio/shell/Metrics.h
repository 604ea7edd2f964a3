// Widths of the shell that no token names; measured from the mockups at scale 1.
#pragma once

namespace socle::studio::metrics {

inline constexpr int kConnectionPill = 212;
inline constexpr int kConnectionPillMax = 300;
inline constexpr int kHomePill = 180;
inline constexpr int kSearchWidth = 440;
inline constexpr int kTopBarTrailing = 180; // tasks, their pill, the bell
inline constexpr int kRailTarget = 36;
inline constexpr int kRailPitch = 40;
inline constexpr int kRailBar = 3;
inline constexpr int kPaletteWidth = 640;
inline constexpr int kPaletteRows = 9;
inline constexpr int kSwitcherRows = 12;
inline constexpr int kPopoverWidth = 320;
inline constexpr int kHelpHeight = 420;
inline constexpr int kMessagesWidth = 420;
inline constexpr int kNetworkWidth = 960;
inline constexpr int kEdgeStaging = 2;
inline constexpr int kEdgeProduction = 3;
inline constexpr int kWindowMinWidth = 960;
inline constexpr int kWindowMinHeight = 600;
inline constexpr int kWindowWidth = 1440;
inline constexpr int kWindowHeight = 900;
inline constexpr int kPaneWindowMin = 400;
inline constexpr int kInspectorOverlayBelow = 1200;
inline constexpr int kInspectorFloor = 280; // at any size of text: tools and tiles keep theirs
inline constexpr int kTreeFlyoutBelow = 1080;

} // namespace socle::studio::metrics
