// The accent a server names as its own, made readable: same hue, lighter or darker until every pair
// of the contrast list holds.
//
// Source: studio.md 3.21.
#pragma once

#include <QColor>

#include <array>

namespace socle::studio {

/// accent, hover, pressed, onAccent, accentSoft, onAccentSoft: the six colours of an accent, in the
/// order of the tokens.
using AccentColors = std::array<QColor, 6>;

/// `surface` and `canvas` are the grounds the accent has to stand on; the darker the theme, the
/// lighter it gets.
AccentColors readableAccent(const QColor &wanted,
                            const QColor &surface,
                            const QColor &canvas,
                            const QColor &text,
                            const QColor &textMuted);

/// Takes the place of the chosen accent in the light and dark themes; invalid gives it back.
void setServerAccent(const QColor &color);
QColor serverAccent();

} // namespace socle::studio
