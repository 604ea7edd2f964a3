// What QLayout leaves to everybody: emptying one whose rows are made anew, margins that follow the
// reading direction, stretches that do not spread.
#pragma once

#include <QBoxLayout>
#include <QGuiApplication>
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

/// A column that takes the room there is without asking for it: what stands around it does not grow
/// because of its stretches.
class QuietColumn : public QVBoxLayout
{
public:
    using QVBoxLayout::QVBoxLayout;

    Qt::Orientations expandingDirections() const override { return {}; }
};

/// Contents margins by reading direction: Qt's own stay where they are in a mirrored window. For a
/// layout or a widget; the direction is that of the program when it is called.
template <typename Edged>
void setMirroredMargins(Edged *edged, int leading, int top, int trailing, int bottom)
{
    const bool isMirrored = QGuiApplication::layoutDirection() == Qt::RightToLeft;
    edged->setContentsMargins(
        isMirrored ? trailing : leading, top, isMirrored ? leading : trailing, bottom);
}

} // namespace socle::studio
