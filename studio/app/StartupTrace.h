// --startup-trace: how long after the start of the program what could be seen.
//
// Prints "startup: <ms>  <what>" on stderr; each mark once. The last two are found by looking at
// paint events: the window's first, and the first of a grid that has rows.
// Source: studio.md 7 (P1, P2).
#pragma once

#include <QElapsedTimer>
#include <QObject>

namespace socle::studio {

class StartupTrace : public QObject
{
    Q_OBJECT

public:
    /// Counts from here on. Says nothing unless `isOn`.
    StartupTrace() { m_clock.start(); }

    void setOn(bool isOn) { m_isOn = isOn; }

    void note(const char *what) const;
    /// From now on the paint events of the program are looked at, until both marks are made.
    void watchPainting();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QElapsedTimer m_clock;
    bool m_isOn = false;
    bool m_hasPainted = false;
};

} // namespace socle::studio
