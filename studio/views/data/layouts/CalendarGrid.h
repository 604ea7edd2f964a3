// The painted weeks of the calendar. Not for use outside it.
#pragma once

#include "studio/views/data/layouts/CalendarPane.h"

namespace socle::studio {

class CalendarGrid : public QWidget
{
    Q_OBJECT

public:
    explicit CalendarGrid(CalendarPane &pane);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool event(QEvent *event) override;

private:
    bool isAtEnd(const QString &id, const QDate &day, const QPointF &at) const;
    int rows() const;
    QRectF cellRect(const QDate &day) const;
    QDate dayAt(const QPointF &point) const;
    QRectF chipRect(const QRectF &cell, int line) const;
    int linesIn(const QRectF &cell) const;
    QString eventAt(const QPointF &point) const;
    void paintDay(QPainter *painter, const QDate &day) const;
    void openRest(const QDate &day);

    CalendarPane &m_pane;
    bool m_isStretching = false;
    QString m_dragged;
    QDate m_dragFrom;
    QDate m_dropDay;
    QPointF m_pressed;
};

} // namespace socle::studio
