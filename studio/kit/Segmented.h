// One of a few, side by side: layouts, rule kinds. Arrow keys move, the group is one tab stop.
#pragma once

#include <QVector>
#include <QWidget>

namespace socle::studio {

class Segmented : public QWidget
{
    Q_OBJECT

public:
    explicit Segmented(QWidget *parent = nullptr);

    /// Adds a segment; `key` is what comes back. Icon-only segments need `toolTip`.
    void addSegment(const QString &key,
                    const QString &text,
                    const QString &iconName = {},
                    const QString &toolTip = {});
    void setSegmentEnabled(const QString &key, bool enabled, const QString &reason = {});
    QString currentKey() const;
    /// Selects without signalling.
    void setCurrentKey(const QString &key);

    int count() const { return static_cast<int>(m_segments.size()); }

    /// Segments of equal width (default) or as wide as their text.
    void setEqualWidths(bool equal);

    QSize sizeHint() const override;

    QSize minimumSizeHint() const override;

signals:
    void currentChanged(const QString &key);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Segment
    {
        QString key;
        QString text;
        QString icon;
        QString toolTip;
        bool enabled = true;
    };

    QVector<QRectF> rects() const;
    int indexAt(const QPointF &pos) const;
    double naturalWidth(const Segment &segment) const;
    double iconWidthOf(const Segment &segment) const;
    /// Its words whole, with little air.
    double leastWidth(const Segment &segment) const;
    double widthWithout(const Segment &segment) const; // its word
    void choose(int index);
    void updateAccessibleText();

    QVector<Segment> m_segments;
    int m_current = 0;
    int m_hovered = -1;
    bool m_equal = true;
};

} // namespace socle::studio
