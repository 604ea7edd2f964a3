// Where the menu of a button opens.
#pragma once

class QMenu;
class QWidget;

namespace socle::studio {

/// Opens `menu` below `anchor`, from its leading edge; from its trailing edge where the menu would
/// leave the window, above where there is no room below.
void popupBelow(QMenu *menu, const QWidget *anchor);

} // namespace socle::studio
