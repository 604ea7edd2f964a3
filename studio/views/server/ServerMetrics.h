// Widths of the server settings that no token names, at scale 1.
#pragma once

namespace socle::studio::server {

inline constexpr int kNav = 240;
inline constexpr int kPage = 760;
inline constexpr int kControl = 280;
inline constexpr int kNavItem = 34;
inline constexpr int kSaveBar = 52;
inline constexpr int kSheet = 560;
inline constexpr int kEmpty = 220; // no key yet
inline constexpr int kLimitNumber = 92;
inline constexpr int kLimitAudience = 130;

} // namespace socle::studio::server
