#include "studio/app/shots/Lint.h"

#include "studio/kit/Button.h"
#include "studio/kit/FoldingRow.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Sideways.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QFontMetricsF>
#include <QHash>
#include <QImage>
#include <QLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kLeastTarget = 20; // 24 with the air around it

/// The nearest names, so that a nameless label can be found.
QString placeOf(const QWidget &widget)
{
    QStringList path;
    for (const QWidget *one = &widget; one != nullptr && path.size() < 2;
         one = one->parentWidget()) {
        if (!one->objectName().isEmpty()) {
            path.prepend(one->objectName());
        }
    }
    return path.isEmpty() ? QString::fromLatin1(widget.metaObject()->className())
                          : path.join(u" > "_s);
}

bool isSeen(const QWidget &widget)
{
    return widget.isVisible() && !widget.visibleRegion().isEmpty();
}

/// Scrolled out of sight is not cut off.
bool isScrolled(const QWidget &widget)
{
    for (const QWidget *one = widget.parentWidget(); one != nullptr; one = one->parentWidget()) {
        if (qobject_cast<const QAbstractScrollArea *>(one) != nullptr) {
            return true;
        }
    }
    return false;
}

QString shortened(const QString &text)
{
    return text.size() > 40 ? QString(text.left(39) + u'…') : text;
}

void lintText(const Text &label, QStringList &faults)
{
    const QSize room = label.contentsRect().size();
    const auto overflow = static_cast<Text::Overflow>(label.property("overflow").toInt());
    if (overflow == Text::Overflow::Elide || label.text().isEmpty()) {
        return;
    }
    if (overflow == Text::Overflow::Wrap) {
        if (label.heightForWidth(label.width()) > label.height() + 1) {
            faults << u"%1: \"%2\" needs %3 px of height, has %4"_s
                          .arg(placeOf(label), shortened(label.text()))
                          .arg(label.heightForWidth(label.width()))
                          .arg(label.height());
        }
        return;
    }
    const double wanted = std::ceil(
        QFontMetricsF(static_cast<const QLabel &>(label).font()).horizontalAdvance(label.text()));
    if (wanted > room.width() + 1) {
        faults << u"%1: \"%2\" needs %3 px, has %4"_s.arg(placeOf(label), shortened(label.text()))
                      .arg(wanted)
                      .arg(room.width());
    }
}

void lintButton(const QAbstractButton &button, QStringList &faults)
{
    const auto *folding = qobject_cast<const FoldingButton *>(&button);
    if (folding != nullptr && folding->isFolded() && folding->toolTip().isEmpty()) {
        faults << u"%1: \"%2\" shows its icon alone and has no tooltip"_s.arg(
            placeOf(button), shortened(button.text()));
    }
    if (qobject_cast<const Button *>(&button) != nullptr
        && button.width() < button.sizeHint().width() - 1 && !button.text().isEmpty()) {
        faults << u"%1: \"%2\" needs %3 px, has %4"_s.arg(placeOf(button), shortened(button.text()))
                      .arg(button.sizeHint().width())
                      .arg(button.width());
    }
    // Qt's own, inside a control that is large enough itself.
    const bool isInner = qobject_cast<const QLineEdit *>(button.parentWidget()) != nullptr
        || qobject_cast<const QTabBar *>(button.parentWidget()) != nullptr;
    if (!isInner && (button.height() < kLeastTarget || button.width() < kLeastTarget)) {
        faults << u"%1: %2 x %3 is too small to hit"_s.arg(placeOf(button))
                      .arg(button.width())
                      .arg(button.height());
    }
}

/// Siblings of one layout must not lie on each other.
void lintSiblings(const QWidget &parent, QStringList &faults)
{
    const QLayout *layout = parent.layout();
    if (layout == nullptr) {
        return;
    }
    QList<const QWidget *> shown;
    const QList<QWidget *> children
        = parent.findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly);
    for (const QWidget *child : children) {
        if (child->isVisible() && layout->indexOf(const_cast<QWidget *>(child)) >= 0
            && layout->inherits("QBoxLayout")) {
            shown << child;
        }
    }
    for (qsizetype i = 0; i < shown.size(); ++i) {
        for (qsizetype j = i + 1; j < shown.size(); ++j) {
            const QRect both = shown[i]->geometry() & shown[j]->geometry();
            if (both.width() > 1 && both.height() > 1) {
                faults << u"%1 and %2 overlap by %3 x %4"_s
                              .arg(placeOf(*shown[i]), placeOf(*shown[j]))
                              .arg(both.width())
                              .arg(both.height());
            }
        }
    }
}

/// A form that scrolls sideways hides half of itself; one that may not is cut for good. What is
/// wider than any window by nature says so.
void lintSideways(const QScrollArea &scroll, QStringList &faults)
{
    const QWidget *content = scroll.widget();
    if (content == nullptr || isMeantToScrollSideways(scroll)) {
        return;
    }
    if (scroll.horizontalScrollBar()->isVisible()) {
        faults << u"%1 scrolls sideways"_s.arg(placeOf(scroll));
    } else if (content->width() > scroll.viewport()->width() + 1) {
        faults << u"%1: what it shows is cut, it needs %2 px of width, has %3"_s
                      .arg(placeOf(scroll))
                      .arg(content->width())
                      .arg(scroll.viewport()->width());
    }
}

} // namespace

