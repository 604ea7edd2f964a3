// Sizes of the schema view that no token names; measured from the mockup at scale 1.
#pragma once

namespace socle::studio::schema {

inline constexpr int kCardWidth = 214;
inline constexpr int kCardHeader = 36;
inline constexpr int kCardRow = 24;
inline constexpr int kCardMaxRows = 14;
inline constexpr int kColumnGap = 76;
inline constexpr int kRowGap = 56;
inline constexpr int kGroundStep = 24; // dots of the ground
inline constexpr int kMapMargin = 56;
inline constexpr int kMapTop = 80; // below the floating toolbar
inline constexpr int kEdgeCorner = 6;
inline constexpr int kFoot = 9; // crow's foot
inline constexpr int kSearchWidth = 220;
inline constexpr int kReviewWidth = 372;
inline constexpr int kEditorHeader = 56;
inline constexpr int kFieldCard = 40;
inline constexpr int kFieldListMin = 320;
inline constexpr int kFormWidth = 400;
inline constexpr int kFormMax = 640;
inline constexpr int kPaneMax = 520;
inline constexpr int kNameMax = 320;
inline constexpr int kPickerWidth = 520;
inline constexpr int kPickerTile = 44;
inline constexpr int kNameWidth = 240;
inline constexpr int kDragStart = 6;

} // namespace socle::studio::schema
