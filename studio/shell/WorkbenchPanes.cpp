// Panes and torn-off windows of a workbench: splitting, moving tabs between them by key and by
// drag, and what of it comes back after a restart.
//
// Source: studio.md 3.4, 3.5, 3.10; drags fall back to an action on Wayland (6).
#include "studio/kit/MenuPlace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/PaneArea.h"
#include "studio/shell/PaneWindow.h"
#include "studio/shell/Workbench.h"

#include <QAction>
#include <QApplication>
#include <QDrag>
#include <QJsonArray>
#include <QMenu>
#include <QMimeData>
#include <QScopedValueRollback>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kTabArgument = u"tab"_s;

void focusPane(TabArea &pane)
{
    if (View *view = pane.currentView()) {
        view->focusContent();
    } else {
        pane.setFocus(Qt::OtherFocusReason);
    }
}

} // namespace

void Workbench::makePanes()
{
    m_panes = new PaneArea([this] { return makePane(); });
    m_panes->setBanners(m_bannerPlace);
    m_current = m_panes;
    watch(*m_panes);
}

TabArea *Workbench::makePane()
{
    auto *pane = new TabArea([this](const ViewTarget &target) { return makeView(target); });
    pane->shareClosed(m_closedTabs);
    pane->setPlaceholder(makePlaceholder());
    connect(pane, &TabArea::moved, this, [this, pane](int from, int to) {
        layoutChanged(tr("Move tab"), [pane = QPointer<TabArea>(pane), from, to] {
            const bool isThere = pane != nullptr && std::max(from, to) < pane->count();
            if (isThere) {
                pane->move(to, from);
            }
            return isThere;
        });
    });
    return pane;
}

void Workbench::watch(PaneArea &area)
{
    connect(&area, &PaneArea::entered, this, [this, &area] { enter(area); });
    connect(&area, &PaneArea::currentChanged, this, [this, &area](View *view) {
        if (m_current == &area) {
            currentTabChanged(view);
        }
    });
    connect(&area, &PaneArea::removing, this, [this, &area](const TabArea *pane) {
        if (!m_isArranging) {
            paneGoes(area, *pane);
        }
    });
    connect(&area, &PaneArea::stateChanged, m_storeDelay, qOverload<>(&QTimer::start));
    connect(&area, &PaneArea::newTabRequested, this, [this] {
        if (QAction *palette = m_parts.actions->find(u"act.app.goTo"_s)) {
            palette->trigger();
        }
    });
    connect(&area, &PaneArea::tabDraggedOut, this, &Workbench::dragTab);
    connect(&area, &PaneArea::tabMenuRequested, this, &Workbench::showTabMenu);
    connect(&area, &PaneArea::dropped, this, &Workbench::drop);
}

void Workbench::enter(PaneArea &area)
{
    if (m_current != &area) {
        m_current = &area;
        currentTabChanged(area.currentView());
    }
}

TabArea *Workbench::tabs() const { return m_current->current(); }

bool Workbench::hasActiveWindow() const
{
    return m_current != m_panes && m_current->window()->isActiveWindow();
}

QList<PaneArea *> Workbench::areas() const
{
    QList<PaneArea *> all{m_panes};
    for (const PaneWindow *window : m_windows) {
        all << &window->panes();
    }
    return all;
}

QList<View *> Workbench::recentViews() const
{
    QList<View *> open;
    for (const PaneArea *area : areas()) {
        open << area->views();
    }
    QList<View *> recent;
    for (const QPointer<View> &view : m_recent) {
        if (view != nullptr && open.removeOne(view)) {
            recent << view;
        }
    }
    return recent << open; // those not looked at yet come last
}

void Workbench::bringForward(View *view)
{
    for (PaneArea *area : areas()) {
        for (TabArea *pane : area->panes()) {
            const qsizetype index = pane->views().indexOf(view);
            if (index < 0) {
                continue;
            }
            area->setCurrent(pane);
            enter(*area);
            pane->activate(static_cast<int>(index));
            area->window()->activateWindow();
            view->focusContent();
            return;
        }
    }
}

View *Workbench::openTab(const ViewTarget &target, OpenMode mode)
{
    // Where one looks comes first, then any other pane that has it.
    QList<std::pair<PaneArea *, TabArea *>> panes{{m_current, tabs()}};
    for (PaneArea *area : areas()) {
        for (TabArea *pane : area->panes()) {
            panes.append({area, pane});
        }
    }
    for (const auto &[area, pane] : std::as_const(panes)) {
        const ViewTarget known = pane->openTarget(target);
        if (known.isEmpty()) {
            continue;
        }
        ViewTarget wanted = target;
        if (known.arguments.contains(kTabArgument)) {
            wanted.arguments.insert(kTabArgument, known.arguments[kTabArgument]);
        }
        if (mode != OpenMode::Background) {
            area->setCurrent(pane);
            enter(*area);
            if (area != m_panes) {
                area->window()->activateWindow();
            }
        }
        return pane->open(wanted, mode);
    }
    if (const QString refusal = refusalOf(target.view); !refusal.isEmpty()) {
        m_parts.status(refusal);
        return nullptr;
    }
    return tabs()->open(target, mode);
}

