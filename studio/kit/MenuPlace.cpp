#include "studio/kit/MenuPlace.h"

#include "studio/kit/Tokens.h"

#include <QMenu>

namespace socle::studio {

void popupBelow(QMenu *menu, const QWidget *anchor)
{
    const QWidget *window = anchor->window();
    const QRect room(window->mapToGlobal(QPoint()), window->size());
    const QRect box(anchor->mapToGlobal(QPoint()), anchor->size());
    const QSize size = menu->sizeHint();
    const int fromLeft = box.left();
    const int fromRight = box.right() + 1 - size.width();
    const bool isMirrored = anchor->layoutDirection() == Qt::RightToLeft;
    const int x = isMirrored ? (fromRight < room.left() ? fromLeft : fromRight)
                             : (fromLeft + size.width() > room.right() ? fromRight : fromLeft);
    const int below = box.bottom() + 1 + space::k1;
    const int above = box.top() - space::k1 - size.height();
    menu->popup({x, below + size.height() > room.bottom() && above >= room.top() ? above : below});
}

void popupAt(QMenu *menu, const QPoint &corner)
{
    const bool isMirrored = menu->layoutDirection() == Qt::RightToLeft;
    menu->popup(corner - QPoint(isMirrored ? menu->sizeHint().width() : 0, 0));
}

} // namespace socle::studio
