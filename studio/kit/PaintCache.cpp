#include "studio/kit/PaintCache.h"

#include <QFontMetricsF>
#include <QHash>
#include <QPainter>
#include <QStaticText>

#include <array>
#include <cmath>
#include <memory>
#include <unordered_map>
#include <vector>

namespace socle::studio {

namespace {

constexpr std::size_t kFonts = 24; // roles of a theme, and some
constexpr qsizetype kTexts = 6000; // per font
constexpr qsizetype kShapes = 800; // per font
constexpr qsizetype kLongest = 160; // longer ones are rarely seen twice
constexpr int kFills = 600;
constexpr double kWidestFill = 400;
constexpr double kHighestFill = 40;
constexpr std::size_t kCorners = 200;
constexpr int kLargestCorner = 64; // pixels
constexpr int kThickestEdge = 8; // pixels
constexpr double kSteps = 64; // fractions of a pixel that look the same

struct TextWidths
{
    double advance = 0;
    double width = -1; // of the column it was elided for
    Qt::TextElideMode elide = Qt::ElideRight;
    MeasuredLine line = {};
};

struct FontTexts
{
    explicit FontTexts(const QFont &own)
        : font(own)
        , metrics(own)
        , heights{metrics.ascent(), metrics.descent()}
    {
    }

    QFont font;
    QFontMetricsF metrics;
    LineHeights heights;
    QHash<QString, TextWidths> texts;
    QHash<QString, QStaticText> shapes; // by text; an empty one was drawn once
    std::unique_ptr<Digits> digits;
};

std::unique_ptr<Digits> makeDigits(const QFont &font, const QFontMetricsF &metrics)
{
    auto made = std::make_unique<Digits>();
    for (int i = 0; i < 10; ++i) {
        const double advance = metrics.horizontalAdvance(QChar(u'0' + i));
        made->each.at(static_cast<std::size_t>(i)) = advance;
        made->widest = std::max(made->widest, advance);
    }
    made->raw = QRawFont::fromFont(font);
    constexpr char16_t kFirst = 0x20;
    constexpr char16_t kEnd = 0x7F;
    for (char16_t c = kFirst; c < kEnd; ++c) {
        const QList<quint32> glyphs = made->raw.glyphIndexesForString(QString(QChar(c)));
        made->glyphs.at(c) = glyphs.size() == 1 ? glyphs.first() : 0;
        made->advances.at(c) = metrics.horizontalAdvance(QChar(c));
    }
    return made;
}

/// The texts of a font; fonts are told apart as Qt shares them, so a copy costs nothing.
FontTexts &textsOf(const QFont &font)
{
    thread_local std::vector<std::unique_ptr<FontTexts>> fonts;
    for (const auto &each : fonts) {
        if (each->font.isCopyOf(font)) {
            return *each;
        }
    }
    for (const auto &each : fonts) { // made anew each time: a struck out one
        if (each->font == font) {
            return *each;
        }
    }
    if (fonts.size() >= kFonts) {
        fonts.clear(); // another theme or scale
    }
    fonts.push_back(std::make_unique<FontTexts>(font));
    return *fonts.back();
}

TextWidths &widthsOf(FontTexts &texts, const QString &text)
{
    const auto known = texts.texts.find(text);
    if (known != texts.texts.end()) {
        return *known;
    }
    if (texts.texts.size() >= kTexts) {
        texts.texts.clear();
    }
    TextWidths widths;
    widths.advance = texts.metrics.horizontalAdvance(text);
    return *texts.texts.insert(text, widths);
}

MeasuredLine measured(const QFontMetricsF &metrics,
                      const QString &text,
                      double advance,
                      double width,
                      Qt::TextElideMode elide)
{
    if (advance <= width + 0.5) {
        return {text, advance};
    }
    const QString shown = metrics.elidedText(text, elide, width);
    return {shown, metrics.horizontalAdvance(shown)};
}

/// The text with its glyphs where they belong, once it is drawn again. Null the first time: most
/// texts of a list that runs past are never seen twice.
const QStaticText *shapeOf(const QString &text, FontTexts &texts)
{
    if (const auto known = texts.shapes.find(text); known != texts.shapes.end()) {
        if (known->text().isEmpty()) {
            QTextOption option;
            option.setWrapMode(QTextOption::NoWrap);
            option.setTextDirection(Qt::LeftToRight);
            known->setTextOption(option);
            known->setTextFormat(Qt::PlainText);
            known->setText(text);
            known->prepare({}, texts.font);
        }
        return &*known;
    }
    if (texts.shapes.size() >= kShapes) {
        texts.shapes.clear();
    }
    texts.shapes.insert(text, {});
    return nullptr;
}

/// What a rounded box is put together from.
struct Corners
{
    QPixmap picture; // a box of two corners and a pixel between them, each way
    std::array<QColor, kThickestEdge> edge; // from outside, along a straight side
};

Corners makeCorners(int corner,
                    int edge,
                    double radius,
                    const QColor &fill,
                    const QColor &border,
                    double pen,
                    double ratio)
{
    const int side = 2 * corner + 1;
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(0, 0, side / ratio, side / ratio);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    if (border.isValid() && pen > 0) {
        painter.setPen(QPen(border, pen));
        const double r = std::max(0.0, radius - pen / 2);
        painter.drawRoundedRect(box.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), r, r);
    } else {
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(box, radius, radius);
    }
    painter.end();
    Corners made{.picture = QPixmap::fromImage(image), .edge = {}};
    for (int i = 0; i < std::min(edge, corner); ++i) {
        made.edge.at(static_cast<std::size_t>(i)) = image.pixelColor(corner, i);
    }
    return made;
}

using CornersKey = std::array<qint64, 5>;

template <typename Make> const Corners &cornersOf(const CornersKey &key, Make make)
{
    struct Hasher
    {
        std::size_t operator()(const CornersKey &k) const { return qHashRange(k.begin(), k.end()); }
    };

    thread_local std::unordered_map<CornersKey, Corners, Hasher> kept;
    if (const auto known = kept.find(key); known != kept.end()) {
        return known->second;
    }
    if (kept.size() >= kCorners) {
        kept.clear();
    }
    return kept.emplace(key, make()).first->second;
}

} // namespace

