// A picture one can look at closely: fitted at first, wheel and + - zoom, 0 fits again, 1 shows
// every pixel, drag and arrows move it. Transparent parts stand on a checkered ground. UI thread.
#pragma once

#include <QPixmap>
#include <QPointF>
#include <QWidget>

namespace socle::studio {

class ImageView : public QWidget
{
    Q_OBJECT

public:
    explicit ImageView(QWidget *parent = nullptr);

    void setPicture(const QPixmap &picture);

    const QPixmap &picture() const { return m_picture; }

    /// Pixels of the widget a pixel of the picture takes.
    double zoom() const { return m_zoom; }

    void zoomBy(double factor, const QPointF &anchor);
    void fit();
    void showPixels(); // 1 : 1

    QSize sizeHint() const override;

signals:
    void zoomChanged(double zoom);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    double fitting() const;
    void setZoom(double zoom, const QPointF &anchor);
    void clampOffset();

    QPixmap m_picture;
    double m_zoom = 1;
    QPointF m_offset; // of the picture's middle from the widget's
    QPointF m_last;
    bool m_isFitted = true;
};

} // namespace socle::studio
