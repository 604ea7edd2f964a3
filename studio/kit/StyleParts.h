// Inside of the style, shared with the controls that paint themselves. Not for use outside
// studio/kit.
#pragma once

#include "studio/kit/Button.h"
#include "studio/kit/Paint.h"
#include "studio/kit/TextField.h"

class QStyleOption;

namespace socle::studio::parts {

/// Pixels a focus ring takes outside what it surrounds.
inline constexpr int kRingRoom = focusRing::kGap + focusRing::kWidth;

struct ControlState
{
    bool isEnabled = true;
    bool isHovered = false;
    bool isPressed = false;
    bool hasFocus = false; // keyboard focus, as a ring
    bool isChecked = false;
};

/// Ground of a button; returns the colour of its text.
QColor drawButtonGround(QPainter *painter,
                        const QRectF &rect,
                        ButtonVariant variant,
                        const ControlState &state);
/// Ground and border of an input.
void drawInputGround(QPainter *painter,
                     const QRectF &rect,
                     InputState input,
                     const ControlState &state,
                     bool quiet = false);
/// Check box mark in a square `rect`.
void drawCheck(QPainter *painter,
               const QRectF &rect,
               Qt::CheckState check,
               const ControlState &state);
void drawRadio(QPainter *painter, const QRectF &rect, const ControlState &state);

ControlState stateOf(const QStyleOption *option);
ButtonVariant variantOf(const QWidget *widget);
InputState inputStateOf(const QWidget *widget);

/// A turning arc.
void drawSpinner(QPainter *painter, const QRectF &rect, int angle, const QColor &color);

} // namespace socle::studio::parts
