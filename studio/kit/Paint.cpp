// Shared brush strokes; see the header.
#include "studio/kit/Paint.h"

#include "studio/kit/PaintCache.h"
#include "studio/kit/Text.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QGuiApplication>
#include <QPainterPath>
#include <QPixmapCache>
#include <QStyle>

#include <algorithm>
#include <array>
#include <cmath>

namespace socle::studio {

namespace {

constexpr double kDarkShadowStrength = 3;

double ratioOf(const QPainter *painter)
{
    return painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
}

/// A pen width of whole device pixels.
double snapped(const QPainter *painter, double width)
{
    const double ratio = ratioOf(painter);
    return std::max(1.0, std::floor(width * ratio + 0.001)) / ratio;
}

/// Splits into digits and runs of others and hands them out with their advance.
template <typename Visit> void eachTabularPart(const QString &text, const QFont &font, Visit visit)
{
    const Digits &widths = digitsOf(font);
    const QFontMetricsF metrics(font);
    qsizetype i = 0;
    while (i < text.size()) {
        const char16_t c = text.at(i).unicode();
        if (c >= u'0' && c <= u'9') {
            const double own = widths.each.at(c - u'0');
            visit(text.mid(i, 1), widths.widest, (widths.widest - own) / 2);
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < text.size()
               && (text.at(end) < QLatin1Char('0') || text.at(end) > QLatin1Char('9'))) {
            ++end;
        }
        const QString run = text.mid(i, end - i);
        visit(run, metrics.horizontalAdvance(run), 0.0);
        i = end;
    }
}

/// Latin, Greek, Cyrillic and the usual punctuation: what the interface's fonts have themselves.
bool isOwnScript(char16_t c)
{
    const bool isLetter = c >= u' ' && c < u'\u0530' && (c < u'\u0300' || c > u'\u036F');
    const bool isPunctuation = c >= u'\u2010' && c <= u'\u2026';
    return isLetter || isPunctuation;
}

/// A number of ASCII alone, in which no two other characters stand side by side: each has its own
/// width then.
bool isPlainNumber(const QString &text)
{
    constexpr qsizetype kLongest = 32;
    bool wasOther = false;
    for (const QChar c : text) {
        const bool isDigit = c >= u'0' && c <= u'9';
        if (c < u' ' || c > u'~' || (!isDigit && wasOther)) {
            return false;
        }
        wasOther = !isDigit;
    }
    return !text.isEmpty() && text.size() <= kLongest;
}

/// All digits in one go, each in the middle of the widest one's room.
void drawDigits(QPainter *painter, const QString &text, const Digits &digits, double x, double y)
{
    std::array<quint32, 32> glyphs{};
    std::array<QPointF, 32> places{};
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t c = text.at(i).unicode();
        const bool isDigit = c >= u'0' && c <= u'9';
        const double own = digits.advances.at(c);
        const double room = isDigit ? digits.widest : own;
        const auto at = static_cast<std::size_t>(i);
        glyphs.at(at) = digits.glyphs.at(c);
        places.at(at) = QPointF(x + (room - own) / 2, y);
        x += room;
    }
    QGlyphRun run;
    run.setRawFont(digits.raw);
    run.setRawData(glyphs.data(), places.data(), static_cast<int>(text.size()));
    painter->drawGlyphRun(QPointF(), run);
}

double plainWidth(const QString &text, const Digits &digits)
{
    double width = 0;
    for (const QChar c : text) {
        width += c >= u'0' && c <= u'9' ? digits.widest : digits.advances.at(c.unicode());
    }
    return width;
}

} // namespace

void drawRounded(QPainter *painter,
                 const QRectF &rect,
                 double radius,
                 const QColor &fill,
                 const QColor &border,
                 double width)
{
    const double limit = std::min(rect.width(), rect.height()) / 2;
    const bool hasBorder = border.isValid() && width > 0;
    if (!hasBorder && !fill.isValid()) {
        return;
    }
    if (drawFrame(painter,
                  rect,
                  std::min(radius, limit),
                  fill,
                  hasBorder ? border : QColor(),
                  hasBorder ? snapped(painter, width) : 0,
                  ratioOf(painter))) {
        return;
    }
    if (!hasBorder && painter->worldTransform().type() <= QTransform::TxTranslate) {
        QPointF topLeft;
        const QPointF moved(painter->worldTransform().dx(), painter->worldTransform().dy());
        const QPixmap picture = roundedFill(
            rect.translated(moved), std::min(radius, limit), fill, ratioOf(painter), &topLeft);
        if (!picture.isNull()) {
            painter->drawPixmap(topLeft - moved, picture);
            return;
        }
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (border.isValid() && width > 0) {
        const double pen = snapped(painter, width);
        const QRectF inner = rect.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2);
        const double r = std::max(0.0, std::min(radius, limit) - pen / 2);
        painter->setPen(QPen(border, pen));
        painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
        painter->drawRoundedRect(inner, r, r);
    } else if (fill.isValid()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(rect, std::min(radius, limit), std::min(radius, limit));
    }
    painter->restore();
}

