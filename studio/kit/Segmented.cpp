// See the header.
#include "studio/kit/Segmented.h"

#include "studio/kit/AccessibleRole.h"
#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kInset = 2;
constexpr int kLeastLetters = 4; // of a word that gives way

} // namespace

Segmented::Segmented(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleRole(this, QAccessible::Grouping);
}

void Segmented::addSegment(const QString &key,
                           const QString &text,
                           const QString &iconName,
                           const QString &toolTip)
{
    m_segments.push_back({key, text, iconName, toolTip.isEmpty() ? QString() : toolTip, true});
    updateAccessibleText();
    updateGeometry();
    update();
}

void Segmented::setSegmentEnabled(const QString &key, bool enabled, const QString &reason)
{
    for (Segment &segment : m_segments) {
        if (segment.key == key) {
            segment.enabled = enabled;
            if (!reason.isEmpty()) {
                segment.toolTip = reason;
            }
        }
    }
    update();
}

QString Segmented::currentKey() const
{
    return m_current >= 0 && m_current < count() ? m_segments.at(m_current).key : QString();
}

void Segmented::setCurrentKey(const QString &key)
{
    for (int i = 0; i < count(); ++i) {
        if (m_segments.at(i).key == key) {
            m_current = i;
            updateAccessibleText();
            update();
        }
    }
}

void Segmented::setEqualWidths(bool equal)
{
    m_equal = equal;
    updateGeometry();
    update();
}

QSize Segmented::sizeHint() const
{
    double widest = 0;
    double sum = 0;
    for (const Segment &segment : m_segments) {
        widest = std::max(widest, naturalWidth(segment));
        sum += naturalWidth(segment);
    }
    const double width = m_equal ? widest * count() : sum;
    return {static_cast<int>(std::ceil(width)) + 2 * kInset,
            controlHeight(ControlSize::Medium) + kInset};
}

/// Words give way to an ellipsis; the tooltip says them. Only where the size policy lets it shrink.
QSize Segmented::minimumSizeHint() const
{
    const double letters
        = kLeastLetters * QFontMetricsF(studio::font(TextRole::BaseStrong)).averageCharWidth();
    double sum = 0;
    for (const Segment &segment : m_segments) {
        const double natural = naturalWidth(segment);
        const double least = widthWithout(segment) + letters;
        sum += segment.text.isEmpty() ? natural : std::min(natural, least);
    }
    return {static_cast<int>(std::ceil(sum)) + 2 * kInset, sizeHint().height()};
}

void Segmented::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    const Theme &theme = Theme::current();
    drawRounded(&painter,
                rect(),
                radius::kMd + 1,
                theme.color(Color::Sunken),
                theme.isHighContrast() ? theme.color(Color::Border) : QColor());
    const auto boxes = rects();
    for (int i = 0; i < count(); ++i) {
        const Segment &segment = m_segments.at(i);
        const QRectF box = boxes.at(i);
        const bool isCurrent = i == m_current;
        if (isCurrent) {
            drawRounded(&painter,
                        box,
                        radius::kMd - 1,
                        theme.color(Color::Surface),
                        theme.color(Color::Border));
        } else if (i == m_hovered && segment.enabled && isEnabled()) {
            QColor veil = theme.color(Color::Text);
            veil.setAlphaF(0.05F);
            drawRounded(&painter, box, radius::kMd - 1, veil);
        }
        const bool isActive = segment.enabled && isEnabled();
        const QColor text = theme.color(!isActive       ? Color::TextDisabled
                                            : isCurrent ? Color::Text
                                                        : Color::TextMuted);
        const double side = theme.scaled(static_cast<int>(iconSize::kMd));
        const QFont label = studio::font(isCurrent ? TextRole::BaseStrong : TextRole::Base);
        if (segment.text.isEmpty()) {
            QRectF glyph(0, 0, side, side);
            glyph.moveCenter(box.center());
            drawIcon(&painter,
                     segment.icon,
                     glyph,
                     isActive && isCurrent ? theme.color(Color::Accent) : text,
                     layoutDirection());
            continue;
        }
        const QFontMetricsF metrics(label);
        const double room = box.width() - widthWithout(segment) + 1;
        const QString shown = metrics.elidedText(segment.text, Qt::ElideRight, room);
        const double textWidth = metrics.horizontalAdvance(shown);
        const double iconWidth = segment.icon.isEmpty() ? 0 : side + space::k2 + 2;
        double x = box.center().x() - (textWidth + iconWidth) / 2;
        if (iconWidth > 0) {
            drawIcon(&painter,
                     segment.icon,
                     mirrored(layoutDirection(),
                              box,
                              QRectF(x, box.center().y() - side / 2, side, side)),
                     text,
                     layoutDirection());
            x += iconWidth;
        }
        drawLine(
            &painter,
            mirrored(layoutDirection(), box, QRectF(x, box.top(), textWidth + 2, box.height())),
            shown,
            label,
            text);
    }
    if (hasFocus() && m_current >= 0 && m_current < count()) {
        drawFocusRing(&painter, boxes.at(m_current), radius::kMd - 1, 0);
    }
}

