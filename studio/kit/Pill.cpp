// See the header.
#include "studio/kit/Pill.h"

#include "studio/kit/Paint.h"

namespace socle::studio {

Pill::Pill(const QString &text, Tone tone, QWidget *parent)
    : QWidget(parent)
    , m_text(text)
    , m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(text);
}

void Pill::setText(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Pill::setTone(Tone tone)
{
    m_tone = tone;
    m_ground = QColor(); // `= {}` would pick the assignment from Qt::GlobalColor, which is white
    update();
}

void Pill::setGround(const QColor &ground)
{
    m_ground = ground;
    update();
}

QSize Pill::sizeHint() const
{
    QPainter *none = nullptr;
    return {static_cast<int>(drawPill(none, {}, m_text, {}, {}, 10000, false)),
            Theme::current().scaled(grid::kPillHeight)};
}

void Pill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    const Theme &theme = Theme::current();
    QColor fill = theme.toneSoft(m_tone);
    QColor text = theme.toneText(m_tone);
    if (m_ground.isValid()) {
        fill = m_ground;
        const QColor light = theme.color(theme.isDark() ? Color::Text : Color::Surface);
        const QColor dark = theme.color(theme.isDark() ? Color::Canvas : Color::Text);
        text = contrastRatio(fill, light) > contrastRatio(fill, dark) ? light : dark;
    }
    drawPill(&painter,
             {0, (height() - theme.scaled(grid::kPillHeight)) / 2.0},
             m_text,
             fill,
             text,
             width());
}

} // namespace socle::studio
