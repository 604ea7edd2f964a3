// What is wrong with the layout of a window as it stands: clipped words, controls that are too
// small or lie on each other.
//
// Looks at real geometry, so it finds what a longer language or a larger text would break.
// Source: studio.md 8.2 (layout lint).
#pragma once

#include <QStringList>

class QWidget;

namespace socle::studio {

/// One line a fault: object name (or its path) and what is wrong. Empty: nothing.
QStringList lintLayout(const QWidget &window);

} // namespace socle::studio
