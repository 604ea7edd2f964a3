// Entries over time as bars, errors in their own colour at the bottom of each; a stretch can be
// picked by dragging or with the arrow keys and Enter. Painted here: a chart widget would not
// follow tokens, keys and mirroring.
//
// Times do not mirror in right-to-left interfaces (studio.md 3.20). Object name: logs.histogram.
#pragma once

#include "studio/api/LogsEndpoint.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace socle::studio {

class LogHistogram : public QWidget
{
    Q_OBJECT

public:
    explicit LogHistogram(QWidget *parent = nullptr);

    /// Bars of `seconds` each from `start` to `end` (UTC); buckets fall into the bar of their date.
    void setBuckets(const QDateTime &start,
                    const QDateTime &end,
                    int seconds,
                    const std::vector<LogBucket> &buckets);
    /// The picked stretch, or nothing.
    void setPicked(const std::optional<QDateTime> &from, const std::optional<QDateTime> &to);

    int barCount() const { return static_cast<int>(m_bars.size()); }

    qint64 total() const;

signals:
    void picked(const QDateTime &from, const QDateTime &to);
    void pickCleared();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Bar
    {
        qint64 total = 0;
        qint64 errors = 0;
    };

    QRectF plot() const;
    int barAt(double x) const;
    QRectF slot(int bar) const;
    QDateTime timeOf(int bar) const;
    QString describe(int bar) const;
    void updateAccessible();

    std::vector<Bar> m_bars;
    QDateTime m_start;
    int m_seconds = 3600;
    bool m_knowsErrors = false;
    std::optional<QDateTime> m_from;
    std::optional<QDateTime> m_to;
    int m_hovered = -1;
    int m_pressed = -1;
    int m_cursor = -1; // of the keyboard
};

} // namespace socle::studio