QStringList lintNames(const QWidget &window)
{
    QStringList faults;
    const QList<QWidget *> all = window.findChildren<QWidget *>();
    for (QWidget *widget : all) {
        const bool isButton = qobject_cast<const QAbstractButton *>(widget) != nullptr;
        const bool isReached = (widget->focusPolicy() & Qt::TabFocus) != 0;
        // Qt's own parts (scroll buttons of a strip, line edits inside a control) speak through
        // their owner.
        const bool isInner = widget->objectName().startsWith(u"qt_"_s)
            || qobject_cast<const QTabBar *>(widget->parentWidget()) != nullptr
            || qobject_cast<const QLineEdit *>(widget->parentWidget()) != nullptr
            || widget->inherits("QTableCornerButton");
        if (!isSeen(*widget) || isInner || (!isButton && !isReached)) {
            continue;
        }
        if (widget->objectName().isEmpty()) {
            faults << u"%1 in %2 has no object name (\"%3\")"_s.arg(
                QString::fromLatin1(widget->metaObject()->className()),
                placeOf(*widget),
                widget->accessibleName());
        }
        QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
        if (spoken == nullptr || spoken->text(QAccessible::Name).trimmed().isEmpty()) {
            faults << u"%1 %2 has no accessible name"_s.arg(
                QString::fromLatin1(widget->metaObject()->className()), placeOf(*widget));
        }
    }
    faults.removeDuplicates();
    return faults;
}

/// The ground is what most pixels of a line of text are; an invalid colour without pixels.
static QColor groundOf(const QImage &picture, const QRect &area)
{
    const double ratio = picture.devicePixelRatio();
    const QRect pixels = QRect(area.topLeft() * ratio, area.size() * ratio) & picture.rect();
    QHash<QRgb, int> counts;
    for (int y = pixels.top(); y <= pixels.bottom(); y += 2) {
        for (int x = pixels.left(); x <= pixels.right(); x += 2) {
            ++counts[picture.pixel(x, y)];
        }
    }
    const auto most = std::max_element(
        counts.constBegin(), counts.constEnd(), [](int a, int b) { return a < b; });
    return most == counts.constEnd() ? QColor() : QColor(most.key());
}

/// `root`: the window, or a popover that stands above it; `origin`: its place in the picture.
static void lintInk(const QWidget &root, QPoint origin, const QImage &picture, QStringList &faults)
{
    constexpr double kLeast = 4.5;
    constexpr double kLeastLarge = 3.0;
    constexpr int kLargePx = 18;
    const QList<Text *> labels = root.findChildren<Text *>();
    for (const Text *label : labels) {
        // What a sheet's scrim covers is out of play; so is what is disabled.
        if (label->window() != &root || !isSeen(*label) || !label->isEnabled()
            || label->text().trimmed().isEmpty()
            || root.childAt(label->mapTo(&root, label->rect().center())) != label) {
            continue;
        }
        const QRect area(label->mapTo(&root, origin), label->size());
        const QColor ground = groundOf(picture, area);
        const QColor ink = label->ink();
        const double found = contrastRatio(ink, ground);
        const double least = static_cast<const QLabel *>(label)->font().pixelSize() >= kLargePx
            ? kLeastLarge
            : kLeast;
        if (ground.isValid() && found < least) {
            faults << u"%1: \"%2\" %3 on %4 is %5 : 1"_s
                          .arg(placeOf(*label), shortened(label->text()), ink.name())
                          .arg(ground.name())
                          .arg(found, 0, 'f', 1);
        }
    }
}

QStringList lintContrast(const QWidget &window, const QImage &picture)
{
    QStringList faults;
    QWidgetList above;
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *popover : windows) {
        if (popover->isVisible() && popover->windowType() == Qt::Popup) {
            above << popover;
        }
    }
    // Behind a popover the window stands as it stood; its labels may be covered.
    if (above.isEmpty()) {
        lintInk(window, {}, picture, faults);
    }
    for (const QWidget *popover : std::as_const(above)) {
        lintInk(*popover,
                popover->mapToGlobal(QPoint()) - window.mapToGlobal(QPoint()),
                picture,
                faults);
    }
    faults.removeDuplicates();
    return faults;
}

QStringList lintLayout(const QWidget &window)
{
    QStringList faults;
    const QList<QWidget *> all = window.findChildren<QWidget *>();
    for (const QWidget *widget : all) {
        if (!isSeen(*widget)) {
            continue;
        }
        if (const auto *label = qobject_cast<const Text *>(widget)) {
            lintText(*label, faults);
        } else if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
            lintButton(*button, faults);
        } else if (const auto *scroll = qobject_cast<const QScrollArea *>(widget)) {
            lintSideways(*scroll, faults);
        }
        if (!isScrolled(*widget)) {
            lintSiblings(*widget, faults);
        }
    }
    faults.removeDuplicates();
    return faults;
}

} // namespace socle::studio