void Workbench::split(Qt::Orientation orientation)
{
    TabArea *from = tabs();
    TabArea *made = m_current->split(from, orientation);
    if (made == nullptr) {
        status(tr("There is room for four panes"));
        return;
    }
    const QScopedValueRollback arranging(m_isArranging, true);
    ViewTarget target = from->currentTarget();
    ViewTarget copied;
    const ViewDescriptor *view = findView(m_catalogue, target.view);
    if (view != nullptr && view->isRepeatable) {
        const QJsonObject state = from->currentView()->saveState();
        // The first number no open tab has.
        for (int number = 2; target.arguments[kTabArgument].toInt() != number; ++number) {
            ViewTarget next = target;
            next.arguments.insert(kTabArgument, number);
            bool isFree = true;
            for (const PaneArea *area : areas()) {
                for (const TabArea *pane : area->panes()) {
                    isFree = isFree && pane->openTarget(next).isEmpty();
                }
            }
            if (isFree) {
                target = next;
                break;
            }
        }
        if (View *copy = made->open(target, OpenMode::Lasting)) {
            copy->restoreState(state);
            copied = target;
        }
    } else if (from->count() > 1) {
        made->put(from->take(from->currentIndex()));
    }
    paneMade(*m_current, *from, *made, copied);
    m_current->setCurrent(made);
    focusPane(*made);
}

void Workbench::moveTabToNextPane()
{
    QList<std::pair<PaneArea *, TabArea *>> panes;
    for (PaneArea *area : areas()) {
        for (TabArea *pane : area->panes()) {
            panes.append({area, pane});
        }
    }
    TabArea *from = tabs();
    const auto here
        = std::ranges::find_if(panes, [&](const auto &one) { return one.second == from; });
    if (panes.size() < 2 || from->count() == 0 || here == panes.end()) {
        status(tr("There is no other pane"));
        return;
    }
    const auto [area, pane] = panes[(here - panes.begin() + 1) % panes.size()];
    const QScopedValueRollback arranging(m_isArranging, true);
    tabMoved(from->currentTarget(), *m_current, m_current->placeOf(from), from->currentIndex());
    pane->put(from->take(from->currentIndex())); // the emptied pane may be gone now
    area->setCurrent(pane);
    enter(*area);
    area->window()->activateWindow();
    focusPane(*pane);
}

void Workbench::tearOff()
{
    tearOff(tabs(), tabs()->currentIndex(), QWidget::window()->pos() + rect().center() / 2);
}

void Workbench::tearOff(TabArea *pane, int index, const QPoint &globalPosition)
{
    if (index < 0 || (m_current != m_panes && m_current->views().size() == 1)) {
        return; // it has a window of its own
    }
    const QScopedValueRollback arranging(m_isArranging, true);
    PaneArea *area = m_current;
    for (PaneArea *one : areas()) {
        area = one->panes().contains(pane) ? one : area;
    }
    const PanePlace place = area->placeOf(pane);
    const TabArea::Taken taken = pane->take(index);
    if (taken.view == nullptr) {
        return;
    }
    tabMoved(taken.target, *area, place, index);
    PaneWindow *window = makeWindow();
    window->move(globalPosition);
    window->panes().current()->put(taken);
    window->show();
    window->activateWindow();
    enter(window->panes());
    m_storeDelay->start();
}

PaneWindow *Workbench::makeWindow()
{
    auto *window = new PaneWindow([this] { return makePane(); }, *m_parts.actions);
    window->setLayoutDirection(layoutDirection());
    window->setConnection(m_session.profile());
    m_windows.append(window);
    watch(window->panes());
    connect(window, &PaneWindow::closing, this, [this, window] { closeWindow(window); });
    connect(&window->panes(), &PaneArea::emptied, this, [this, window] { closeWindow(window); });
    connect(&m_session, &ConnectionSession::profileChanged, window, [this, window] {
        window->setConnection(m_session.profile());
    });
    return window;
}

void Workbench::closeWindow(PaneWindow *window)
{
    if (!m_windows.removeOne(window)) {
        return; // its last tab was closed by the lines below
    }
    if (m_current == &window->panes()) {
        enter(*m_panes);
    }
    const QScopedValueRollback arranging(m_isArranging, true);
    for (TabArea *pane : window->panes().panes()) {
        while (pane->count() > 0) {
            pane->close(pane->count() - 1);
        }
    }
    window->hide();
    window->deleteLater();
    m_storeDelay->start();
}

void Workbench::hideWindows()
{
    for (PaneWindow *window : std::as_const(m_windows)) {
        window->hide();
    }
}

void Workbench::closeTab()
{
    if (tabs()->count() > 0) {
        tabs()->closeCurrent();
    } else {
        m_current->remove(tabs());
    }
}