MeasuredLine measuredLine(const QString &text,
                          const QFont &font,
                          double width,
                          Qt::TextElideMode elide)
{
    if (text.size() > kLongest) {
        const QFontMetricsF metrics(font);
        return measured(metrics, text, metrics.horizontalAdvance(text), width, elide);
    }
    FontTexts &texts = textsOf(font);
    TextWidths &widths = widthsOf(texts, text);
    if (widths.advance <= width + 0.5) {
        return {text, widths.advance};
    }
    if (widths.width != width || widths.elide != elide) {
        widths.width = width;
        widths.elide = elide;
        widths.line = measured(texts.metrics, text, widths.advance, width, elide);
    }
    return widths.line;
}

double advanceOf(const QString &text, const QFont &font)
{
    if (text.size() > kLongest) {
        return QFontMetricsF(font).horizontalAdvance(text);
    }
    return widthsOf(textsOf(font), text).advance;
}

void drawShaped(QPainter *painter, const QPointF &baseline, const QString &text, const QFont &font)
{
    FontTexts &texts = textsOf(font);
    const bool isBare = !font.strikeOut() && !font.underline(); // a shape has no lines through it
    const QStaticText *shape = !isBare || text.size() > kLongest ? nullptr : shapeOf(text, texts);
    if (shape == nullptr) {
        painter->drawText(baseline, text);
        return;
    }
    painter->drawStaticText(baseline - QPointF(0, texts.heights.ascent), *shape);
}

LineHeights lineHeightsOf(const QFont &font) { return textsOf(font).heights; }

const Digits &digitsOf(const QFont &font)
{
    FontTexts &texts = textsOf(font);
    if (texts.digits == nullptr) {
        texts.digits = makeDigits(texts.font, texts.metrics);
    }
    return *texts.digits;
}

