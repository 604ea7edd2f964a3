// The painted map: projection, graticule, points and clusters. Not for use outside MapPane.
#pragma once

#include "studio/views/data/layouts/MapPane.h"

namespace socle::studio {

class MapCanvas : public QWidget
{
    Q_OBJECT

public:
    explicit MapCanvas(MapPane &pane);

    void fit(const std::vector<MapPoint> &points);
    /// Longitudes and latitudes in view.
    QRectF box() const;
    void rebuildClusters();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
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

    QPointF project(const QPointF &place) const; // degrees to the widget
    QPointF unproject(const QPointF &at) const;
    const Cluster *clusterAt(const QPointF &at) const;
    void zoom(double factor, const QPointF &anchor);
    void pan(const QPointF &by);
    void clampView();
    double radiusOf(const Cluster &cluster) const;
    void paintGraticule(QPainter *painter) const;
    void paintDensity(QPainter *painter) const;
    QRectF placesIn(const QRectF &area) const;

    MapPane &m_pane;
    QPointF m_center = {0.5, 0.5}; // of the world square, 0..1
    double m_scale = 512; // pixels of the world's width
    std::vector<Cluster> m_clusters;
    QPointF m_pressed;
    QPointF m_last;
    bool m_isDragging = false;
    bool m_isBoxing = false; // Shift is held: the hand draws a box
    int m_currentCluster = -1;
};

} // namespace socle::studio
