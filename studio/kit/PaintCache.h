// What the painting of many small things asks for again and again: how wide a text is, what is left
// of it in a column, the little rounded fills of pills and chips. Per thread; not for use outside
// studio/kit.
//
// A frame of the grid measures the same few hundred texts each time; shaping them is most of what
// it costs.
#pragma once

#include <QColor>
#include <QFont>
#include <QPixmap>
#include <QRawFont>
#include <QRectF>
#include <QString>

#include <array>

class QPainter;

namespace socle::studio {

struct MeasuredLine
{
    QString shown = {}; // elided where it had to be
    double advance = 0; // of `shown`
};

/// `text` in one line of at most `width`.
MeasuredLine measuredLine(const QString &text,
                          const QFont &font,
                          double width,
                          Qt::TextElideMode elide);
/// How wide `text` is.
double advanceOf(const QString &text, const QFont &font);

/// Ascent and descent of a font.
struct LineHeights
{
    double ascent = 0;
    double descent = 0;
};

LineHeights lineHeightsOf(const QFont &font);

/// Draws `text`, one line in the font's own scripts, from `baseline` rightwards with the painter's
/// pen and font. What is drawn again and again keeps its shape.
void drawShaped(QPainter *painter, const QPointF &baseline, const QString &text, const QFont &font);

/// The ten digits of a font, for numbers that stand one below the other.
struct Digits
{
    double widest = 0;
    std::array<double, 10> each{};
    QRawFont raw = {};
    std::array<quint32, 128> glyphs{}; // of ASCII; 0 where there is none
    std::array<double, 128> advances{};
};

const Digits &digitsOf(const QFont &font);

/// Draws a rounded box with an edge on whole pixels of the device: its corners from a picture kept,
/// everything between as plain rectangles. False when it does not stand on whole pixels, or is too
/// small for its corners; nothing is drawn then. Either colour may be invalid: none.
bool drawFrame(QPainter *painter,
               const QRectF &rect,
               double radius,
               const QColor &fill,
               const QColor &border,
               double pen,
               double ratio);

/// A rounded fill as a picture, and where it goes: for small ones, whose edges cost more than their
/// area. Null when it is too large to be kept.
QPixmap roundedFill(
    const QRectF &rect, double radius, const QColor &fill, double ratio, QPointF *topLeft);

} // namespace socle::studio