void Workbench::showTabMenu(TabArea *pane, int index, const QPoint &globalPosition)
{
    if (index < 0) {
        return;
    }
    pane->activate(index);
    m_current->setCurrent(pane);
    auto *menu = new QMenu(pane);
    menu->setObjectName(u"shell.tabs.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const QString &id : {u"closeTab"_s,
                              u"closeOtherTabs"_s,
                              u"keepTab"_s,
                              {},
                              u"splitRight"_s,
                              u"splitDown"_s,
                              u"moveTab"_s,
                              u"tearOff"_s}) {
        if (id.isEmpty()) {
            menu->addSeparator();
        } else if (QAction *action = m_parts.actions->find(u"act.app."_s + id)) {
            menu->addAction(action);
        }
    }
    popupAt(menu, globalPosition);
}

Qt::DropAction Workbench::runDrag(QMimeData *carried, const QPixmap &picture)
{
    for (PaneArea *area : areas()) {
        area->showDrop(true);
    }
    auto *drag = new QDrag(this); // goes by itself
    drag->setMimeData(carried);
    drag->setPixmap(picture);
    const QPointer<Workbench> self(this);
    // Qt has no other way to drag; nothing of a pane is on the stack (the signals are queued).
    const Qt::DropAction done = drag->exec(Qt::MoveAction | Qt::CopyAction, Qt::MoveAction);
    if (self != nullptr) {
        for (PaneArea *area : areas()) {
            area->showDrop(false);
        }
    }
    return done;
}

void Workbench::dragTab(TabArea *pane, int index)
{
    const QPointer<TabArea> from(pane);
    m_dragged = {pane, pane->targetAt(index)};
    auto *carried = new QMimeData;
    carried->setData(kTabMime, m_dragged.target.key().toUtf8());
    const QPointer<Workbench> self(this);
    const Qt::DropAction done = runDrag(carried, pane->pictureOf(index));
    if (self == nullptr) {
        return;
    }
    const bool wasCancelled = QGuiApplication::mouseButtons() != Qt::NoButton; // Esc
    const bool hasPositions = !QGuiApplication::platformName().startsWith(u"wayland"_s);
    if (done == Qt::IgnoreAction && !wasCancelled && hasPositions && from != nullptr) {
        tearOff(from, from->indexOf(m_dragged.target), QCursor::pos());
    }
    m_dragged = {};
}

void Workbench::dragCollection(const QString &name)
{
    auto *carried = new QMimeData;
    carried->setData(kCollectionMime, name.toUtf8());
    carried->setText(name);
    runDrag(carried, {});
}

void Workbench::drop(const DropPlace &place, const QMimeData &carried)
{
    auto *area = qobject_cast<PaneArea *>(sender());
    TabArea *into = place.pane;
    if (area == nullptr || into == nullptr) {
        return;
    }
    TabArea *from = carried.hasFormat(kTabMime) ? m_dragged.pane.data() : nullptr;
    if (carried.hasFormat(kTabMime)
        && (from == nullptr
            || (from == into && (place.side == DropPlace::Side::Into || from->count() < 2)))) {
        return; // where it is already
    }
    const QScopedValueRollback arranging(m_isArranging, true);
    TabArea *beside = into;
    if (from != nullptr) {
        for (PaneArea *one : areas()) {
            if (one->panes().contains(from)) {
                tabMoved(
                    m_dragged.target, *one, one->placeOf(from), from->indexOf(m_dragged.target));
            }
        }
    }
    if (place.side != DropPlace::Side::Into) {
        const bool isBefore
            = place.side == DropPlace::Side::Left || place.side == DropPlace::Side::Top;
        const bool isMirrored
            = layoutDirection() == Qt::RightToLeft && place.orientation() == Qt::Horizontal;
        into = area->split(into, place.orientation(), isBefore != isMirrored);
    }
    if (into == nullptr) {
        return;
    }
    area->setCurrent(into);
    enter(*area);
    if (from != nullptr) {
        into->put(from->take(from->indexOf(m_dragged.target)));
    } else {
        const ViewTarget target{
            u"data"_s, QString::fromUtf8(carried.data(kCollectionMime)), {}, {}};
        into->open(target, OpenMode::Lasting);
        if (into != beside) {
            paneMade(*area, *beside, *into, target);
        }
    }
}

void Workbench::storePanes(QJsonObject &state) const
{
    const QJsonObject panes = m_panes->saveState();
    for (auto part = panes.begin(); part != panes.end(); ++part) {
        state.insert(part.key(), part.value());
    }
    QJsonArray windows;
    for (const PaneWindow *window : m_windows) {
        windows.append(window->saveState());
    }
    state.insert(u"windows"_s, windows);
}

void Workbench::restorePanes(const QJsonObject &state)
{
    const QScopedValueRollback arranging(m_isArranging, true); // nobody did this
    m_panes->restoreState(state);
    for (const QJsonValue &one : state[u"windows"_s].toArray()) {
        PaneWindow *window = makeWindow();
        window->restoreState(one.toObject());
        if (window->panes().views().isEmpty()) {
            closeWindow(window);
        } else {
            window->show();
        }
    }
}

} // namespace socle::studio
