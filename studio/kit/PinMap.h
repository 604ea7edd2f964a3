// A map with one pin: drag it, click where it should stand, or push it with the arrow keys
// (studio.md 4.3.4, geoPoint).
//
// Arrows move the pin by a few pixels, Shift by ten times as much, Ctrl moves the map beneath; +
// and
// - zoom; Home brings the pin into view. UI thread.
#pragma once

#include "studio/kit/MapView.h"

#include <optional>

namespace socle::studio {

class PinMap : public MapView
{
    Q_OBJECT

public:
    explicit PinMap(QWidget *parent = nullptr);

    /// Shows a pin, or none; brings it into view when it is not.
    void setPin(std::optional<QPointF> place);

    std::optional<QPointF> pin() const { return m_pin; }

    void setReadOnly(bool readOnly) { m_isReadOnly = readOnly; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// By the user's hand, while it moves; the place is rounded to what a pixel can say.
    void pinMoved(const QPointF &place);
    /// The hand let go of it, or a key moved it.
    void pinDropped(const QPointF &place);

protected:
    void paintOver(QPainter *painter) override;
    double cornerRadius() const override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void bringIntoView();
    bool isOnPin(const QPointF &at) const;
    void movePin(const QPointF &at);
    QPointF rounded(const QPointF &place) const;

    std::optional<QPointF> m_pin;
    QPointF m_grip; // from the pin's tip to where it was taken
    bool m_isCarried = false;
    bool m_isReadOnly = false;
    bool m_wasShown = false;
};

} // namespace socle::studio
