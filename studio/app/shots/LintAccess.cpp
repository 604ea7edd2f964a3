// Who cannot see or cannot hold a mouse: roles, tooltips of bare icons, and a focus that shows.
#include "studio/app/shots/Lint.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/TabOrder.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QImage>
#include <QLineEdit>
#include <QPixmap>
#include <QPointer>
#include <QTabBar>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kRingRoom = 4; // the ring is 2 px with 1 px of air

bool isReached(const QWidget &widget)
{
    return widget.isVisible() && widget.isEnabled() && !widget.visibleRegion().isEmpty()
        && (widget.focusPolicy() & Qt::TabFocus) != 0 && widget.focusProxy() == nullptr;
}

bool isQtsOwn(const QWidget &widget)
{
    return widget.objectName().startsWith(u"qt_"_s)
        || qobject_cast<const QTabBar *>(widget.parentWidget()) != nullptr
        || qobject_cast<const QLineEdit *>(widget.parentWidget()) != nullptr;
}

QString placeName(const QWidget &widget)
{
    return widget.objectName().isEmpty() ? QString::fromLatin1(widget.metaObject()->className())
                                         : widget.objectName();
}

/// What is painted around and in it, without the blinking caret of text fields.
QImage around(QWidget &window, const QWidget &widget)
{
    const QRect area = QRect(widget.mapTo(&window, QPoint()), widget.size())
                           .adjusted(-kRingRoom, -kRingRoom, kRingRoom, kRingRoom);
    return window.grab(area & window.rect()).toImage();
}

} // namespace

QStringList lintRoles(const QWidget &window)
{
    QStringList faults;
    const QList<QWidget *> all = window.findChildren<QWidget *>();
    for (QWidget *widget : all) {
        if (!widget->isVisible() || isQtsOwn(*widget)) {
            continue;
        }
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        if (button != nullptr && button->text().isEmpty() && button->toolTip().isEmpty()
            && !button->visibleRegion().isEmpty() && !widget->inherits("QTableCornerButton")
            && !widget->inherits("socle::studio::Switch")
            && !widget->inherits("socle::studio::ValueBox") // these paint their words
            && !widget->objectName().startsWith(u"schema.card."_s)
            && !widget->inherits("socle::studio::Select")) {
            faults << u"%1 is an icon without a tooltip"_s.arg(placeName(*widget));
        }
        if (!isReached(*widget)) {
            continue;
        }
        QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
        const QAccessible::Role role = spoken == nullptr ? QAccessible::NoRole : spoken->role();
        if (role == QAccessible::NoRole || role == QAccessible::Client || role == QAccessible::Pane
            || role == QAccessible::Window) {
            faults << u"%1 takes the focus but says no role"_s.arg(placeName(*widget));
        }
    }
    faults.removeDuplicates();
    return faults;
}

QStringList lintFocus(QWidget &window)
{
    QStringList faults;
    const QPointer<QWidget> before = window.focusWidget();
    window.setAttribute(Qt::WA_KeyboardFocusChange); // as after the first Tab
    // A sheet keeps the focus: only what is in it can be reached.
    const QWidget *pane = &window;
    const QList<Sheet *> sheets = window.findChildren<Sheet *>();
    for (const Sheet *sheet : sheets) {
        pane = sheet->isVisible() ? sheet : pane;
    }
    QList<QPointer<QWidget>> stops;
    for (QWidget *widget : tabStops(*pane)) {
        stops << widget;
    }
    for (const QPointer<QWidget> &stop : std::as_const(stops)) {
        QWidget *widget = stop;
        if (widget == nullptr || !isReached(*widget) || isQtsOwn(*widget)) {
            continue;
        }
        widget->setFocus(Qt::TabFocusReason);
        QCoreApplication::sendPostedEvents(); // an editor that lost it closes after the event
        if (stop.isNull()) {
            continue;
        }
        if (QApplication::focusWidget() != widget) {
            continue;
        }
        const QImage with = around(window, *widget);
        widget->clearFocus();
        if (around(window, *widget) == with) {
            faults << u"%1 does not show that it has the focus"_s.arg(placeName(*widget));
        }
    }
    if (before) {
        before->setFocus(Qt::OtherFocusReason);
    }
    faults.removeDuplicates();
    return faults;
}

} // namespace socle::studio
