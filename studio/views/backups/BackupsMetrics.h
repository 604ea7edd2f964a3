// Widths of the backups view that no token names, at scale 1.
#pragma once

namespace socle::studio::backups {

inline constexpr int kPage = 860;
inline constexpr int kSheet = 520;

} // namespace socle::studio::backups