bool drawFrame(QPainter *painter,
               const QRectF &rect,
               double radius,
               const QColor &fill,
               const QColor &border,
               double pen,
               double ratio)
{
    // With the place of the widget in its window: that is what stands on pixels or not.
    const QTransform &place = painter->deviceTransform();
    if (place.type() > QTransform::TxScale || place.m11() != ratio || place.m22() != ratio) {
        return false;
    }
    const QPointF moved = QPointF(place.dx(), place.dy()) / ratio;
    const auto isWhole = [ratio](double value) {
        return std::abs(value * ratio - std::round(value * ratio)) < 0.001;
    };
    if (!isWhole(rect.left() + moved.x()) || !isWhole(rect.top() + moved.y())
        || !isWhole(rect.width()) || !isWhole(rect.height())) {
        return false;
    }
    const int edge = int(std::lround(pen * ratio));
    const int corner = std::max(int(std::ceil(radius * ratio)), edge);
    const auto shorter = int(std::lround(std::min(rect.width(), rect.height()) * ratio));
    if (corner > kLargestCorner || edge > kThickestEdge || 2 * corner > shorter) {
        return false;
    }
    const Corners &kept
        = cornersOf({qint64(std::lround(radius * kSteps)),
                     qint64(std::lround(pen * kSteps)),
                     fill.isValid() ? qint64(fill.rgba()) : -1,
                     border.isValid() ? qint64(border.rgba()) : -1,
                     qint64(std::lround(ratio * kSteps))},
                    [&] { return makeCorners(corner, edge, radius, fill, border, pen, ratio); });
    const double c = corner / ratio;
    const double p = 1 / ratio;
    const QRectF inner = rect.adjusted(c, c, -c, -c);
    if (corner > 0) {
        const double far = corner + 1;
        painter->drawPixmap(rect.topLeft(), kept.picture, QRectF(0, 0, corner, corner));
        painter->drawPixmap(
            QPointF(inner.right(), rect.top()), kept.picture, QRectF(far, 0, corner, corner));
        painter->drawPixmap(
            QPointF(rect.left(), inner.bottom()), kept.picture, QRectF(0, far, corner, corner));
        painter->drawPixmap(inner.bottomRight(), kept.picture, QRectF(far, far, corner, corner));
    }
    // From the edges inwards, a row of pixels at a time; then the rest at once.
    const double in = std::min(edge, corner) * p;
    for (int i = 0; i < std::min(edge, corner); ++i) {
        const QColor &color = kept.edge.at(static_cast<std::size_t>(i));
        painter->fillRect(QRectF(inner.left(), rect.top() + i * p, inner.width(), p), color);
        painter->fillRect(QRectF(inner.left(), rect.bottom() - (i + 1) * p, inner.width(), p),
                          color);
        painter->fillRect(QRectF(rect.left() + i * p, inner.top(), p, inner.height()), color);
        painter->fillRect(QRectF(rect.right() - (i + 1) * p, inner.top(), p, inner.height()),
                          color);
    }
    if (fill.isValid()) {
        painter->fillRect(QRectF(inner.left(), rect.top() + in, inner.width(), c - in), fill);
        painter->fillRect(QRectF(inner.left(), inner.bottom(), inner.width(), c - in), fill);
        painter->fillRect(
            QRectF(rect.left() + in, inner.top(), rect.width() - 2 * in, inner.height()), fill);
    }
    return true;
}

QPixmap roundedFill(
    const QRectF &rect, double radius, const QColor &fill, double ratio, QPointF *topLeft)
{
    if (rect.width() > kWidestFill || rect.height() > kHighestFill || rect.isEmpty()) {
        return {};
    }
    // Whole pixels of the device; what is left over belongs to the picture.
    const QPointF corner(std::floor(rect.left() * ratio) / ratio,
                         std::floor(rect.top() * ratio) / ratio);
    const QPointF rest = rect.topLeft() - corner;
    *topLeft = corner;
    const auto step = [](double value) { return std::lround(value * kSteps); };
    using Key = std::array<qint64, 3>;
    const Key key{(qint64(step(rect.width())) << 32) | qint64(step(rect.height())),
                  (qint64(step(radius)) << 32) | (qint64(step(rest.x())) << 16) | step(rest.y()),
                  (qint64(fill.rgba()) << 8) | qint64(step(ratio) & 0xff)};

    struct Hashed
    {
        Key key;
        bool operator==(const Hashed &) const = default;
    };

    struct Hasher
    {
        std::size_t operator()(const Hashed &h) const
        {
            return qHashRange(h.key.begin(), h.key.end());
        }
    };

    thread_local std::unordered_map<Hashed, QPixmap, Hasher> pictures;
    if (const auto known = pictures.find(Hashed{key}); known != pictures.end()) {
        return known->second;
    }
    if (pictures.size() >= std::size_t(kFills)) {
        pictures.clear();
    }
    const QSize size(int(std::ceil((rest.x() + rect.width()) * ratio)),
                     int(std::ceil((rest.y() + rect.height()) * ratio)));
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rest, rect.size()), radius, radius);
    painter.end();
    return pictures.emplace(Hashed{key}, QPixmap::fromImage(image)).first->second;
}

} // namespace socle::studio
