// See the header.
#include "studio/kit/Switch.h"

#include "studio/kit/Button.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QPropertyAnimation>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kTrackWidth = 30;
constexpr int kTrackHeight = 18;
constexpr double kHalfway = 0.5;

} // namespace

Switch::Switch(const QString &text, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::toggled, this, [this](bool on) {
        const int duration = Theme::current().duration(motion::kFast);
        if (duration == 0 || !isVisible()) {
            setPosition(on ? 1 : 0);
            return;
        }
        auto *animation = new QPropertyAnimation(this, "position", this);
        animation->setDuration(duration);
        animation->setEasingCurve(QEasingCurve::OutCubic);
        animation->setEndValue(on ? 1.0 : 0.0);
        animation->start(QAbstractAnimation::DeleteWhenStopped);
    });
}

void Switch::setPosition(double position)
{
    m_position = position;
    update();
}

QSize Switch::sizeHint() const
{
    const int label = text().isEmpty()
        ? 0
        : static_cast<int>(
              std::ceil(QFontMetricsF(studio::font(TextRole::Base)).horizontalAdvance(text())))
            + space::k3;
    const Theme &theme = Theme::current();
    // Room for the focus ring around the track.
    return {theme.scaled(kTrackWidth) + label + 2 * (focusRing::kGap + focusRing::kWidth),
            controlHeight(ControlSize::Small)};
}

void Switch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    const Theme &theme = Theme::current();
    const double inset = focusRing::kGap + focusRing::kWidth;
    const double w = theme.scaled(kTrackWidth);
    const double h = theme.scaled(kTrackHeight);
    const QRectF track
        = mirrored(layoutDirection(), rect(), QRectF(inset, (height() - h) / 2, w, h));
    QColor off = theme.color(underMouse() && isEnabled() ? Color::TextSubtle : Color::BorderStrong);
    QColor on = theme.color(underMouse() ? Color::AccentHover : Color::Accent);
    if (!isEnabled()) {
        off = theme.color(Color::Border);
        on = theme.color(Color::TextDisabled);
    }
    // In high contrast a filled track says on; off is an outline.
    const bool isOutline = theme.isHighContrast() && m_position < kHalfway;
    drawRounded(&painter,
                track,
                radius::kFull,
                isOutline ? theme.color(Color::Surface) : blended(on, off, m_position),
                isOutline ? off : QColor());
    const double knob = h - 4;
    const double travel = w - knob - 4;
    const QRectF thumb
        = mirrored(layoutDirection(),
                   track,
                   QRectF(track.left() + 2 + travel * m_position, track.top() + 2, knob, knob));
    drawRounded(&painter,
                thumb,
                radius::kFull,
                isOutline                           ? off
                    : isChecked() && theme.isDark() ? theme.color(Color::OnAccent)
                                                    : theme.color(Color::Surface));
    if (hasFocus()) {
        drawFocusRing(&painter, track, h / 2);
    }
    const QRectF label = mirrored(
        layoutDirection(), rect(), QRectF(inset + w + space::k3, 0, width() - w, height()));
    drawLine(&painter,
             label,
             text(),
             studio::font(TextRole::Base),
             theme.color(isEnabled() ? Color::Text : Color::TextDisabled));
}

} // namespace socle::studio
