// Widths of the users view that no token names, at scale 1.
#pragma once

namespace socle::studio::users {

inline constexpr int kSearch = 280;
inline constexpr int kSearchMin = 140;
inline constexpr int kName = 300;
inline constexpr int kVerified = 130;
inline constexpr int kProviders = 180;
inline constexpr int kTime = 170;
inline constexpr int kId = 180;
inline constexpr int kPage = 1040; // both columns of an account
inline constexpr int kTwoColumnsFrom = 900;
inline constexpr int kAvatar = 48;
inline constexpr int kCellAvatar = 22;
inline constexpr int kSheet = 520;
inline constexpr int kMailSheet = 640;

} // namespace socle::studio::users
