#include "studio/kit/MapView.h"

#include "studio/kit/MapOutline.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainterPath>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr double kMostScale = 256.0 * (1 << MapView::kMostZoom);
constexpr double kAloneScale = 512.0 * 64; // one place alone is shown at the size of a city
constexpr double kOutlineScale = 512.0 * 16; // without tiles: with the coasts around it
constexpr int kPanStep = 80;
constexpr double kMargin = 0.8; // of the view that fit() fills

constexpr double kLandInk = 0.16; // of an edge, in high contrast
constexpr double kDegreeInk = 0.35;

/// A step of the graticule that leaves lines about `pixels` apart.
double stepFor(double degreesPerPixel, double pixels)
{
    constexpr double kSteps[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45};
    for (const double step : kSteps) {
        if (step / degreesPerPixel >= pixels) {
            return step;
        }
    }
    return 60;
}

QString degreeText(double value, const QString &positive, const QString &negative)
{
    const QString number = QString::number(std::abs(value), 'g', 6) + QChar(0x00B0);
    return std::abs(value) < 1e-9 ? number : number + (value > 0 ? positive : negative);
}

/// Outlines in the unit square, projected once.
QPainterPath squarePath(const QVector<QPolygonF> &shapes)
{
    QPainterPath path;
    path.setFillRule(Qt::WindingFill);
    for (const QPolygonF &polygon : shapes) {
        QPolygonF projected;
        for (const QPointF &place : polygon) {
            projected.append(MapView::toSquare(place));
        }
        path.addPolygon(projected);
        path.closeSubpath();
    }
    return path;
}

} // namespace

