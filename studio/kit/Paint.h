// The brush strokes every painted part of the studio shares: hairlines, rings, rounded grounds,
// pills, tabular digits.
//
// All colours come from tokens, all coordinates are device-independent; edges are aligned so that
// one-pixel borders stay crisp.
#pragma once

#include "studio/kit/Theme.h"

#include <QPainter>
#include <QString>

namespace socle::studio {

/// The edge of what floats above the rest: stronger on dark ground, where a shadow does not show.
QColor floatingEdge();

/// Filled rounded rectangle with a crisp border of `width` inside `rect`; an invalid colour leaves
/// that part out.
void drawRounded(QPainter *painter,
                 const QRectF &rect,
                 double radius,
                 const QColor &fill,
                 const QColor &border = {},
                 double width = 1.0);
/// The focus ring: 2 px accent, outside a control drawn in `rect` when `gap` is 1, on its edge when
/// 0.
void drawFocusRing(QPainter *painter, const QRectF &rect, double radius, int gap = focusRing::kGap);
/// Soft shadow around `rect`, elevation level 1 to 3 (cached nine-patch).
void drawShadow(QPainter *painter, const QRectF &rect, double radius, int level);
/// Room a shadow of `level` needs on each side.
QMargins shadowMargins(int level);

void drawHairline(QPainter *painter, const QPointF &from, const QPointF &to, const QColor &color);

/// One line of text, elided at its end, vertically centred; follows the painter's layout direction
/// for Leading/Trailing.
void drawLine(QPainter *painter,
              const QRectF &rect,
              const QString &text,
              const QFont &font,
              const QColor &color,
              Qt::Alignment alignment = Qt::AlignLeading | Qt::AlignVCenter,
              Qt::TextElideMode elide = Qt::ElideRight);
/// The same with every digit in the widest digit's advance, so columns of numbers stand still (Qt
/// < 6.7 has no font features).
void drawTabular(QPainter *painter,
                 const QRectF &rect,
                 const QString &text,
                 const QFont &font,
                 const QColor &color,
                 Qt::Alignment alignment = Qt::AlignTrailing | Qt::AlignVCenter);
double tabularWidth(const QString &text, const QFont &font);

/// A pill with text: fully round ground, text in SmallStrong. Returns its width; `draw` false only
/// measures.
double drawPill(QPainter *painter,
                const QPointF &topLeft,
                const QString &text,
                const QColor &fill,
                const QColor &textColor,
                double maxWidth,
                bool draw = true);

/// Rounded rectangle with different corners (tabs: only the top ones).
QPainterPath topRoundedPath(const QRectF &rect, double radius);

/// `rect` of a left-to-right design inside `bounds`, mirrored when `direction` is right-to-left.
QRectF mirrored(Qt::LayoutDirection direction, const QRectF &bounds, const QRectF &rect);

} // namespace socle::studio
