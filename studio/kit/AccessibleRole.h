// What a widget of our own painting is to a screen reader (studio.md 3.19).
#pragma once

#include <QAccessible>

class QWidget;

namespace socle::studio {

/// Says the role of `widget` to assistive tools, which take a bare QWidget for nothing they know.
/// Name and description stay those of the widget. UI thread.
void setAccessibleRole(QWidget *widget, QAccessible::Role role);

} // namespace socle::studio
