// The painted chart. Not for use outside ChartPane.
#pragma once

#include "studio/views/data/layouts/ChartPane.h"

namespace socle::studio {

class ChartPlot : public QWidget
{
    Q_OBJECT

public:
    explicit ChartPlot(ChartPane &pane);

    void setKind(const QString &kind); // "bar", "line", "ring"
    void barsChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRectF plotRect() const;
    QRectF slotRect(int bar) const;
    int barAt(const QPointF &at) const;
    double top() const; // of the scale
    double bottom() const;
    double yOf(double amount) const;
    void paintAxes(QPainter *painter) const;
    void paintScale(QPainter *painter) const;
    void paintRing(QPainter *painter) const;
    void paintBar(QPainter *painter, int at, bool isHot) const;
    void paintLines(QPainter *painter) const;
    void paintLegend(QPainter *painter) const;
    QString wordsOf(const ChartBar &bar) const;

    bool hasSeries() const { return !m_pane.series().empty(); }

    ChartPane &m_pane;
    QString m_kind;
    int m_hovered = -1;
    int m_current = -1;
};

} // namespace socle::studio
