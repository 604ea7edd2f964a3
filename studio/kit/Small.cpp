// See the header.
#include "studio/kit/Small.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/StyleParts.h"
#include "studio/kit/Text.h"

#include <QPainterPath>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kDot = 8;
constexpr int kTile = 34;

} // namespace

Kbd::Kbd(const QString &keys, QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setKeys(keys);
}

void Kbd::setKeys(const QString &keys)
{
    m_keys = keys;
    setAccessibleName(tr("Key: %1").arg(keys));
    updateGeometry();
    update();
}

QSize Kbd::sizeHint() const
{
    if (m_keys.isEmpty()) {
        return {0, 0};
    }
    return {static_cast<int>(
                std::ceil(QFontMetricsF(studio::font(TextRole::Micro)).horizontalAdvance(m_keys)))
                + 2 * (space::k2 + 2),
            Theme::current().scaled(space::k6 - 2)};
}

void Kbd::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawRounded(&painter,
                rect(),
                radius::kSm,
                colorOf(Color::Sunken),
                Theme::current().isHighContrast() ? colorOf(Color::Border) : QColor());
    QFont keyFont = studio::font(TextRole::Micro);
    keyFont.setWeight(QFont::Medium);
    drawLine(&painter,
             rect(),
             m_keys,
             keyFont,
             colorOf(Color::TextMuted),
             Qt::AlignCenter,
             Qt::ElideNone);
}

StatusDot::StatusDot(Tone tone, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setStatus(tone, text);
}

void StatusDot::setStatus(Tone tone, const QString &text)
{
    m_tone = tone;
    m_text = text;
    setProperty("tone", static_cast<int>(tone));
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize StatusDot::sizeHint() const
{
    const int text = m_text.isEmpty()
        ? 0
        : static_cast<int>(
              std::ceil(QFontMetricsF(studio::font(TextRole::Base)).horizontalAdvance(m_text)))
            + space::k3;
    return {kDot + text, lineHeightOf(TextRole::Base)};
}

void StatusDot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    const QRectF dot(0, (height() - kDot) / 2.0, kDot, kDot);
    drawRounded(&painter,
                mirrored(layoutDirection(), rect(), dot),
                radius::kFull,
                Theme::current().toneMark(m_tone));
    drawLine(&painter,
             mirrored(layoutDirection(),
                      rect(),
                      QRectF(kDot + space::k3, 0, width() - kDot - space::k3, height())),
             m_text,
             studio::font(TextRole::Base),
             colorOf(Color::Text));
}

Divider::Divider(Qt::Orientation orientation, QWidget *parent)
    : QWidget(parent)
    , m_orientation(orientation)
{
    setSizePolicy(orientation == Qt::Horizontal ? QSizePolicy::Expanding : QSizePolicy::Fixed,
                  orientation == Qt::Horizontal ? QSizePolicy::Fixed : QSizePolicy::Expanding);
}

QSize Divider::sizeHint() const { return {1, 1}; }

void Divider::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawHairline(&painter,
                 {0, 0},
                 m_orientation == Qt::Horizontal ? QPointF(width(), 0) : QPointF(0, height()),
                 colorOf(Color::Border));
}

Avatar::Avatar(const QString &name, int side, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
    , m_side(side)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(name);
}

void Avatar::setPicture(const QPixmap &picture)
{
    m_picture = picture;
    update();
}

QSize Avatar::sizeHint() const { return {m_side, m_side}; }

void Avatar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (!m_picture.isNull()) {
        QPainterPath circle;
        circle.addEllipse(rect());
        painter.setClipPath(circle);
        painter.drawPixmap(rect(), m_picture);
        return;
    }
    const QColor ground = Theme::current().hashColor(m_name);
    drawRounded(&painter, rect(), radius::kFull, ground);
    QFont initial = studio::font(TextRole::SmallStrong);
    initial.setPixelSize(std::max(8, static_cast<int>(m_side * 0.45)));
    const QColor dark = colorOf(Theme::current().isDark() ? Color::Canvas : Color::Text);
    const QColor light = colorOf(Theme::current().isDark() ? Color::Text : Color::Surface);
    drawLine(&painter,
             rect(),
             m_name.left(1).toUpper(),
             initial,
             contrastRatio(ground, dark) > contrastRatio(ground, light) ? dark : light,
             Qt::AlignCenter);
}

IconTile::IconTile(const QString &iconName, Tone tone, QWidget *parent)
    : QWidget(parent)
    , m_icon(iconName)
    , m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconTile::setSolid(bool solid)
{
    m_solid = solid;
    update();
}

void IconTile::setIcon(const QString &iconName, Tone tone)
{
    m_icon = iconName;
    m_tone = tone;
    update();
}

QSize IconTile::sizeHint() const
{
    const int side = Theme::current().scaled(kTile);
    return {side, side};
}

void IconTile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    drawRounded(&painter,
                rect(),
                radius::kLg,
                m_solid                       ? theme.color(Color::Accent)
                    : m_tone == Tone::Neutral ? theme.color(Color::Sunken)
                                              : theme.toneSoft(m_tone));
    QRectF glyph(0,
                 0,
                 theme.scaled(static_cast<int>(iconSize::kMd)),
                 theme.scaled(static_cast<int>(iconSize::kMd)));
    glyph.moveCenter(QRectF(rect()).center());
    drawIcon(&painter,
             m_icon,
             glyph,
             m_solid ? theme.color(Color::OnAccent) : theme.toneText(m_tone),
             layoutDirection());
}

Spinner::Spinner(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Busy"));
}

QSize Spinner::sizeHint() const { return {space::k5, space::k5}; }

void Spinner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    parts::drawSpinner(&painter, rect(), m_angle, colorOf(Color::TextMuted));
}

void Spinner::timerEvent(QTimerEvent *)
{
    m_angle = (m_angle + 30) % 360;
    update();
}

void Spinner::showEvent(QShowEvent *)
{
    if (m_timer == 0 && Theme::current().hasMotion()) {
        m_timer = startTimer(motion::kFast / 2);
    }
}

void Spinner::hideEvent(QHideEvent *)
{
    if (m_timer != 0) {
        killTimer(m_timer);
        m_timer = 0;
    }
}

} // namespace socle::studio
