// Where the menu of a button, or of what was clicked, opens.
#pragma once

class QMenu;
class QPoint;
class QWidget;

namespace socle::studio {

/// Opens `menu` below `anchor`, from its leading edge; from its trailing edge where the menu would
/// leave the window, above where there is no room below.
void popupBelow(QMenu *menu, const QWidget *anchor);

/// Opens `menu` with a corner at a point of the screen, towards where the interface reads to.
void popupAt(QMenu *menu, const QPoint &corner);

} // namespace socle::studio
