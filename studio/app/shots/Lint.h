// What is wrong with the layout of a window as it stands: clipped words, controls that are too
// small or lie on each other.
//
// Looks at real geometry, so it finds what a longer language or a larger text would break.
// Source: studio.md 8.2 (layout lint).
#pragma once

#include <QStringList>

class QImage;
class QWidget;

namespace socle::studio {

/// One line a fault: object name (or its path) and what is wrong. Empty: nothing.
QStringList lintLayout(const QWidget &window);

/// Controls a screen reader, a test or a newcomer could not name: every visible one that Tab
/// reaches, and every button, needs an objectName and an accessible name (studio.md 3.19, 8.1).
QStringList lintNames(const QWidget &window);

/// Controls that take the focus without a role for screen readers, and icons without a tooltip.
QStringList lintRoles(const QWidget &window);

/// Controls that look the same with and without the focus. Moves the focus around and puts it back.
QStringList lintFocus(QWidget &window);

/// Words whose colour is too close to what is really behind them in `picture` (the window as
/// grabbed): below 4.5 : 1, or 3 : 1 from 18 px on (studio.md 3.19). Disabled ones are exempt.
QStringList lintContrast(const QWidget &window, const QImage &picture);

} // namespace socle::studio