QColor floatingEdge()
{
    return colorOf(Theme::current().isDark() ? Color::BorderStrong : Color::Border);
}

void drawFocusRing(QPainter *painter, const QRectF &rect, double radius, int gap)
{
    const double out = gap > 0 ? gap + focusRing::kWidth : 0;
    drawRounded(painter,
                rect.adjusted(-out, -out, out, out),
                radius + out,
                {},
                colorOf(Color::Accent),
                focusRing::kWidth);
}

QMargins shadowMargins(int level)
{
    const auto &elevation = kElevations.at(static_cast<std::size_t>(level - 1));
    return {elevation.blur,
            std::max(0, elevation.blur - elevation.y),
            elevation.blur,
            elevation.blur + elevation.y};
}

void drawShadow(QPainter *painter, const QRectF &rect, double radius, int level)
{
    const auto &elevation = kElevations.at(static_cast<std::size_t>(level - 1));
    const double ratio = ratioOf(painter);
    const int blur = elevation.blur;
    const int corner = blur + static_cast<int>(radius) + blur / 2;
    const int side = corner * 2 + 2;
    // On dark grounds black has little left to darken: the same edge needs more of it.
    const double strength
        = elevation.alpha * (Theme::current().isDark() ? kDarkShadowStrength : 1.0);
    const QString key = QStringLiteral("socle.shadow.%1.%2.%3.%4")
                            .arg(level)
                            .arg(radius)
                            .arg(ratio)
                            .arg(strength);
    QPixmap shadow;
    if (!QPixmapCache::find(key, &shadow)) {
        QImage image(QSize(side, side) * ratio, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(ratio);
        image.fill(Qt::transparent);
        QPainter ink(&image);
        ink.setRenderHint(QPainter::Antialiasing);
        ink.setPen(Qt::NoPen);
        // Stacked translucent rings sum up to a smooth falloff, quadratic towards the edge.
        const int steps = std::max(8, blur);
        double previous = 0;
        for (int i = 0; i < steps; ++i) {
            const double t = static_cast<double>(i + 1) / steps;
            // A blurred edge has a little over half of the full strength where the panel begins.
            const double want = 0.6 * strength * t * t;
            const double alpha = (want - previous) / (1 - previous);
            previous = want;
            const double inset = blur * 1.0 * t * (1.0);
            QColor color(Qt::black);
            color.setAlphaF(static_cast<float>(alpha));
            ink.setBrush(color);
            const double r = std::max(1.0, radius + blur - inset);
            ink.drawRoundedRect(
                QRectF(0, 0, side, side).adjusted(inset, inset, -inset, -inset), r, r);
        }
        ink.end();
        shadow = QPixmap::fromImage(image);
        QPixmapCache::insert(key, shadow);
    }
    const QRectF target = rect.adjusted(-blur, -blur + elevation.y, blur, blur + elevation.y);
    const double c
        = std::min({static_cast<double>(corner), target.width() / 2, target.height() / 2});
    const double s = c * ratio;
    const double full = side * ratio;
    const double xs[4] = {target.left(), target.left() + c, target.right() - c, target.right()};
    const double ys[4] = {target.top(), target.top() + c, target.bottom() - c, target.bottom()};
    const double from[4] = {0, s, full - s, full};
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column) {
            const QRectF to(QPointF(xs[column], ys[row]), QPointF(xs[column + 1], ys[row + 1]));
            if (to.width() > 0 && to.height() > 0) {
                painter->drawPixmap(to,
                                    shadow,
                                    QRectF(QPointF(from[column], from[row]),
                                           QPointF(from[column + 1], from[row + 1])));
            }
        }
    }
}

void drawHairline(QPainter *painter, const QPointF &from, const QPointF &to, const QColor &color)
{
    const double width = snapped(painter, 1.0);
    if (from.y() == to.y()) {
        painter->fillRect(QRectF(from.x(), from.y(), to.x() - from.x(), width), color);
    } else {
        painter->fillRect(QRectF(from.x(), from.y(), width, to.y() - from.y()), color);
    }
}

