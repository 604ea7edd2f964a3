#include "studio/views/data/layouts/MapCanvas.h"

#include "studio/kit/AccessibleRole.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QApplication>
#include <QHash>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>
#include <numbers>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr double kMostLatitude = 85.0511; // where Mercator's square ends
constexpr double kMostScale = 512.0 * 65536;
constexpr double kClusterPixels = 44;
constexpr double kPointRadius = 6;
constexpr double kZoomStep = 1.5;
constexpr int kPanStep = 80;
constexpr double kAloneScale = 512.0 * 64; // one point alone is shown at the size of a city

/// Degrees to the unit square, north on top.
QPointF toSquare(const QPointF &place)
{
    const double latitude
        = std::clamp(place.y(), -kMostLatitude, kMostLatitude) * std::numbers::pi / 180;
    return {(place.x() + 180) / 360,
            (1 - std::log(std::tan(latitude) + 1 / std::cos(latitude)) / std::numbers::pi) / 2};
}

QPointF fromSquare(const QPointF &at)
{
    const double n = std::numbers::pi * (1 - 2 * at.y());
    return {at.x() * 360 - 180, std::atan(std::sinh(n)) * 180 / std::numbers::pi};
}

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

QString degrees(double value, const QString &positive, const QString &negative)
{
    const QString number = QString::number(std::abs(value), 'g', 6) + QChar(0x00B0);
    return std::abs(value) < 1e-9 ? number : number + (value > 0 ? positive : negative);
}

} // namespace

MapCanvas::MapCanvas(MapPane &pane)
    : m_pane(pane)
{
    setObjectName(u"data.map.canvas"_s);
    setAccessibleName(MapPane::tr("Map"));
    setAccessibleRole(this, QAccessible::Graphic);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

QPointF MapCanvas::project(const QPointF &place) const
{
    return (toSquare(place) - m_center) * m_scale + QPointF(width() / 2.0, height() / 2.0);
}

QPointF MapCanvas::unproject(const QPointF &at) const
{
    return fromSquare((at - QPointF(width() / 2.0, height() / 2.0)) / m_scale + m_center);
}

QRectF MapCanvas::box() const
{
    const QPointF north = unproject({0, 0});
    const QPointF south = unproject({double(width()), double(height())});
    return QRectF(QPointF(std::max(-180.0, north.x()), std::max(-90.0, south.y())),
                  QPointF(std::min(180.0, south.x()), std::min(90.0, north.y())));
}

void MapCanvas::clampView()
{
    m_scale = std::clamp(m_scale, std::max(256.0, width() / 2.0), kMostScale);
    m_center.setX(std::clamp(m_center.x(), 0.0, 1.0));
    m_center.setY(std::clamp(m_center.y(), 0.0, 1.0));
}

void MapCanvas::fit(const std::vector<MapPoint> &points)
{
    if (points.empty()) {
        m_center = {0.5, 0.45};
        m_scale = std::max(256, width());
    } else {
        QPointF least = toSquare(points.front().place);
        QPointF most = least;
        for (const MapPoint &point : points) {
            const QPointF at = toSquare(point.place);
            least = {std::min(least.x(), at.x()), std::min(least.y(), at.y())};
            most = {std::max(most.x(), at.x()), std::max(most.y(), at.y())};
        }
        m_center = (least + most) / 2;
        const double margin = 0.8;
        const double wide = std::max(most.x() - least.x(), 1e-9);
        const double high = std::max(most.y() - least.y(), 1e-9);
        m_scale = std::min({width() * margin / wide, height() * margin / high, kAloneScale});
    }
    clampView();
    rebuildClusters();
}

void MapCanvas::rebuildClusters()
{
    // A grid over the world, not over the window: clusters do not dance while the map is moved.
    QHash<QPair<qint64, qint64>, std::size_t> cells;
    m_clusters.clear();
    m_currentCluster = -1;
    const auto &points = m_pane.points();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const QPointF square = toSquare(points[i].place) * m_scale;
        const QPair<qint64, qint64> cell(static_cast<qint64>(square.x() / kClusterPixels),
                                         static_cast<qint64>(square.y() / kClusterPixels));
        const auto found = cells.constFind(cell);
        if (found == cells.constEnd()) {
            cells.insert(cell, m_clusters.size());
            m_clusters.push_back({project(points[i].place), {i}});
        } else {
            Cluster &cluster = m_clusters[*found];
            const double n = static_cast<double>(cluster.points.size());
            cluster.at = (cluster.at * n + project(points[i].place)) / (n + 1);
            cluster.points.push_back(i);
        }
    }
    update();
}

double MapCanvas::radiusOf(const Cluster &cluster) const
{
    return cluster.points.size() == 1
        ? kPointRadius
        : std::min(kClusterPixels / 2,
                   kPointRadius * 1.8 + std::log2(static_cast<double>(cluster.points.size())));
}

