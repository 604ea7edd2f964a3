#include "studio/app/shots/Lint.h"

#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QAbstractButton>
#include <QFontMetricsF>
#include <QLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>

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
    if (qobject_cast<const Button *>(&button) != nullptr
        && button.width() < button.sizeHint().width() - 1 && !button.text().isEmpty()) {
        faults << u"%1: \"%2\" needs %3 px, has %4"_s.arg(placeOf(button), shortened(button.text()))
                      .arg(button.sizeHint().width())
                      .arg(button.width());
    }
    if (button.height() < kLeastTarget || button.width() < kLeastTarget) {
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

} // namespace

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
            // A form that scrolls sideways hides half of itself.
            if (scroll->horizontalScrollBar()->isVisible()
                && scroll->objectName() != u"schema.cards") {
                faults << u"%1 scrolls sideways"_s.arg(placeOf(*scroll));
            }
        }
        if (!isScrolled(*widget)) {
            lintSiblings(*widget, faults);
        }
    }
    faults.removeDuplicates();
    return faults;
}

} // namespace socle::studio
