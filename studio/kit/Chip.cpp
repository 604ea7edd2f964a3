// See the header.
#include "studio/kit/Chip.h"

#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kCross = 10;

QFont partFont(qsizetype index)
{
    return studio::font(index % 2 == 0 ? TextRole::SmallStrong : TextRole::Small);
}

} // namespace

Chip::Chip(const QStringList &parts, QWidget *parent)
    : QAbstractButton(parent)
{
    setAttribute(Qt::WA_Hover);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setParts(parts);
}

Chip::Chip(const QString &text, QWidget *parent)
    : Chip(QStringList{text}, parent)
{
}

void Chip::setParts(const QStringList &parts)
{
    m_parts = parts;
    setText(parts.join(QLatin1Char(' ')));
    setAccessibleName(text());
    updateGeometry();
    update();
}

void Chip::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Chip::setRemovable(bool removable)
{
    m_removable = removable;
    updateGeometry();
}

void Chip::setLeadingIcon(const QString &meaning)
{
    m_icon = meaning;
    updateGeometry();
}

void Chip::setDot(const QColor &color)
{
    m_dot = color;
    updateGeometry();
}

void Chip::setMuted(bool muted)
{
    m_muted = muted;
    update();
}

QSize Chip::sizeHint() const
{
    double width = 2 * space::k3 + 2;
    for (qsizetype i = 0; i < m_parts.size(); ++i) {
        width += std::ceil(QFontMetricsF(partFont(i)).horizontalAdvance(m_parts.at(i)))
            + (i > 0 ? space::k2 + 1 : 0);
    }
    if (!m_icon.isEmpty() || m_dot.isValid()) {
        width += kCross + 2 + space::k2 + 2;
    }
    if (m_removable) {
        width += kCross + space::k2 + 1;
    }
    return {static_cast<int>(width),
            controlHeight(m_tone == Tone::Accent ? ControlSize::Medium : ControlSize::Small)};
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    const Theme &theme = Theme::current();
    QColor fill = theme.toneSoft(m_tone);
    QColor text = m_tone == Tone::Neutral ? theme.color(Color::Text) : theme.toneText(m_tone);
    if (underMouse() && isEnabled()) {
        fill = blended(text, fill, isDown() ? 0.14 : 0.07);
    }
    if (m_muted || !isEnabled()) {
        text = theme.color(isEnabled() ? Color::TextSubtle : Color::TextDisabled);
        fill = theme.color(Color::Chip);
    }
    drawRounded(&painter,
                rect(),
                radius::kMd,
                fill,
                theme.isHighContrast() ? theme.color(Color::Border) : QColor());
    if (hasFocus()) {
        drawFocusRing(&painter, rect(), radius::kMd, 0);
    }
    double x = space::k3 + 1;
    const auto place = [&](double w) {
        const QRectF box = mirrored(layoutDirection(), rect(), QRectF(x, 0, w, height()));
        x += w;
        return box;
    };
    if (!m_icon.isEmpty() || m_dot.isValid()) {
        QRectF glyph(0, 0, kCross + 2, kCross + 2);
        glyph.moveCenter(place(kCross + 2).center());
        if (m_dot.isValid()) {
            drawRounded(&painter, glyph, radius::kFull, m_dot);
        } else {
            drawIcon(&painter, m_icon, glyph, text, layoutDirection());
        }
        x += space::k2 + 2;
    }
    // "price ≥ 12" is code: turned round it would say the contrary. Words follow the direction.
    const bool isTurned = layoutDirection() == Qt::RightToLeft && m_parts.size() > 2
        && std::none_of(m_parts.at(1).begin(), m_parts.at(1).end(), [](QChar letter) {
                              return letter.isLetter();
                          });
    for (qsizetype at = 0; at < m_parts.size(); ++at) {
        const qsizetype i = isTurned ? m_parts.size() - 1 - at : at;
        if (at > 0) {
            x += space::k2 + 1;
        }
        QFont partial = partFont(i);
        partial.setStrikeOut(m_muted);
        drawLine(&painter,
                 place(std::ceil(QFontMetricsF(partial).horizontalAdvance(m_parts.at(i))))
                     .adjusted(-1, 0, 1, 0),
                 m_parts.at(i),
                 partial,
                 text);
    }
    if (m_removable) {
        QColor cross = text;
        cross.setAlphaF(m_removeHovered ? 1.0F : 0.8F);
        QRectF glyph(0, 0, kCross, kCross);
        glyph.moveCenter(QRectF(removeRect()).center());
        if (m_removeHovered) {
            QColor veil = text;
            veil.setAlphaF(0.14F);
            drawRounded(&painter, glyph.adjusted(-4, -4, 4, 4), radius::kSm, veil);
        }
        drawIcon(&painter, QStringLiteral("x"), glyph, cross);
    }
}

void Chip::mouseMoveEvent(QMouseEvent *event)
{
    const bool hovered = m_removable && removeRect().contains(event->pos());
    if (hovered != m_removeHovered) {
        m_removeHovered = hovered;
        update();
    }
    QAbstractButton::mouseMoveEvent(event);
}

void Chip::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_removable && event->button() == Qt::LeftButton && removeRect().contains(event->pos())) {
        setDown(false);
        emit removeRequested();
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void Chip::keyPressEvent(QKeyEvent *event)
{
    if (m_removable && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        emit removeRequested();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

bool Chip::event(QEvent *event)
{
    if (event->type() == QEvent::Leave && m_removeHovered) {
        m_removeHovered = false;
    }
    return QAbstractButton::event(event);
}

QRect Chip::removeRect() const
{
    const QRectF box(width() - kCross - 2 * space::k3 + 2, 0, kCross + 2 * space::k3 - 2, height());
    return mirrored(layoutDirection(), rect(), box).toAlignedRect();
}

} // namespace socle::studio
