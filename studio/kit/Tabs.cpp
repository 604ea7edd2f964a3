// See the header.
#include "studio/kit/Tabs.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/StyleParts.h"
#include "studio/kit/Text.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainterPath>
#include <QStyleOptionTab>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace socle::studio {

namespace {

constexpr int kCross = 11;
constexpr int kTabDot = 7;
constexpr int kLead = space::k2; // before the words of an Underline tab

} // namespace

Tabs::Tabs(Look look, QWidget *parent)
    : QTabBar(parent)
    , m_look(look)
{
    setMouseTracking(true);
    setDrawBase(look == Look::Underline); // off where the page has a line of its own
    setExpanding(false);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideRight);
    setFocusPolicy(Qt::TabFocus);
    setMovable(look == Look::Document);
    // The arrows of tabs that do not fit stand over what is left of one.
    for (QToolButton *arrow : findChildren<QToolButton *>()) {
        arrow->setBackgroundRole(QPalette::Window);
        arrow->setAutoFillBackground(true);
    }
    connect(&Theme::current(), &Theme::changed, this, &QWidget::updateGeometry);
}

int Tabs::addTab(const QString &key, const QString &text, const QString &iconName)
{
    m_extras.insert(key, Extra{iconName});
    const int index = QTabBar::addTab(text);
    setTabData(index, key);
    // The width depends on the extras, which the insertion could not know yet.
    setTabText(index, text);
    return index;
}

QString Tabs::keyAt(int index) const { return tabData(index).toString(); }

int Tabs::indexOfKey(const QString &key) const
{
    for (int i = 0; i < count(); ++i) {
        if (keyAt(i) == key) {
            return i;
        }
    }
    return -1;
}

void Tabs::setDirty(int index, bool dirty)
{
    if (Extra *own = extra(index)) {
        own->dirty = dirty;
        nameTab(index);
        update();
    }
}

void Tabs::nameTab(int index)
{
    const Extra *own = extra(index);
    QString name = tabText(index);
    if (own->dirty) {
        name = tr("%1, has unsaved changes").arg(name);
    }
    if (own->failed) {
        name = tr("%1, failed").arg(name);
    } else if (own->busy) {
        name = tr("%1, loading").arg(name);
    }
    setAccessibleTabName(index, name);
}

void Tabs::setBusy(int index, bool busy)
{
    Extra *own = extra(index);
    if (own == nullptr || own->busy == busy) {
        return;
    }
    own->busy = busy;
    nameTab(index);
    const bool spins = Theme::current().hasMotion()
        && std::any_of(m_extras.cbegin(), m_extras.cend(), [](const Extra &one) {
                           return one.busy;
                       });
    if (spins && m_spinTimer == 0) {
        m_spinTimer = startTimer(motion::kFast / 2);
    } else if (!spins && m_spinTimer != 0) {
        killTimer(std::exchange(m_spinTimer, 0));
    }
    update();
}

bool Tabs::isBusy(int index) const
{
    const Extra *own = extra(index);
    return own != nullptr && own->busy;
}

void Tabs::setFailed(int index, bool failed)
{
    if (Extra *own = extra(index); own != nullptr && own->failed != failed) {
        own->failed = failed;
        nameTab(index);
        update();
    }
}

bool Tabs::isFailed(int index) const
{
    const Extra *own = extra(index);
    return own != nullptr && own->failed;
}

void Tabs::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_spinTimer) {
        QTabBar::timerEvent(event);
        return;
    }
    m_angle = (m_angle + 30) % 360;
    for (int i = 0; i < count(); ++i) {
        if (isBusy(i)) {
            update(tabRect(i));
        }
    }
}

void Tabs::drawMark(QPainter *painter, const Extra &own, const QRectF &glyph, const QColor &ink)
{
    if (own.busy) {
        parts::drawSpinner(painter, glyph, m_angle, colorOf(Color::TextMuted));
    } else if (own.failed) {
        drawIcon(
            painter, QStringLiteral("alert"), glyph, colorOf(Color::Danger), layoutDirection());
    } else {
        drawIcon(painter, own.icon, glyph, ink, layoutDirection());
    }
}

bool Tabs::isDirty(int index) const
{
    const Extra *own = extra(index);
    return own != nullptr && own->dirty;
}

void Tabs::setCount(int index, int count)
{
    if (Extra *own = extra(index)) {
        own->count = count;
        setTabText(index, tabText(index));
    }
}

void Tabs::setPreview(int index, bool preview)
{
    if (Extra *own = extra(index)) {
        own->preview = preview;
        update();
    }
}

void Tabs::setActive(bool active)
{
    m_isActive = active;
    update();
}

QString Tabs::iconNameAt(int index) const
{
    const Extra *own = extra(index);
    return own != nullptr ? own->icon : QString();
}