MapView::MapView(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

QPointF MapView::toSquare(const QPointF &place)
{
    const double latitude
        = std::clamp(place.y(), -kMostLatitude, kMostLatitude) * std::numbers::pi / 180;
    return {(place.x() + 180) / 360,
            (1 - std::log(std::tan(latitude) + 1 / std::cos(latitude)) / std::numbers::pi) / 2};
}

QPointF MapView::fromSquare(const QPointF &at)
{
    const double n = std::numbers::pi * (1 - 2 * at.y());
    return {at.x() * 360 - 180, std::atan(std::sinh(n)) * 180 / std::numbers::pi};
}

void MapView::setTiles(TileSource tiles, const QString &attribution)
{
    m_tiles = std::move(tiles);
    m_attribution = attribution;
    update();
}

QPointF MapView::project(const QPointF &place) const
{
    return (toSquare(place) - m_center) * m_scale + QPointF(width() / 2.0, height() / 2.0);
}

QPointF MapView::unproject(const QPointF &at) const
{
    return fromSquare((at - QPointF(width() / 2.0, height() / 2.0)) / m_scale + m_center);
}

QRectF MapView::box() const
{
    const QPointF north = unproject({0, 0});
    const QPointF south = unproject({double(width()), double(height())});
    return QRectF(QPointF(std::max(-180.0, north.x()), std::max(-90.0, south.y())),
                  QPointF(std::min(180.0, south.x()), std::min(90.0, north.y())));
}

void MapView::clampView()
{
    m_scale = std::clamp(m_scale, std::max(256.0, width() / 2.0), kMostScale);
    m_center.setX(std::clamp(m_center.x(), 0.0, 1.0));
    m_center.setY(std::clamp(m_center.y(), 0.0, 1.0));
}

void MapView::fit(std::span<const QPointF> places)
{
    if (places.empty()) {
        m_center = {0.5, 0.45};
        m_scale = std::max(256, width());
    } else {
        QPointF least = toSquare(places.front());
        QPointF most = least;
        for (const QPointF &place : places) {
            const QPointF at = toSquare(place);
            least = {std::min(least.x(), at.x()), std::min(least.y(), at.y())};
            most = {std::max(most.x(), at.x()), std::max(most.y(), at.y())};
        }
        m_center = (least + most) / 2;
        const double wide = std::max(most.x() - least.x(), 1e-9);
        const double high = std::max(most.y() - least.y(), 1e-9);
        m_scale = std::min({width() * kMargin / wide,
                            height() * kMargin / high,
                            m_tiles ? kAloneScale : kOutlineScale});
    }
    clampView();
    viewChanged();
    update();
}

void MapView::showPlace(const QPointF &place, double worldWidth)
{
    m_center = toSquare(place);
    m_scale = worldWidth;
    clampView();
    viewChanged();
    update();
}

void MapView::zoom(double factor, const QPointF &anchor)
{
    const QPointF middle(width() / 2.0, height() / 2.0);
    const QPointF before = (anchor - middle) / m_scale + m_center;
    m_scale *= factor;
    clampView();
    m_center = before - (anchor - middle) / m_scale;
    clampView();
    viewChanged();
    update();
    emit moved();
}

void MapView::pan(const QPointF &pixels)
{
    m_center -= pixels / m_scale;
    clampView();
    viewChanged();
    update();
    emit moved();
}

void MapView::paintLand(QPainter *painter) const
{
    static const QPainterPath land = squarePath(landOutlines());
    static const QPainterPath lakes = squarePath(lakeOutlines());
    const Theme &theme = Theme::current();
    painter->save();
    painter->setClipRect(rect());
    painter->translate(width() / 2.0, height() / 2.0);
    painter->scale(m_scale, m_scale);
    painter->translate(-m_center);
    QPen shore(theme.color(Color::Border), 1);
    shore.setCosmetic(true);
    painter->setPen(shore);
    painter->setBrush(
        theme.isHighContrast() // whose grounds are all one
            ? blended(theme.color(Color::Border), theme.color(Color::Surface), kLandInk)
            : theme.color(Color::SurfaceAlt));
    painter->drawPath(land);
    painter->setBrush(theme.color(Color::Sunken));
    painter->drawPath(lakes);
    painter->restore();
}

void MapView::paintGraticule(QPainter *painter) const
{
    const Theme &theme = Theme::current();
    const QRectF view = box();
    const double step = stepFor(360 / m_scale, kPanStep);
    // Where edges are strong the coasts are to be seen, not the degrees.
    const QColor line = theme.isHighContrast()
        ? blended(theme.color(Color::Border), theme.color(Color::Surface), kDegreeInk)
        : theme.color(Color::Border);
    const QFont font = studio::font(TextRole::Micro);
    const QColor words = theme.color(Color::TextSubtle);
    for (double x = std::ceil(view.left() / step) * step; x <= view.right(); x += step) {
        const QPointF top = project({x, kMostLatitude});
        drawHairline(painter,
                     {top.x(), std::max(0.0, top.y())},
                     {top.x(), std::min(double(height()), project({x, -kMostLatitude}).y())},
                     line);
        drawLine(painter,
                 QRectF(top.x() + space::k2, space::k1, space::k10, space::k6),
                 degreeText(x, tr("E", "east"), tr("W", "west")),
                 font,
                 words);
    }
    for (double y = std::ceil(view.top() / step) * step; y <= view.bottom(); y += step) {
        const QPointF left = project({-180, y});
        drawHairline(painter,
                     {std::max(0.0, left.x()), left.y()},
                     {std::min(double(width()), project({180, y}).x()), left.y()},
                     line);
        drawLine(painter,
                 QRectF(space::k2, left.y() - space::k6, space::k10, space::k6),
                 degreeText(y, tr("N", "north"), tr("S", "south")),
                 font,
                 words);
    }
}

void MapView::paintTiles(QPainter *painter) const
{
    const int zoom
        = std::clamp(static_cast<int>(std::lround(std::log2(m_scale / kTilePixels))), 0, kMostZoom);
    const int across = 1 << zoom;
    const double side = m_scale / across;
    const QPointF origin
        = QPointF(width() / 2.0, height() / 2.0) - m_center * m_scale; // the world's corner
    const auto first = [side](double at) { return static_cast<int>(std::floor(-at / side)); };
    const auto last
        = [side](double at, int size) { return static_cast<int>(std::floor((size - at) / side)); };
    for (int y = std::max(0, first(origin.y()));
         y <= std::min(across - 1, last(origin.y(), height()));
         ++y) {
        for (int x = std::max(0, first(origin.x()));
             x <= std::min(across - 1, last(origin.x(), width()));
             ++x) {
            const QPixmap picture = m_tiles({zoom, x, y});
            if (!picture.isNull()) {
                const QPointF corner(origin.x() + x * side, origin.y() + y * side);
                painter->drawPixmap(
                    QRectF(corner, QSizeF(side, side)), picture, QRectF(picture.rect()));
            }
        }
    }
}

void MapView::paintAttribution(QPainter *painter) const
{
    const Theme &theme = Theme::current();
    const QFont font = studio::font(TextRole::Micro);
    const double w
        = std::min<double>(QFontMetricsF(font).horizontalAdvance(m_attribution) + 2 * space::k3,
                           width() - 2 * space::k2);
    const QRectF ground(
        width() - w - space::k2, height() - space::k6 - space::k2, w, theme.scaled(space::k6));
    drawRounded(painter, ground, radius::kSm, theme.color(Color::Surface));
    drawLine(painter,
             ground.adjusted(space::k3, 0, -space::k3, 0),
             m_attribution,
             font,
             theme.color(Color::TextMuted),
             Qt::AlignCenter);
}

void MapView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setLayoutDirection(Qt::LeftToRight); // a map does not mirror
    const Theme &theme = Theme::current();
    const double corner = cornerRadius();
    if (corner > 0) {
        QPainterPath shape;
        shape.addRoundedRect(QRectF(rect()), corner, corner);
        painter.setClipPath(shape);
    }
    painter.fillRect(rect(), theme.color(Color::Canvas));
    const QRectF world(project({-180, kMostLatitude}), project({180, -kMostLatitude}));
    // Close up the outline would lie: one ground for land and sea.
    const bool hasLand = m_scale <= kOutlineMostScale;
    painter.fillRect(world.intersected(QRectF(rect())),
                     theme.color(hasLand ? Color::Sunken : Color::SurfaceAlt));
    if (hasLand) {
        paintLand(&painter);
    }
    if (m_tiles) {
        paintTiles(&painter);
    } else {
        paintGraticule(&painter);
    }
    paintOver(&painter);
    if (m_tiles && !m_attribution.isEmpty()) {
        paintAttribution(&painter);
    }
    painter.setClipping(false);
    if (hasFocus()) {
        drawFocusRing(&painter, QRectF(rect()).adjusted(1, 1, -1, -1), corner, 0);
    } else if (corner > 0) {
        drawRounded(&painter, QRectF(rect()), corner, {}, theme.color(Color::BorderStrong));
    }
}

