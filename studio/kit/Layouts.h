// Emptying a layout whose rows are made anew: the same loop in every view that shows a changing
// list.
#pragma once

#include <QLayout>
#include <QWidget>

namespace socle::studio {

/// Takes out and deletes everything in `layout`, nested layouts too. Widgets are hidden at once and
/// deleted later, as one of them may be the sender.
inline void clearLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        if (item->layout() != nullptr) {
            clearLayout(item->layout());
        }
        delete item;
    }
}

} // namespace socle::studio
