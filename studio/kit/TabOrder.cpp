// See the header. Reading order by cutting: what stands together is cut into lines where nothing
// crosses the cut, each line into columns, and so on; what overlaps goes by its top leading corner.
#include "studio/kit/TabOrder.h"

#include <QScrollArea>

#include <algorithm>

namespace socle::studio {

namespace {

constexpr int kTouch = 2; // borders that lie on each other do not join two neighbours

struct Placed
{
    QWidget *widget;
    int top;
    int bottom;
    int leading;
    int trailing;
};

/// Cuts `all` at the gaps between [from, to); a single group when there is none.
std::vector<std::vector<Placed>> cut(std::vector<Placed> all, int Placed::*from, int Placed::*to)
{
    std::stable_sort(all.begin(), all.end(), [from](const Placed &one, const Placed &other) {
        return one.*from < other.*from;
    });
    std::vector<std::vector<Placed>> groups;
    int end = 0;
    for (const Placed &each : all) {
        if (groups.empty() || each.*from + kTouch >= end) {
            groups.emplace_back();
            end = each.*to;
        }
        groups.back().push_back(each);
        end = std::max(end, each.*to);
    }
    return groups;
}

void read(std::vector<Placed> all, QWidgetList &result)
{
    if (all.size() > 1) {
        auto groups = cut(all, &Placed::top, &Placed::bottom);
        if (groups.size() == 1) {
            groups = cut(all, &Placed::leading, &Placed::trailing);
        }
        if (groups.size() > 1) {
            for (std::vector<Placed> &group : groups) {
                read(std::move(group), result);
            }
            return;
        }
        std::stable_sort(all.begin(), all.end(), [](const Placed &one, const Placed &other) {
            return std::tie(one.top, one.leading) < std::tie(other.top, other.leading);
        });
    }
    for (const Placed &each : all) {
        result.append(each.widget);
    }
}

/// The seen parts of `parent` as they are read; also the one with the focus when it is just being
/// hidden, so that the keyboard goes on from there.
QWidgetList partsOf(const QWidget &parent, const QWidget *focus)
{
    std::vector<Placed> all;
    const bool isMirrored = parent.layoutDirection() == Qt::RightToLeft;
    for (QObject *child : parent.children()) {
        auto *widget = qobject_cast<QWidget *>(child);
        if (widget == nullptr || widget->isWindow()
            || (!widget->isVisible() && widget != focus && !widget->isAncestorOf(focus))) {
            continue;
        }
        const QRect at = widget->geometry();
        const int leading = isMirrored ? parent.width() - at.x() - at.width() : at.x();
        all.push_back({widget, at.y(), at.y() + at.height(), leading, leading + at.width()});
    }
    QWidgetList result;
    read(std::move(all), result);
    return result;
}

/// `focus` counts as a stop wherever it is: Tab goes on from there.
void collect(const QWidget &pane, const QWidget *focus, QWidgetList &stops)
{
    const QWidgetList parts = partsOf(pane, focus);
    for (QWidget *part : parts) {
        if (isTabStop(*part) || part == focus) {
            stops.append(part);
        }
        if (const auto *own = dynamic_cast<const OwnTabStops *>(part)) {
            const QWidgetList inside = own->tabStops();
            if (focus != nullptr && part->isAncestorOf(focus) && !inside.contains(focus)) {
                stops.append(const_cast<QWidget *>(focus));
            }
            stops.append(inside);
        } else {
            collect(*part, focus, stops);
        }
    }
}

void give(QWidget &stop, bool next)
{
    stop.setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    for (QWidget *around = stop.parentWidget(); around != nullptr && !around->isWindow();
         around = around->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(around)) {
            area->ensureWidgetVisible(&stop);
        }
    }
}

} // namespace

bool isTabStop(const QWidget &widget)
{
    return (widget.focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget.focusProxy() == nullptr
        && widget.isEnabled() && widget.isVisible();
}

QWidgetList tabStops(const QWidget &pane)
{
    QWidgetList stops;
    collect(pane, nullptr, stops);
    return stops;
}

bool goToTabStop(QWidget &pane, bool next)
{
    const QWidget *focus = pane.window()->focusWidget();
    QWidgetList stops;
    collect(pane, focus != &pane && pane.isAncestorOf(focus) ? focus : nullptr, stops);
    if (stops.isEmpty()) {
        return false;
    }
    const qsizetype at = focus == nullptr ? -1 : stops.indexOf(focus);
    const qsizetype to = at < 0 ? (next ? 0 : stops.size() - 1)
                                : (at + (next ? 1 : -1) + stops.size()) % stops.size();
    give(*stops.at(to), next);
    return true;
}

bool goAlongTabStops(const QWidgetList &stops, bool next)
{
    if (stops.isEmpty()) {
        return false;
    }
    const qsizetype at = stops.indexOf(stops.constFirst()->window()->focusWidget());
    const qsizetype to = at + (next ? 1 : -1);
    if (at < 0 || to < 0 || to >= stops.size()) {
        return false;
    }
    give(*stops.at(to), next);
    return true;
}

} // namespace socle::studio
