// Drives a real window the way a person does: finds parts by their public object names, waits for
// them, clicks and types.
//
// Shared by the screenshot tool and the integration tests, so that both prove that the names of the
// registry (studio.md Appendix C) exist. Nothing here sleeps: every wait runs the event loop until
// a condition holds or a time has passed, and what did not come is remembered in problems().
#pragma once

#include "studio/app/shots/WindowWatch.h"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <functional>

namespace socle::studio {

class Pilot
{
public:
    static constexpr int kPatienceMs = 15'000;

    explicit Pilot(QWidget &window)
        : m_window(window)
    {
    }

    QWidget &window() const { return m_window; }

    /// Runs the event loop until `done` holds; false (and a problem that names `what`) when it
    /// never does.
    bool until(const QString &what,
               const std::function<bool()> &done,
               int patienceMs = kPatienceMs);
    /// Runs the event loop for a while: timers that debounce, first paints.
    static void rest(int ms);

    /// The visible widget of that name in the window, its sheets and popovers; nullptr when there
    /// is none now.
    QWidget *find(const QString &name) const;
    /// Waits for it.
    QWidget *await(const QString &name, int patienceMs = kPatienceMs);

    bool isShown(const QString &name) const { return find(name) != nullptr; }

    /// Waits until the widget is there and enabled, then clicks its middle.
    bool click(const QString &name);
    /// Replaces the text of a field.
    bool type(const QString &name, const QString &text);
    /// Types into whatever has the focus.
    void keys(const QString &text);
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    /// A row of a list or table by its text: a click, or a double click.
    bool choose(const QString &view, const QString &text, bool twice = false);
    /// Triggers an action by its object name ("act.data.commit").
    bool trigger(const QString &action);

    const QStringList &problems() const { return m_problems; }

    /// Windows that flashed up (WindowWatch.h).
    const QStringList &strays() const { return m_windows.strays(); }

private:
    QWidget *receiver() const;
    void note(const QString &problem);

    QWidget &m_window;
    QStringList m_problems;
    WindowWatch m_windows;
};

} // namespace socle::studio
