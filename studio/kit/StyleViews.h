// Inside of the style: menus, headers, item views, tabs, tool tips. Not for use outside studio/kit.
#pragma once

#include <QStyle>

namespace socle::studio {
class SocleStyle;
}

namespace socle::studio::views {

/// True when painted.
bool drawPrimitive(QStyle::PrimitiveElement element,
                   const QStyleOption *option,
                   QPainter *painter,
                   const QWidget *widget);
bool drawControl(const SocleStyle *style,
                 QStyle::ControlElement element,
                 const QStyleOption *option,
                 QPainter *painter,
                 const QWidget *widget);

} // namespace socle::studio::views
