// Grey bars in the shape of what is being loaded; invisible for the first 120 ms so that fast loads
// never flicker.
#pragma once

#include <QWidget>

namespace socle::studio {

class Skeleton : public QWidget
{
    Q_OBJECT

public:
    enum class Shape { Lines, Rows, Cards };

    explicit Skeleton(Shape shape, QWidget *parent = nullptr);

    void setCount(int count);
    /// Shows at once (tests, screenshots).
    void setImmediate(bool on);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    Shape m_shape;
    int m_count = 6;
    int m_timer = 0;
    bool m_visible = false;
    bool m_immediate = false;
};

} // namespace socle::studio