void MapView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    clampView();
    viewChanged();
}

void MapView::wheelEvent(QWheelEvent *event)
{
    zoom(std::pow(kZoomStep, event->angleDelta().y() / 120.0), event->position());
    event->accept();
}

void MapView::mousePressEvent(QMouseEvent *event)
{
    m_pressed = m_last = event->position();
    m_isDragging = false;
}

void MapView::dragBy(const QPointF &to)
{
    pan(to - m_last);
    m_last = to;
}

void MapView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton)) {
        return;
    }
    m_isDragging = m_isDragging
        || (event->position() - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (m_isDragging) {
        dragBy(event->position());
    }
}

void MapView::mouseReleaseEvent(QMouseEvent *) { m_isDragging = false; }

void MapView::mouseDoubleClickEvent(QMouseEvent *event) { zoom(kZoomStep, event->position()); }

bool MapView::handleKey(int key)
{
    const QPointF middle(width() / 2.0, height() / 2.0);
    switch (key) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(kZoomStep, middle);
        return true;
    case Qt::Key_Minus:
        zoom(1 / kZoomStep, middle);
        return true;
    case Qt::Key_Left:
        pan({kPanStep, 0});
        return true;
    case Qt::Key_Right:
        pan({-kPanStep, 0});
        return true;
    case Qt::Key_Up:
        pan({0, kPanStep});
        return true;
    case Qt::Key_Down:
        pan({0, -kPanStep});
        return true;
    default:
        return false;
    }
}

void MapView::keyPressEvent(QKeyEvent *event)
{
    if (!handleKey(event->key())) {
        QWidget::keyPressEvent(event);
    }
}

} // namespace socle::studio
