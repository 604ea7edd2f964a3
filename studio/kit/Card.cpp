// See the header.
#include "studio/kit/Card.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QKeyEvent>
#include <QStyle>
#include <QVBoxLayout>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kTile = 36;

} // namespace

Card::Card(QWidget *parent)
    : QFrame(parent)
    , m_body(new QVBoxLayout(this))
{
    m_body->setContentsMargins(space::k5, space::k5, space::k5, space::k5);
    m_body->setSpacing(space::k3);
}

void Card::setGround(Color ground)
{
    m_ground = ground;
    update();
}

void Card::setBar(Tone tone)
{
    m_bar = tone;
    m_hasBar = true;
    update();
}

void Card::clearBar()
{
    m_hasBar = false;
    update();
}

void Card::setSelected(bool selected)
{
    m_selected = selected;
    update();
}

void Card::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const QColor fill = m_tone == Tone::Neutral ? theme.color(m_ground) : theme.toneSoft(m_tone);
    const QColor border = m_selected ? theme.color(Color::Accent)
        : m_tone == Tone::Neutral    ? theme.color(Color::Border)
                                     : theme.toneText(m_tone);
    drawRounded(&painter, rect(), radius::kLg, fill, border, m_selected ? 2 : 1);
    if (m_hasBar) {
        const QRectF bar(0, space::k3 - 2, grid::kRowBar, height() - 2.0 * (space::k3 - 2));
        drawRounded(&painter, mirrored(layoutDirection(), rect(), bar), 1.5, theme.toneMark(m_bar));
    }
}

ActionCard::ActionCard(const QString &iconName,
                       const QString &title,
                       const QString &description,
                       const QString &keys,
                       QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(iconName)
    , m_description(description)
    , m_keys(keys)
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(description);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ActionCard::setPrimary(bool primary)
{
    m_primary = primary;
    update();
}

QSize ActionCard::sizeHint() const
{
    const int width = layout::kInspector;
    return {width, heightForWidth(width)};
}

int ActionCard::heightForWidth(int width) const
{
    const Theme &theme = Theme::current();
    const QRect text = QFontMetrics(studio::font(TextRole::Base))
                           .boundingRect(QRect(0, 0, width - 2 * (space::k5 + 2), space::k10 * 10),
                                         Qt::TextWordWrap,
                                         m_description);
    return 2 * (space::k5 + 2) + theme.scaled(kTile) + space::k5
        + lineHeightOf(TextRole::LargeStrong) + space::k1 + text.height() + space::k2;
}

void ActionCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    const Theme &theme = Theme::current();
    const bool isHovered = underMouse() && isEnabled();
    QColor fill = theme.color(Color::Surface);
    if (isDown()) {
        fill = theme.color(Color::SurfaceAlt);
    }
    const QColor border = theme.color(m_primary       ? Color::Accent
                                          : isHovered ? Color::BorderStrong
                                                      : Color::Border);
    drawRounded(&painter, rect(), radius::kXl, fill, border, m_primary ? 1.5 : 1);
    if (hasFocus()) {
        drawFocusRing(&painter, rect(), radius::kXl, 0);
    }
    const double pad = space::k5 + 2;
    const double tileSide = theme.scaled(kTile);
    const QRectF tile = mirrored(layoutDirection(), rect(), QRectF(pad, pad, tileSide, tileSide));
    drawRounded(
        &painter, tile, radius::kLg, theme.color(m_primary ? Color::Accent : Color::Sunken));
    QRectF glyph(0,
                 0,
                 theme.scaled(static_cast<int>(iconSize::kMd)),
                 theme.scaled(static_cast<int>(iconSize::kMd)));
    glyph.moveCenter(tile.center());
    drawIcon(&painter,
             m_icon,
             glyph,
             theme.color(m_primary ? Color::OnAccent : Color::TextMuted),
             layoutDirection());
    if (!m_keys.isEmpty()) {
        QFont keyFont = studio::font(TextRole::Micro);
        keyFont.setWeight(QFont::Medium);
        const double w
            = std::ceil(QFontMetricsF(keyFont).horizontalAdvance(m_keys)) + 2 * (space::k2 + 2);
        const QRectF cap = mirrored(
            layoutDirection(),
            rect(),
            QRectF(width() - pad - w, pad + (tileSide - space::k6 + 2) / 2, w, space::k6 - 2));
        drawRounded(&painter, cap, radius::kSm, theme.color(Color::Sunken));
        drawLine(&painter, cap, m_keys, keyFont, theme.color(Color::TextMuted), Qt::AlignCenter);
    }
    double y = pad + tileSide + space::k5;
    const double line = lineHeightOf(TextRole::LargeStrong);
    drawLine(&painter,
             QRectF(pad, y, width() - 2 * pad, line),
             text(),
             studio::font(TextRole::LargeStrong),
             theme.color(isEnabled() ? Color::Text : Color::TextDisabled));
    y += line + space::k1;
    painter.setFont(studio::font(TextRole::Base));
    painter.setPen(theme.color(isEnabled() ? Color::TextMuted : Color::TextDisabled));
    painter.setLayoutDirection(m_description.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    painter.drawText(QRectF(pad, y, width() - 2 * pad, height() - y),
                     static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeading)
                                      | Qt::AlignTop | Qt::AlignAbsolute)
                         | Qt::TextWordWrap,
                     m_description);
}

void ActionCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace socle::studio
