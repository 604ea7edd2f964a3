// "Undo layout change" of panes: a split, a tab that went to another pane or window, a pane that
// was closed.
//
// Panes are told by number and tabs by target, never by pointer: each step finds what it is about
// when it is undone, and passes when that is gone.
//
// Source: studio.md 3.15.
#include "studio/shell/PaneArea.h"
#include "studio/shell/Workbench.h"

#include <QScopedValueRollback>

namespace socle::studio {

/// Undone: the tab goes back into its pane, which comes back when it went with its last tab.
void Workbench::tabMoved(const ViewTarget &target, PaneArea &area, const PanePlace &from, int index)
{
    const auto back =
        [self = QPointer<Workbench>(this), target, home = QPointer<PaneArea>(&area), from, index] {
            if (self == nullptr || home == nullptr) {
                return false;
            }
            TabArea *pane = nullptr;
            for (PaneArea *one : self->areas()) {
                for (TabArea *each : one->panes()) {
                    if (each->indexOf(target) >= 0) {
                        pane = each;
                    }
                }
            }
            if (pane == nullptr || pane->number() == from.pane) {
                return false;
            }
            const QScopedValueRollback arranging(self->m_isArranging, true);
            // Taken first: a pane that goes with it leaves room for the one that comes back.
            const TabArea::Taken taken = pane->take(pane->indexOf(target));
            TabArea *to = home->pane(from.pane);
            to = to == nullptr ? home->putBack(from) : to;
            to = to == nullptr ? home->current() : to; // never without a place
            to->put(taken);
            to->move(to->count() - 1, std::min(index, to->count() - 1));
            home->setCurrent(to);
            self->enter(*home);
            return true;
        };
    layoutChanged(tr("Move tab"), back);
}

/// Undone: the copy it was made with is closed, everything else goes back beside where it came
/// from.
void Workbench::paneMade(PaneArea &area,
                         const TabArea &from,
                         const TabArea &made,
                         const ViewTarget &copy)
{
    layoutChanged(tr("Split"),
                  [self = QPointer<Workbench>(this),
                   home = QPointer<PaneArea>(&area),
                   first = from.number(),
                   second = made.number(),
                   copy] {
                      TabArea *into = home == nullptr ? nullptr : home->pane(first);
                      TabArea *pane = home == nullptr ? nullptr : home->pane(second);
                      if (self == nullptr || into == nullptr || pane == nullptr) {
                          return false;
                      }
                      const QScopedValueRollback arranging(self->m_isArranging, true);
                      home->setCurrent(into);
                      if (pane->count() == 0) {
                          home->remove(pane);
                          return true;
                      }
                      if (const int at = copy.isEmpty() ? -1 : pane->indexOf(copy); at >= 0) {
                          pane->close(at);
                      }
                      while (home->pane(second) != nullptr && pane->count() > 0) {
                          into->put(pane->take(0));
                      }
                      return true;
                  });
}

/// Undone: the pane stands where it was, with the tab that was closed last in it.
void Workbench::paneGoes(PaneArea &area, const TabArea &pane)
{
    layoutChanged(tr("Close pane"),
                  [self = QPointer<Workbench>(this),
                   home = QPointer<PaneArea>(&area),
                   place = area.placeOf(&pane),
                   tab = pane.lastClosed()] {
                      TabArea *back
                          = self == nullptr || home == nullptr ? nullptr : home->putBack(place);
                      if (back == nullptr) {
                          return false;
                      }
                      if (!tab.isEmpty()) {
                          back->reopen(tab);
                      }
                      home->setCurrent(back);
                      return true;
                  });
}

} // namespace socle::studio
