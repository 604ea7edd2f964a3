// The grip of a row in a list that the user orders: pulling it shows where the row would go,
// letting go puts it there. The keyboard twin belongs to the list (arrows, Alt+Shift+Up/Down).
#pragma once

#include <QPointer>
#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class DragHandle : public QWidget
{
    Q_OBJECT

public:
    /// `rows` holds one widget a row; the handle is inside one of them.
    DragHandle(QVBoxLayout *rows, const QString &name, QWidget *parent = nullptr);

    QSize sizeHint() const override;

signals:
    /// The row goes before the row that is `to` now (the number of rows: to the end).
    void dropped(int to);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    int targetOf(const QPoint &globalPos) const;

    QVBoxLayout *const m_rows;
    QPointer<QWidget> m_line; // where it would go
    bool m_isPulled = false;
};

} // namespace socle::studio