/// Between the words of Underline tabs; less where they would not all fit.
int Tabs::gap() const
{
    double sum = 0;
    for (int i = 0; i < count(); ++i) {
        const Extra *own = extra(i);
        sum += std::ceil(
                   QFontMetricsF(studio::font(TextRole::BaseStrong)).horizontalAdvance(tabText(i)))
            + (own != nullptr && own->count >= 0 ? space::k6 : 0) + space::k6;
    }
    return sum > width() ? space::k4 : space::k6;
}

QSize Tabs::tabSizeHint(int index) const
{
    const Extra *own = extra(index);
    const Theme &theme = Theme::current();
    double width = std::ceil(
        QFontMetricsF(studio::font(TextRole::BaseStrong)).horizontalAdvance(tabText(index)));
    if (own != nullptr && own->count >= 0) {
        width += std::ceil(QFontMetricsF(studio::font(TextRole::Small))
                               .horizontalAdvance(QString::number(own->count)))
            + space::k3;
    }
    if (m_look == Look::Underline) {
        return {static_cast<int>(width) + gap(), theme.scaled(control::kLg)};
    }
    width += 2 * space::k4 + kCross + space::k4;
    if (own != nullptr && !own->icon.isEmpty()) {
        width += theme.scaled(static_cast<int>(iconSize::kMd)) + space::k3;
    }
    return {std::clamp(static_cast<int>(width), space::k10 + space::k6, space::k10 * 4),
            theme.scaled(layout::kTabStrip)};
}

QSize Tabs::minimumSizeHint() const
{
    // Qt would keep room for its scroll buttons beside a single short tab.
    return {std::min(sizeHint().width(), space::k10), QTabBar::minimumSizeHint().height()};
}

QSize Tabs::minimumTabSizeHint(int index) const
{
    const QSize hint = tabSizeHint(index);
    return {
        std::min(hint.width(), m_look == Look::Underline ? hint.width() : space::k10 + space::k8),
        hint.height()};
}

void Tabs::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    const Theme &theme = Theme::current();
    if (m_look == Look::Underline && drawBase()) {
        drawHairline(&painter,
                     {0, height() - 1.0},
                     {static_cast<double>(width()), height() - 1.0},
                     theme.color(Color::Border));
    }
    const int between = gap();
    for (int i = 0; i < count(); ++i) {
        const QRectF box = tabRect(i);
        if (!box.intersects(rect())) {
            continue;
        }
        const Extra *own = extra(i);
        const bool isCurrent = i == currentIndex();
        const bool isHovered = i == m_hovered;
        const QColor text = theme.color(!isTabEnabled(i)             ? Color::TextDisabled
                                            : isCurrent || isHovered ? Color::Text
                                                                     : Color::TextMuted);
        QFont label = studio::font(isCurrent ? TextRole::BaseStrong : TextRole::Base);
        label.setItalic(own != nullptr && own->preview);
        if (m_look == Look::Underline) {
            // The words stand a little in, so that the ring of the first tab has its room.
            const QRectF inner = mirrored(
                layoutDirection(),
                rect(),
                mirrored(layoutDirection(), rect(), box).adjusted(kLead, 0, kLead - between, 0));
            const double w = QFontMetricsF(label).horizontalAdvance(tabText(i));
            drawLine(&painter, inner.adjusted(0, 0, 1, -2), tabText(i), label, text);
            if (own != nullptr && own->count >= 0) {
                drawLine(
                    &painter,
                    mirrored(layoutDirection(), inner, inner.adjusted(w + space::k2 + 2, 0, 0, -2)),
                    QString::number(own->count),
                    studio::font(TextRole::Small),
                    theme.color(Color::TextSubtle));
            }
            if (isCurrent) {
                painter.fillRect(QRectF(inner.left(), height() - 2.0, inner.width(), 2),
                                 theme.color(Color::Accent));
            }
            if (isCurrent && hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
                drawFocusRing(
                    &painter, inner.adjusted(-kLead, 2, kLead, -space::k2), radius::kSm, 0);
            }
            continue;
        }
        if (isCurrent) {
            painter.save();
            painter.setRenderHint(QPainter::Antialiasing);
            painter.fillPath(topRoundedPath(box.adjusted(0, space::k2, 0, 1), radius::kLg),
                             theme.color(Color::Surface));
            painter.restore();
            painter.fillRect(
                QRectF(
                    box.left() + space::k3, box.top() + space::k2, box.width() - 2 * space::k3, 2),
                theme.color(m_isActive ? Color::Accent : Color::Border));
        } else if (isHovered) {
            QColor veil = theme.color(Color::Text);
            veil.setAlphaF(0.05F);
            drawRounded(&painter, box.adjusted(1, space::k2 + 1, -1, -2), radius::kMd, veil);
        }
        double x = space::k4;
        const double side = theme.scaled(static_cast<int>(iconSize::kMd));
        const double middle = box.center().y() + 2;
        const auto place = [&](double left, double w) {
            return mirrored(layoutDirection(), box, QRectF(box.left() + left, middle - 12, w, 24));
        };
        if (own != nullptr && !own->icon.isEmpty()) {
            QRectF glyph(0, 0, side - 1, side - 1);
            glyph.moveCenter(place(x, side).center());
            drawMark(
                &painter, *own, glyph, isCurrent && m_isActive ? theme.color(Color::Accent) : text);
            x += side + space::k3;
        }
        const double end = box.width() - space::k4 - kCross - space::k3;
        drawLine(&painter, place(x, end - x), tabText(i), label, text);
        const bool showsDot = own != nullptr && own->dirty && !(isHovered && m_closeHovered);
        QRectF cross(0, 0, kCross, kCross);
        cross.moveCenter(QPointF(QRectF(closeRect(i)).center().x(), middle));
        if (showsDot) {
            QRectF dot(0, 0, kTabDot, kTabDot);
            dot.moveCenter(cross.center());
            drawRounded(&painter, dot, radius::kFull, theme.color(Color::ModBar));
        } else {
            if (isHovered && m_closeHovered) {
                QColor veil = theme.color(Color::Text);
                veil.setAlphaF(0.1F);
                drawRounded(&painter, cross.adjusted(-4, -4, 4, 4), radius::kSm, veil);
            }
            drawIcon(&painter,
                     QStringLiteral("x"),
                     cross,
                     theme.color(isCurrent || isHovered ? Color::TextMuted : Color::TextSubtle));
        }
        if (isCurrent && hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
            drawFocusRing(&painter, box.adjusted(3, space::k2 + 4, -3, -3), radius::kSm, 0);
        }
    }
}

