// A map one can push about: Mercator, wheel and drag, + - and the arrow keys (studio.md 4.3.17).
//
// Without a tile source it shows the built-in outline of the land and a graticule, and asks nobody.
// With one it lays the source's pictures over that, and names where they come from in the corner.
// What stands on the map is painted by who inherits. Places are degrees: x longitude, y latitude. A
// map does not mirror. UI thread.
#pragma once

#include <QPixmap>
#include <QPointF>
#include <QRectF>
#include <QWidget>

#include <functional>
#include <span>

namespace socle::studio {

/// A square of the world's picture at a zoom: x and y from 0 to 2^zoom - 1, north first.
struct MapTile
{
    int zoom = 0;
    int x = 0;
    int y = 0;

    friend bool operator==(const MapTile &, const MapTile &) = default;
};

class MapView : public QWidget
{
    Q_OBJECT

public:
    /// Null while the picture is fetched and where there is none; says so again when it came with
    /// a call of update().
    using TileSource = std::function<QPixmap(const MapTile &)>;

    static constexpr double kMostLatitude = 85.0511; // where Mercator's square ends
    static constexpr int kTilePixels = 256;
    static constexpr int kMostZoom = 19;

    explicit MapView(QWidget *parent = nullptr);

    /// An empty source: the built-in outline. `attribution` stands on the map as long as tiles do.
    void setTiles(TileSource tiles, const QString &attribution);

    const QString &attribution() const { return m_attribution; }

    /// Degrees in view: longitudes and latitudes.
    QRectF box() const;
    /// All of `places` in view; the world when there are none.
    void fit(std::span<const QPointF> places);
    /// `place` in the middle, the world `worldWidth` pixels wide.
    void showPlace(const QPointF &place, double worldWidth);
    void zoom(double factor, const QPointF &anchor);
    void pan(const QPointF &pixels);

    double worldWidth() const { return m_scale; }

    QPointF project(const QPointF &place) const; // degrees to the widget
    QPointF unproject(const QPointF &at) const;

    /// Degrees to the unit square, north on top, and back.
    static QPointF toSquare(const QPointF &place);
    static QPointF fromSquare(const QPointF &at);

signals:
    /// The user moved the view.
    void moved();

protected:
    /// What stands on the map; the painter is antialiased and left to right.
    virtual void paintOver(QPainter *) { }

    /// Rounded corners with a hairline, for a map inside a form; 0: to the edge.
    virtual double cornerRadius() const { return 0; }

    /// Anything about the view changed, by the user, by fit() or by a new size.
    virtual void viewChanged() { }

    /// Distance of the pointer since its last place while the map is dragged.
    void dragBy(const QPointF &to);
    /// Handles + - and arrows; false for other keys.
    bool handleKey(int key);

    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

    bool isDragging() const { return m_isDragging; }

    QPointF pressedAt() const { return m_pressed; }

    static constexpr double kZoomStep = 1.5;

private:
    void clampView();
    void paintLand(QPainter *painter) const;
    void paintGraticule(QPainter *painter) const;
    void paintTiles(QPainter *painter) const;
    void paintAttribution(QPainter *painter) const;

    TileSource m_tiles;
    QString m_attribution;
    QPointF m_center = {0.5, 0.45}; // of the world square, 0..1
    double m_scale = 512; // pixels of the world's width
    QPointF m_pressed;
    QPointF m_last;
    bool m_isDragging = false;
};

} // namespace socle::studio