void Segmented::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        choose(indexAt(event->position()));
    }
}

void Segmented::mouseMoveEvent(QMouseEvent *event)
{
    const int index = indexAt(event->position());
    if (index != m_hovered) {
        m_hovered = index;
        update();
    }
}

void Segmented::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void Segmented::keyPressEvent(QKeyEvent *event)
{
    int step = 0;
    const int forward = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        step = -forward;
        break;
    case Qt::Key_Right:
        step = forward;
        break;
    case Qt::Key_Home:
        choose(0);
        return;
    case Qt::Key_End:
        choose(count() - 1);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    for (int i = m_current + step; i >= 0 && i < count(); i += step) {
        if (m_segments.at(i).enabled) {
            choose(i);
            return;
        }
    }
}

bool Segmented::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int index = indexAt(help->pos());
        QString words = index >= 0 ? m_segments.at(index).toolTip : QString();
        if (words.isEmpty() && index >= 0 && width() < sizeHint().width()) {
            words = m_segments.at(index).text;
        }
        QToolTip::showText(help->globalPos(), words, this);
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        update();
    }
    return QWidget::event(event);
}

QVector<QRectF> Segmented::rects() const
{
    QVector<QRectF> result;
    double x = kInset;
    const double equal = count() > 0 ? (width() - 2.0 * kInset) / count() : 0;
    const double given
        = (width() - 2.0 * kInset) / std::max(1.0, sizeHint().width() - 2.0 * kInset);
    const double share = std::min(1.0, given); // of their own width
    // Where equal parts would cut a word each gets what it needs, and gives of its air first.
    const double room = width() - 2.0 * kInset;
    double sum = 0;
    double least = 0;
    double widest = 0;
    for (const Segment &segment : m_segments) {
        sum += naturalWidth(segment);
        least += leastWidth(segment);
        widest = std::max(widest, naturalWidth(segment));
    }
    const double parts = std::max(1, count());
    for (const Segment &segment : m_segments) {
        const double own = room >= sum ? naturalWidth(segment) + (room - sum) / parts
            : room >= least            ? leastWidth(segment) + (room - least) / parts
                                       : leastWidth(segment) * room / std::max(1.0, least);
        const double w = !m_equal ? naturalWidth(segment) * share : widest <= equal ? equal : own;
        result.push_back(
            mirrored(layoutDirection(), rect(), QRectF(x, kInset, w, height() - 2.0 * kInset)));
        x += w;
    }
    return result;
}

int Segmented::indexAt(const QPointF &pos) const
{
    const auto boxes = rects();
    for (int i = 0; i < count(); ++i) {
        if (boxes.at(i).contains(pos)) {
            return i;
        }
    }
    return -1;
}

double Segmented::naturalWidth(const Segment &segment) const
{
    const double side = Theme::current().scaled(static_cast<int>(iconSize::kMd));
    if (segment.text.isEmpty()) {
        return side + 2 * (space::k2 + 2);
    }
    const double text
        = QFontMetricsF(studio::font(TextRole::BaseStrong)).horizontalAdvance(segment.text);
    return std::ceil(text) + 2 * space::k4 + iconWidthOf(segment);
}

double Segmented::iconWidthOf(const Segment &segment) const
{
    const double side = Theme::current().scaled(static_cast<int>(iconSize::kMd));
    return segment.icon.isEmpty() ? 0 : side + space::k2 + 2;
}

double Segmented::leastWidth(const Segment &segment) const
{
    return naturalWidth(segment) - (segment.text.isEmpty() ? 0 : 2 * (space::k4 - space::k2));
}

double Segmented::widthWithout(const Segment &segment) const
{
    return 2 * space::k2 + iconWidthOf(segment);
}

void Segmented::choose(int index)
{
    if (index < 0 || index >= count() || index == m_current || !m_segments.at(index).enabled) {
        return;
    }
    m_current = index;
    updateAccessibleText();
    update();
    emit currentChanged(currentKey());
}

void Segmented::updateAccessibleText()
{
    if (m_current >= 0 && m_current < count()) {
        const Segment &segment = m_segments.at(m_current);
        setAccessibleDescription(segment.text.isEmpty() ? segment.toolTip : segment.text);
    }
}

} // namespace socle::studio