void Tabs::mousePressEvent(QMouseEvent *event)
{
    const int index = tabAt(event->pos());
    if (m_look == Look::Document && index >= 0
        && (event->button() == Qt::MiddleButton
            || (event->button() == Qt::LeftButton && closeRect(index).contains(event->pos())))) {
        m_pressedClose = index;
        return;
    }
    m_pressed = event->button() == Qt::LeftButton ? index : -1;
    QTabBar::mousePressEvent(event);
    if (m_pressed >= 0) {
        m_pressed = currentIndex(); // the press chose it; moving keeps it current
    }
}

void Tabs::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_pressedClose >= 0) {
        const int index = std::exchange(m_pressedClose, -1);
        if (tabAt(event->pos()) == index) {
            emit closeRequested(index);
        }
        return;
    }
    m_pressed = -1;
    QTabBar::mouseReleaseEvent(event);
}

void Tabs::mouseMoveEvent(QMouseEvent *event)
{
    const bool isOut
        = event->position().y() < -height() / 2.0 || event->position().y() > 1.5 * height();
    if (m_look == Look::Document && m_pressed >= 0 && isOut
        && event->buttons().testFlag(Qt::LeftButton)) {
        m_pressed = -1;
        // The bar's own moving ends first, or the tab would stay lifted.
        QMouseEvent release(QEvent::MouseButtonRelease,
                            event->position(),
                            event->globalPosition(),
                            Qt::LeftButton,
                            Qt::NoButton,
                            event->modifiers());
        QTabBar::mouseReleaseEvent(&release);
        emit draggedOut(currentIndex());
        return;
    }
    const int index = tabAt(event->pos());
    const bool onClose
        = m_look == Look::Document && index >= 0 && closeRect(index).contains(event->pos());
    if (index != m_hovered || onClose != m_closeHovered) {
        m_hovered = index;
        m_closeHovered = onClose;
        update();
    }
    QTabBar::mouseMoveEvent(event);
}

void Tabs::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    m_closeHovered = false;
    update();
    QTabBar::leaveEvent(event);
}

void Tabs::keyPressEvent(QKeyEvent *event)
{
    if (m_look == Look::Document && event->key() == Qt::Key_Delete && currentIndex() >= 0) {
        emit closeRequested(currentIndex());
        return;
    }
    QTabBar::keyPressEvent(event);
}

QRect Tabs::closeRect(int index) const
{
    const QRect box = tabRect(index);
    const int side = kCross + 2 * space::k2 + 2;
    const QRectF place(
        box.right() - space::k3 - side + 2, box.center().y() - side / 2 + 2, side, side);
    return mirrored(layoutDirection(), box, place).toAlignedRect();
}

Tabs::Extra *Tabs::extra(int index)
{
    const auto found = m_extras.find(keyAt(index));
    return found == m_extras.end() ? nullptr : &found.value();
}

const Tabs::Extra *Tabs::extra(int index) const
{
    const auto found = m_extras.constFind(keyAt(index));
    return found == m_extras.constEnd() ? nullptr : &found.value();
}

} // namespace socle::studio
