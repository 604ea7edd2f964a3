// In which zone moments are shown: local, or UTC when the connection in front is set so.
//
// One per program, like the theme: a window shows one connection at a time. What paints a moment
// asks shownTime() while it paints; what keeps its words listens to changed(). UI thread only.
//
// Source: studio.md 3.20.
#pragma once

#include <QDateTime>
#include <QObject>

namespace socle::studio {

class ShownTime : public QObject
{
    Q_OBJECT

public:
    static ShownTime &current();

    bool isUtc() const { return m_isUtc; }

    void setUtc(bool isUtc);

signals:
    void changed();

private:
    ShownTime() = default;

    bool m_isUtc = false;
};

/// The same moment in the zone that is shown.
QDateTime shownTime(const QDateTime &moment);

} // namespace socle::studio
