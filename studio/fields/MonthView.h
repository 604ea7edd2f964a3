// One month of days to choose from, painted from tokens. Arrows move by days, Page by months, Home
// and End within the week, Enter chooses.
#pragma once

#include <QDate>
#include <QWidget>

namespace socle::studio {

class MonthView : public QWidget
{
    Q_OBJECT

public:
    explicit MonthView(QWidget *parent = nullptr);

    /// The chosen day; an invalid one chooses nothing and shows today's month.
    void setDate(const QDate &date);

    QDate date() const { return m_date; }

    /// The day the keyboard stands on.
    QDate cursor() const { return m_cursor; }

    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void chosen(const QDate &date);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QDate firstShown() const;
    QRectF cellAt(int row, int column) const;
    QDate dayAt(const QPointF &pos) const;
    QRectF arrow(bool next) const;
    int cellSide() const;
    void moveTo(const QDate &date);

    QDate m_date;
    QDate m_cursor = QDate::currentDate();
    QDate m_hovered;
};

} // namespace socle::studio