void drawLine(QPainter *painter,
              const QRectF &rect,
              const QString &text,
              const QFont &font,
              const QColor &color,
              Qt::Alignment alignment,
              Qt::TextElideMode elide)
{
    if (text.isEmpty() || rect.width() <= 0) {
        return;
    }
    const MeasuredLine line = measuredLine(text, font, rect.width(), elide);
    painter->setFont(font);
    painter->setPen(color);
    // Where the line stands follows the interface, how it reads follows its first strong character.
    const Qt::LayoutDirection direction = painter->layoutDirection();
    const Qt::Alignment visual = QStyle::visualAlignment(direction, alignment);
    painter->setLayoutDirection(text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    // In the middle and in the font's own scripts: its place is known, no paragraph need be laid
    // out. A script from another font has other heights, which only the layout knows.
    const bool isOneLine = (visual & Qt::AlignVCenter)
        && std::all_of(text.begin(), text.end(), [](QChar c) { return isOwnScript(c.unicode()); });
    if (isOneLine) {
        const LineHeights heights = lineHeightsOf(font);
        const double room = rect.width() - line.advance;
        const double x = rect.left()
            + (visual & Qt::AlignRight         ? room
                   : visual & Qt::AlignHCenter ? room / 2
                                               : 0);
        const double y = rect.center().y() + (heights.ascent - heights.descent) / 2;
        drawShaped(painter, {x, y}, line.shown, font);
        painter->setLayoutDirection(direction);
        return;
    }
    painter->drawText(rect,
                      static_cast<int>(visual | Qt::AlignAbsolute) | Qt::TextSingleLine
                          | Qt::TextDontClip,
                      line.shown);
    painter->setLayoutDirection(direction);
}

double tabularWidth(const QString &text, const QFont &font)
{
    if (!font.strikeOut() && isPlainNumber(text)) {
        return plainWidth(text, digitsOf(font));
    }
    double width = 0;
    eachTabularPart(
        text, font, [&width](const QString &, double advance, double) { width += advance; });
    return width;
}

void drawTabular(QPainter *painter,
                 const QRectF &rect,
                 const QString &text,
                 const QFont &font,
                 const QColor &color,
                 Qt::Alignment alignment)
{
    const double width = tabularWidth(text, font);
    if (width > rect.width() + 0.5) {
        drawLine(painter, rect, text, font, color, alignment);
        return;
    }
    const LineHeights heights = lineHeightsOf(font);
    const Qt::Alignment visual = QStyle::visualAlignment(painter->layoutDirection(), alignment);
    double x = rect.left();
    if (visual & Qt::AlignRight) {
        x = rect.right() - width;
    } else if (visual & Qt::AlignHCenter) {
        x = rect.center().x() - width / 2;
    }
    const double baseline = rect.center().y() + (heights.ascent - heights.descent) / 2;
    painter->setFont(font);
    painter->setPen(color);
    if (!font.strikeOut() && isPlainNumber(text)) {
        drawDigits(painter, text, digitsOf(font), x, baseline);
        return;
    }
    const Qt::LayoutDirection direction = painter->layoutDirection();
    painter->setLayoutDirection(Qt::LeftToRight); // numbers read left to right everywhere
    eachTabularPart(text, font, [&](const QString &part, double advance, double offset) {
        painter->drawText(QPointF(x + offset, baseline), part);
        x += advance;
    });
    painter->setLayoutDirection(direction);
}

double drawPill(QPainter *painter,
                const QPointF &topLeft,
                const QString &text,
                const QColor &fill,
                const QColor &textColor,
                double maxWidth,
                bool draw)
{
    const QFont pillFont = studio::font(TextRole::SmallStrong);
    const double height = Theme::current().scaled(grid::kPillHeight);
    const double padding = space::k3;
    const double width = std::min(maxWidth, std::ceil(advanceOf(text, pillFont)) + 2 * padding);
    if (draw && width > 2 * padding) {
        const QRectF rect(topLeft, QSizeF(width, height));
        drawRounded(painter, rect, radius::kFull, fill);
        drawLine(painter, rect.adjusted(padding, 0, -padding + 1, 0), text, pillFont, textColor);
    }
    return width;
}

QPainterPath topRoundedPath(const QRectF &rect, double radius)
{
    QPainterPath path;
    path.moveTo(rect.bottomLeft());
    path.lineTo(rect.left(), rect.top() + radius);
    path.arcTo(QRectF(rect.left(), rect.top(), 2 * radius, 2 * radius), 180, -90);
    path.lineTo(rect.right() - radius, rect.top());
    path.arcTo(QRectF(rect.right() - 2 * radius, rect.top(), 2 * radius, 2 * radius), 90, -90);
    path.lineTo(rect.bottomRight());
    path.closeSubpath();
    return path;
}

QRectF mirrored(Qt::LayoutDirection direction, const QRectF &bounds, const QRectF &rect)
{
    if (direction == Qt::LeftToRight) {
        return rect;
    }
    return QRectF(
        bounds.left() + bounds.right() - rect.right(), rect.top(), rect.width(), rect.height());
}

} // namespace socle::studio
