// Who may be wider than its place.
//
// The columns of a board and a map of cards are wider than any window by nature; anything else that
// scrolls sideways hides half of itself, and the layout lint says so.
#pragma once

#include <QVariant>
#include <QWidget>

namespace socle::studio {

/// `area` is meant to scroll sideways.
inline void allowScrollSideways(QWidget *area) { area->setProperty("scrollsSideways", true); }

inline bool isMeantToScrollSideways(const QWidget &area)
{
    return area.property("scrollsSideways").toBool();
}

} // namespace socle::studio
