// Where Tab goes: along what stands there, line by line from the leading to the trailing edge.
//
// Qt's own chain follows the age of widgets, and ours come and go: panels move into the inspector,
// editors are made when a record is shown, chips when a filter is typed. Whoever keeps the keyboard
// inside (a window, a sheet, a popover) answers focusNextPrevChild() with goToTabStop().
//
// Source: studio.md 3.19 ("Tab order follows the leading-to-trailing layout").
#pragma once

#include <QWidgetList>

namespace socle::studio {

/// A widget that knows the order of its stops better than the eye does (the record form: the fields
/// of the schema, "take back" behind its editor). It stands in its pane as one block.
class OwnTabStops
{
public:
    /// Only those that isTabStop() now.
    virtual QWidgetList tabStops() const = 0;

protected:
    ~OwnTabStops() = default;
};

/// Whether Tab stops there now: seen, enabled, takes the focus itself.
bool isTabStop(const QWidget &widget);

/// All stops inside `pane`, in their order.
QWidgetList tabStops(const QWidget &pane);

/// Gives the keyboard to the stop behind (or before) the focus, round at the ends of `pane`, and
/// scrolls it into view. False when there is no stop.
bool goToTabStop(QWidget &pane, bool next);

/// The same along `stops`, which end: false when the focus is none of them or the last.
bool goAlongTabStops(const QWidgetList &stops, bool next);

} // namespace socle::studio