void MapCanvas::paintGraticule(QPainter *painter) const
{
    const Theme &theme = Theme::current();
    const QRectF view = box();
    const double step = stepFor(360 / m_scale, kPanStep);
    const QColor line = theme.color(Color::Border);
    const QFont font = studio::font(TextRole::Micro);
    for (double x = std::ceil(view.left() / step) * step; x <= view.right(); x += step) {
        const QPointF top = project({x, kMostLatitude});
        drawHairline(painter,
                     {top.x(), std::max(0.0, top.y())},
                     {top.x(), std::min(double(height()), project({x, -kMostLatitude}).y())},
                     line);
        drawLine(painter,
                 QRectF(top.x() + space::k2, 0, space::k10, space::k6),
                 degrees(x, MapPane::tr("E", "east"), MapPane::tr("W", "west")),
                 font,
                 theme.color(Color::TextSubtle));
    }
    for (double y = std::ceil(view.top() / step) * step; y <= view.bottom(); y += step) {
        const QPointF left = project({-180, y});
        drawHairline(painter,
                     {std::max(0.0, left.x()), left.y()},
                     {std::min(double(width()), project({180, y}).x()), left.y()},
                     line);
        drawLine(painter,
                 QRectF(space::k2, left.y() - space::k6, space::k10, space::k6),
                 degrees(y, MapPane::tr("N", "north"), MapPane::tr("S", "south")),
                 font,
                 theme.color(Color::TextSubtle));
    }
}

QRectF MapCanvas::placesIn(const QRectF &area) const
{
    const QPointF low = unproject(area.bottomLeft());
    const QPointF high = unproject(area.topRight());
    return QRectF(low, high).normalized();
}

/// Where there are more records than points: a square a part of the view, with their number.
void MapCanvas::paintDensity(QPainter *painter) const
{
    const Theme &theme = Theme::current();
    qint64 most = 1;
    for (const MapSquare &square : m_pane.squares()) {
        most = std::max(most, square.count);
    }
    constexpr double kFaintest = 0.12;
    constexpr double kStrongest = 0.7;
    for (const MapSquare &square : m_pane.squares()) {
        if (square.count <= 0) {
            continue;
        }
        const QRectF area = QRectF(project(square.box.topLeft()), project(square.box.bottomRight()))
                                .normalized()
                                .adjusted(1, 1, -1, -1);
        const double share = static_cast<double>(square.count) / static_cast<double>(most);
        drawRounded(painter,
                    area,
                    radius::kSm,
                    blended(theme.color(Color::Accent),
                            theme.color(Color::SurfaceAlt),
                            kFaintest + (kStrongest - kFaintest) * share));
        drawLine(painter,
                 area,
                 QLocale().toString(square.count),
                 studio::font(TextRole::BaseStrong),
                 theme.color(share > 0.5 ? Color::OnAccent : Color::Text),
                 Qt::AlignCenter);
    }
}

void MapCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(Qt::LeftToRight); // a map does not mirror
    const Theme &theme = Theme::current();
    painter.fillRect(rect(), theme.color(Color::Canvas));
    const QRectF world(project({-180, kMostLatitude}), project({180, -kMostLatitude}));
    painter.fillRect(world.intersected(QRectF(rect())), theme.color(Color::SurfaceAlt));
    paintGraticule(&painter);
    paintDensity(&painter);
    const auto &points = m_pane.points();
    for (std::size_t i = 0; i < m_clusters.size() && m_pane.squares().empty(); ++i) {
        const Cluster &cluster = m_clusters[i];
        const double r = radiusOf(cluster);
        if (!QRectF(rect()).adjusted(-r, -r, r, r).contains(cluster.at)) {
            continue;
        }
        bool isSelected = false;
        bool isStaged = false;
        for (const std::size_t point : cluster.points) {
            isSelected = isSelected || points[point].record.id == m_pane.selected();
            isStaged = isStaged || points[point].isStaged;
        }
        const QRectF dot(cluster.at - QPointF(r, r), QSizeF(2 * r, 2 * r));
        drawRounded(&painter,
                    dot,
                    r,
                    theme.color(isStaged ? Color::ModBar : Color::Accent),
                    theme.color(Color::Surface),
                    2);
        if (isSelected || (hasFocus() && static_cast<int>(i) == m_currentCluster)) {
            drawRounded(
                &painter, dot.adjusted(-3, -3, 3, 3), r + 3, {}, theme.color(Color::Accent), 2);
        }
        if (cluster.points.size() > 1) {
            drawLine(&painter,
                     dot,
                     QLocale().toString(static_cast<qlonglong>(cluster.points.size())),
                     studio::font(TextRole::Micro),
                     theme.color(isStaged ? Color::Surface : Color::OnAccent),
                     Qt::AlignCenter);
        } else if (m_clusters.size() <= 40 || isSelected) {
            const QString label = points[cluster.points.front()].label;
            const QFont font = studio::font(TextRole::Small);
            const double w = QFontMetricsF(font).horizontalAdvance(label) + space::k2;
            drawLine(
                &painter,
                QRectF(dot.right() + space::k2, dot.center().y() - space::k4, w, 2 * space::k4),
                label,
                font,
                theme.color(Color::Text));
        }
    }
    if (m_isBoxing && m_isDragging) {
        drawRounded(&painter,
                    QRectF(m_pressed, m_last).normalized(),
                    0,
                    theme.color(Color::AccentSoft),
                    theme.color(Color::Accent),
                    1);
    }
    if (hasFocus()) {
        drawFocusRing(&painter, QRectF(rect()).adjusted(1, 1, -1, -1), 0, 0);
    }
}

void MapCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    clampView();
    rebuildClusters();
}

const MapCanvas::Cluster *MapCanvas::clusterAt(const QPointF &at) const
{
    const Cluster *best = nullptr;
    for (const Cluster &cluster : m_clusters) {
        const QPointF by = cluster.at - at;
        if (std::hypot(by.x(), by.y()) <= radiusOf(cluster) + space::k2) {
            best = &cluster;
        }
    }
    return best;
}

void MapCanvas::zoom(double factor, const QPointF &anchor)
{
    const QPointF before = (anchor - QPointF(width() / 2.0, height() / 2.0)) / m_scale + m_center;
    m_scale *= factor;
    clampView();
    m_center = before - (anchor - QPointF(width() / 2.0, height() / 2.0)) / m_scale;
    clampView();
    rebuildClusters();
    m_pane.viewMoved();
}

void MapCanvas::pan(const QPointF &by)
{
    m_center -= by / m_scale;
    clampView();
    rebuildClusters();
    m_pane.viewMoved();
}

void MapCanvas::wheelEvent(QWheelEvent *event)
{
    zoom(std::pow(kZoomStep, event->angleDelta().y() / 120.0), event->position());
    event->accept();
}

void MapCanvas::mousePressEvent(QMouseEvent *event)
{
    m_pressed = m_last = event->position();
    m_isDragging = false;
    m_isBoxing = event->modifiers() & Qt::ShiftModifier;
}

void MapCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton)) {
        setCursor(clusterAt(event->position()) != nullptr ? Qt::PointingHandCursor
                                                          : Qt::ArrowCursor);
        return;
    }
    if (m_isDragging
        || (event->position() - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_isDragging = true;
        if (m_isBoxing) {
            m_last = event->position();
            update();
            return;
        }
        pan(event->position() - m_last);
        m_last = event->position();
    }
}

void MapCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const bool isBox = std::exchange(m_isBoxing, false);
    if (std::exchange(m_isDragging, false)) {
        if (isBox) {
            update();
            m_pane.searchIn(placesIn(QRectF(m_pressed, m_last).normalized()));
        }
        return;
    }
    if (const Cluster *cluster = clusterAt(event->position())) {
        if (cluster->points.size() == 1) {
            m_pane.select(m_pane.points()[cluster->points.front()].record.id);
        } else {
            zoom(kZoomStep * kZoomStep, cluster->at);
        }
    }
}

void MapCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Cluster *cluster = clusterAt(event->position());
    if (cluster != nullptr && cluster->points.size() == 1) {
        m_pane.activate(m_pane.points()[cluster->points.front()].record.id);
    } else {
        zoom(kZoomStep, event->position());
    }
}

void MapCanvas::keyPressEvent(QKeyEvent *event)
{
    const QPointF middle(width() / 2.0, height() / 2.0);
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(kZoomStep, middle);
        return;
    case Qt::Key_Minus:
        zoom(1 / kZoomStep, middle);
        return;
    case Qt::Key_Left:
        pan({kPanStep, 0});
        return;
    case Qt::Key_Right:
        pan({-kPanStep, 0});
        return;
    case Qt::Key_Up:
        pan({0, kPanStep});
        return;
    case Qt::Key_Down:
        pan({0, -kPanStep});
        return;
    case Qt::Key_Space: // the next one in view
        if (!m_clusters.empty()) {
            m_currentCluster = (m_currentCluster + 1) % static_cast<int>(m_clusters.size());
            const Cluster &cluster = m_clusters[static_cast<std::size_t>(m_currentCluster)];
            m_pane.select(m_pane.points()[cluster.points.front()].record.id);
            update();
        }
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_pane.selected().isEmpty()) {
            m_pane.activate(m_pane.selected());
        }
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool MapCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const Cluster *cluster = clusterAt(help->pos());
        if (cluster == nullptr) {
            QToolTip::hideText();
        } else {
            QStringList labels;
            for (std::size_t i = 0; i < std::min<std::size_t>(cluster->points.size(), 8); ++i) {
                labels.append(m_pane.points()[cluster->points[i]].label);
            }
            if (cluster->points.size() > 8) {
                labels.append(u"…"_s);
            }
            QToolTip::showText(help->globalPos(), labels.join(u'\n'), this);
        }
        return true;
    }
    return QWidget::event(event);
}

} // namespace socle::studio
