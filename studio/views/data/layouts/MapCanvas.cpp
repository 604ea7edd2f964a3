#include "studio/views/data/layouts/MapCanvas.h"

#include "studio/kit/AccessibleRole.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QHash>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>

#include <cmath>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr double kClusterPixels = 44;
constexpr double kPointRadius = 6;

} // namespace

MapCanvas::MapCanvas(MapPane &pane)
    : m_pane(pane)
{
    setObjectName(u"data.map.canvas"_s);
    setAccessibleName(MapPane::tr("Map"));
    setAccessibleRole(this, QAccessible::Graphic);
    connect(this, &MapView::moved, &pane, &MapPane::viewMoved);
}

void MapCanvas::fitPoints(const std::vector<MapPoint> &points)
{
    std::vector<QPointF> places;
    for (const MapPoint &point : points) {
        places.push_back(point.place);
    }
    fit(places);
}

void MapCanvas::viewChanged() { rebuildClusters(); }

void MapCanvas::rebuildClusters()
{
    // A grid over the world, not over the window: clusters do not dance while the map is moved.
    QHash<QPair<qint64, qint64>, std::size_t> cells;
    m_clusters.clear();
    m_currentCluster = -1;
    const auto &points = m_pane.points();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const QPointF square = toSquare(points[i].place) * worldWidth();
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

void MapCanvas::paintOver(QPainter *painter)
{
    const Theme &theme = Theme::current();
    paintDensity(painter);
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
        drawRounded(painter,
                    dot,
                    r,
                    theme.color(isStaged ? Color::ModBar : Color::Accent),
                    theme.color(Color::Surface),
                    2);
        if (isSelected || (hasFocus() && static_cast<int>(i) == m_currentCluster)) {
            drawRounded(
                painter, dot.adjusted(-3, -3, 3, 3), r + 3, {}, theme.color(Color::Accent), 2);
        }
        if (cluster.points.size() > 1) {
            drawLine(painter,
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
                painter,
                QRectF(dot.right() + space::k2, dot.center().y() - space::k4, w, 2 * space::k4),
                label,
                font,
                theme.color(Color::Text));
        }
    }
    if (!m_boxEnd.isNull()) {
        drawRounded(painter,
                    QRectF(pressedAt(), m_boxEnd).normalized(),
                    0,
                    theme.color(Color::AccentSoft),
                    theme.color(Color::Accent),
                    1);
    }
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

void MapCanvas::mousePressEvent(QMouseEvent *event)
{
    MapView::mousePressEvent(event);
    m_isBoxing = event->modifiers() & Qt::ShiftModifier;
    m_boxEnd = {};
}

void MapCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton && m_isBoxing) {
        m_boxEnd = event->position();
        update();
        return;
    }
    if (event->buttons() == Qt::NoButton) {
        setCursor(clusterAt(event->position()) != nullptr ? Qt::PointingHandCursor
                                                          : Qt::ArrowCursor);
    }
    MapView::mouseMoveEvent(event);
}

void MapCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const bool wasDragging = isDragging();
    MapView::mouseReleaseEvent(event);
    m_isBoxing = false;
    if (const QPointF end = std::exchange(m_boxEnd, {}); !end.isNull()) {
        update();
        m_pane.searchIn(placesIn(QRectF(pressedAt(), end).normalized()));
        return;
    }
    if (wasDragging) {
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
        MapView::mouseDoubleClickEvent(event);
    }
}

void MapCanvas::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
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
        MapView::keyPressEvent(event);
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
    return MapView::event(event);
}

} // namespace socle::studio
