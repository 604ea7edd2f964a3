// The records on the map: points, clusters, squares of many. Not for use outside MapPane.
#pragma once

#include "studio/kit/MapView.h"
#include "studio/views/data/layouts/MapPane.h"

namespace socle::studio {

class MapCanvas : public MapView
{
    Q_OBJECT

public:
    explicit MapCanvas(MapPane &pane);

    void fitPoints(const std::vector<MapPoint> &points);
    void rebuildClusters();

protected:
    void paintOver(QPainter *painter) override;
    void viewChanged() override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Cluster
    {
        QPointF at = {}; // in the widget
        std::vector<std::size_t> points = {};
    };

    const Cluster *clusterAt(const QPointF &at) const;
    double radiusOf(const Cluster &cluster) const;
    void paintDensity(QPainter *painter) const;
    QRectF placesIn(const QRectF &area) const;

    MapPane &m_pane;
    std::vector<Cluster> m_clusters;
    QPointF m_boxEnd; // null: no box is drawn
    bool m_isBoxing = false; // Shift is held: the hand draws a box
    int m_currentCluster = -1;
};

} // namespace socle::studio
