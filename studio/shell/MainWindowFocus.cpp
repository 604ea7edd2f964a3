// Where the keyboard is: Tab from control to control, F6 from region to region, and the way back
// when what had the focus is gone.
//
// Source: studio.md 3.9, 3.19.
#include "studio/kit/TabOrder.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/Inspector.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/PaneArea.h"
#include "studio/shell/PaneWindow.h"
#include "studio/shell/Rail.h"
#include "studio/shell/StatusBar.h"
#include "studio/shell/TabSwitcher.h"
#include "studio/shell/TopBar.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kFocusWaitMs = 5000;

/// Waits for a widget to be shown again and gives it the focus it had, unless the user went
/// elsewhere meanwhile.
class FocusReturn : public QObject
{
public:
    FocusReturn(QWidget *gone, QWidget *instead)
        : QObject(gone)
        , m_instead(instead)
    {
        gone->installEventFilter(this);
        QTimer::singleShot(kFocusWaitMs, this, &QObject::deleteLater);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Show) {
            QMetaObject::invokeMethod(
                watched,
                [back = static_cast<QWidget *>(watched), instead = m_instead] {
                    if (back->isVisible() && QApplication::focusWidget() == instead) {
                        back->setFocus(Qt::OtherFocusReason);
                    }
                },
                Qt::QueuedConnection);
            deleteLater();
        }
        return false;
    }

private:
    const QPointer<QWidget> m_instead;
};

} // namespace

void MainWindow::switchTab(int step)
{
    Workbench *bench = activeWorkbench();
    if (bench == nullptr) {
        return;
    }
    if (m_switcher != nullptr && m_switcher->isVisible()) {
        m_switcher->advance(step);
        return;
    }
    const QList<View *> recent = bench->recentViews();
    if (recent.size() < 2) {
        return;
    }
    delete m_switcher;
    m_switcher = new TabSwitcher(bench->window());
    connect(m_switcher, &TabSwitcher::chosen, bench, &Workbench::bringForward);
    m_switcher->open(recent, step);
    if (!QGuiApplication::queryKeyboardModifiers().testFlag(Qt::ControlModifier)
        && !QGuiApplication::keyboardModifiers().testFlag(Qt::ControlModifier)) {
        m_switcher->accept(); // from the palette, or by a key without Ctrl: nothing is held
    }
}

/// In the order of the landmarks: top bar, rail, tree, then of each pane its tabs, toolbar and
/// content, inspector, status.
void MainWindow::cycleRegion(int step)
{
    QList<QWidget *> regions{m_top};
    const auto addPanes = [&regions](const PaneArea &area) {
        for (TabArea *pane : area.panes()) {
            regions << pane->findChild<QWidget *>(u"shell.tabs"_s);
            if (View *view = pane->currentView()) {
                regions << view->findChild<QWidget *>(view->viewId() + u".toolbar"_s) << view;
            }
        }
    };
    QWidget *active = QApplication::activeWindow();
    if (const auto *torn = qobject_cast<PaneWindow *>(active)) {
        regions.clear(); // a window of tabs goes round in itself
        addPanes(torn->panes());
    } else if (Workbench *shown = workbench()) {
        regions << shown->rail() << shown->tree();
        addPanes(shown->panes());
        regions << shown->inspector();
    } else if (m_home != nullptr) {
        regions << m_home;
    }
    if (qobject_cast<PaneWindow *>(active) == nullptr) {
        regions << m_status;
        activateWindow(); // from a second inspector back here
        active = this;
    }
    regions.removeIf(
        [](const QWidget *region) { return region == nullptr || !region->isVisible(); });
    if (regions.isEmpty()) {
        return;
    }
    const QWidget *focus = active->focusWidget();
    qsizetype current = 0;
    for (qsizetype i = 0; i < regions.size(); ++i) {
        const bool isInside
            = focus != nullptr && (regions[i] == focus || regions[i]->isAncestorOf(focus));
        // A toolbar lies in its view: the smaller one is meant.
        if (isInside && (current == 0 || !regions[i]->isAncestorOf(regions[current]))) {
            current = i;
        }
    }
    // One that has nothing to offer just now is passed over.
    for (qsizetype tried = 0; tried < regions.size(); ++tried) {
        current = (current + step + regions.size()) % regions.size();
        if (enterRegion(*regions[current])) {
            return;
        }
    }
}

bool MainWindow::enterRegion(QWidget &region)
{
    if (auto *view = qobject_cast<View *>(&region); view != nullptr && view != m_home) {
        view->focusContent();
        return true;
    }
    if (isTabStop(region)) {
        region.setFocus(Qt::TabFocusReason);
        return true;
    }
    const QWidgetList stops = tabStops(region);
    if (!stops.isEmpty()) {
        stops.constFirst()->setFocus(Qt::TabFocusReason);
    }
    return !stops.isEmpty();
}

/// As the menu key does, for keyboards without one.
void MainWindow::openContextMenu()
{
    QWidget *focus = QApplication::focusWidget();
    if (focus == nullptr) {
        return;
    }
    const QPoint at = focus->inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, at, focus->mapToGlobal(at));
    QApplication::sendEvent(focus, &event);
}

bool MainWindow::focusNextPrevChild(bool next) { return goToTabStop(*this, next); }

/// What had the focus is gone (a bar that did its work, a sheet, a grid that is loaded anew): Qt
/// goes on to the next in line, which is often the first of the window. The work is where the user
/// was.
void MainWindow::mendFocus(QWidget *before, QWidget *now)
{
    if (before == nullptr || !isActiveWindow()) {
        return;
    }
    QMetaObject::invokeMethod(
        this,
        [this, gone = QPointer<QWidget>(before), now = QPointer<QWidget>(now)] {
            const bool hasVanished = gone == nullptr || !gone->isVisible() || !gone->isEnabled();
            Workbench *bench = workbench();
            View *view = bench == nullptr ? m_home : bench->currentView();
            if (!hasVanished && now == nullptr && QApplication::focusWidget() == nullptr
                && view != nullptr && view->isAncestorOf(gone)) {
                gone->setFocus(Qt::OtherFocusReason); // away and back within one turn
                return;
            }
            if (!hasVanished || view == nullptr || QApplication::focusWidget() != now
                || QApplication::activePopupWidget() != nullptr) {
                return;
            }
            if (gone != nullptr && view->isAncestorOf(gone)) {
                new FocusReturn(gone, now); // a page that comes back gets it back
            }
            if (now == nullptr || m_top->isAncestorOf(now) || m_status->isAncestorOf(now)) {
                view->focusContent();
            }
        },
        Qt::QueuedConnection);
}

} // namespace socle::studio
