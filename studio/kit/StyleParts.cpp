// Grounds and marks that style and self-painting controls share.
#include "studio/kit/StyleParts.h"

#include "studio/kit/Icon.h"

#include <QStyleOption>
#include <QWidget>

namespace socle::studio::parts {

QColor drawButtonGround(QPainter *painter,
                        const QRectF &rect,
                        ButtonVariant variant,
                        const ControlState &state)
{
    const Theme &theme = Theme::current();
    QColor fill;
    QColor border;
    QColor text = theme.color(Color::Text);
    const bool isSolid = variant == ButtonVariant::Primary || variant == ButtonVariant::Danger;
    if (!state.isEnabled) {
        text = theme.color(Color::TextDisabled);
        if (isSolid) {
            fill = theme.color(Color::Chip);
            border = theme.isHighContrast() ? theme.color(Color::Border) : QColor();
        } else if (variant == ButtonVariant::Secondary) {
            border = theme.color(Color::Border);
        }
    } else if (variant == ButtonVariant::Primary) {
        fill = theme.color(state.isPressed       ? Color::AccentPressed
                               : state.isHovered ? Color::AccentHover
                                                 : Color::Accent);
        text = theme.color(Color::OnAccent);
    } else if (variant == ButtonVariant::Danger) {
        const QColor danger = theme.color(Color::Danger);
        const double toText = state.isPressed ? 0.24 : state.isHovered ? 0.12 : 0.0;
        fill = blended(theme.color(Color::Text), danger, toText);
        text = theme.color(Color::OnDanger);
    } else if (variant == ButtonVariant::Secondary) {
        fill = theme.color(state.isPressed       ? Color::Sunken
                               : state.isHovered ? Color::Hover
                               : state.isChecked ? Color::AccentSoft
                                                 : Color::Surface);
        border = theme.color(state.isChecked ? Color::Accent : Color::Border);
    } else {
        if (state.isPressed || state.isHovered) {
            // Ghosts stand on canvas and on surface: a veil works on both.
            fill = theme.color(Color::Text);
            fill.setAlphaF(state.isPressed ? 0.11F : 0.06F);
        }
        if (state.isChecked) {
            fill = theme.color(Color::AccentSoft);
            text = theme.color(Color::OnAccentSoft);
        }
    }
    drawRounded(painter, rect, radius::kMd, fill, border);
    if (state.hasFocus) {
        drawFocusRing(painter, rect, radius::kMd);
    }
    return text;
}

void drawInputGround(
    QPainter *painter, const QRectF &rect, InputState input, const ControlState &state, bool quiet)
{
    const Theme &theme = Theme::current();
    QColor fill = theme.color(state.isEnabled ? Color::Surface : Color::SurfaceAlt);
    QColor border = theme.color(!state.isEnabled || quiet ? Color::Border : Color::BorderStrong);
    if (state.isEnabled && state.isHovered) {
        border = theme.color(quiet ? Color::BorderStrong : Color::TextSubtle);
    }
    double width = 1;
    if (input == InputState::Edited) {
        fill = theme.color(Color::ModCell);
        border = theme.color(Color::ModBar);
    } else if (input == InputState::Error) {
        border = theme.color(Color::Danger);
    }
    if (state.hasFocus) {
        border = theme.color(input == InputState::Error ? Color::Danger : Color::Accent);
        width = focusRing::kWidth;
    }
    drawRounded(painter, rect, radius::kMd, fill, border, width);
}

void drawCheck(QPainter *painter,
               const QRectF &rect,
               Qt::CheckState check,
               const ControlState &state)
{
    const Theme &theme = Theme::current();
    const bool isOn = check != Qt::Unchecked;
    QColor border = theme.color(Color::BorderStrong);
    QColor fill = theme.color(Color::Surface);
    QColor mark = theme.color(Color::Accent);
    if (!state.isEnabled) {
        border = theme.color(theme.isHighContrast() ? Color::TextDisabled : Color::Border);
        fill = theme.color(Color::SurfaceAlt);
        mark = theme.color(Color::TextDisabled);
    } else if (isOn) {
        border = mark;
    } else if (state.isHovered) {
        border = theme.color(Color::Text);
    }
    drawRounded(
        painter, rect, radius::kSm - 0.5, fill, border, isOn && state.isEnabled ? 1.5 : 1.0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(mark, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const double s = rect.width();
    if (check == Qt::Checked) {
        const QPointF points[3] = {rect.topLeft() + QPointF(s * 0.27, s * 0.53),
                                   rect.topLeft() + QPointF(s * 0.44, s * 0.69),
                                   rect.topLeft() + QPointF(s * 0.74, s * 0.33)};
        painter->drawPolyline(points, 3);
    } else if (check == Qt::PartiallyChecked) {
        painter->drawLine(rect.topLeft() + QPointF(s * 0.29, s * 0.5),
                          rect.topLeft() + QPointF(s * 0.71, s * 0.5));
    }
    painter->restore();
    if (state.hasFocus) {
        drawFocusRing(painter, rect, radius::kSm - 0.5);
    }
}

void drawRadio(QPainter *painter, const QRectF &rect, const ControlState &state)
{
    const Theme &theme = Theme::current();
    QColor border = theme.color(state.isHovered ? Color::Text : Color::BorderStrong);
    QColor dot = theme.color(Color::Accent);
    if (!state.isEnabled) {
        border = theme.color(Color::Border);
        dot = theme.color(Color::TextDisabled);
    } else if (state.isChecked) {
        border = dot;
    }
    drawRounded(painter,
                rect,
                radius::kFull,
                theme.color(Color::Surface),
                border,
                state.isChecked ? 1.5 : 1.0);
    if (state.isChecked) {
        const double inset = rect.width() * 0.28;
        drawRounded(painter, rect.adjusted(inset, inset, -inset, -inset), radius::kFull, dot);
    }
    if (state.hasFocus) {
        drawFocusRing(painter, rect, rect.width() / 2);
    }
}

ControlState stateOf(const QStyleOption *option)
{
    ControlState state;
    state.isEnabled = option->state & QStyle::State_Enabled;
    state.isHovered = state.isEnabled && (option->state & QStyle::State_MouseOver);
    state.isPressed = option->state & QStyle::State_Sunken;
    state.hasFocus = (option->state & QStyle::State_HasFocus)
        && (option->state & QStyle::State_KeyboardFocusChange);
    state.isChecked = option->state & QStyle::State_On;
    return state;
}

ButtonVariant variantOf(const QWidget *widget)
{
    const QString name = widget ? widget->property("variant").toString() : QString();
    if (name == QLatin1String("primary")) {
        return ButtonVariant::Primary;
    }
    if (name == QLatin1String("ghost")) {
        return ButtonVariant::Ghost;
    }
    return name == QLatin1String("danger") ? ButtonVariant::Danger : ButtonVariant::Secondary;
}

InputState inputStateOf(const QWidget *widget)
{
    const QString name = widget ? widget->property("state").toString() : QString();
    if (name == QLatin1String("error")) {
        return InputState::Error;
    }
    return name == QLatin1String("edited") ? InputState::Edited : InputState::Normal;
}

void drawSpinner(QPainter *painter, const QRectF &rect, int angle, const QColor &color)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF arc = rect.adjusted(2, 2, -2, -2);
    QColor track = color;
    track.setAlphaF(0.2F);
    painter->setPen(QPen(track, 1.75));
    painter->drawEllipse(arc);
    painter->setPen(QPen(color, 1.75, Qt::SolidLine, Qt::RoundCap));
    painter->drawArc(arc, -angle * 16, -100 * 16);
    painter->restore();
}

} // namespace socle::studio::parts
