// What stands around the grid: the filter in its forms, popovers of the toolbar, menus, the filter
// row, notices of views and system collections.
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/ConnectionSession.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const auto kGroups = u"(status = 'published' || status = 'draft') && price >= 12 && title ~ 'the' "
                     "&& created > @yesterday"_s;

/// The books with a filter, which may find none.
Pilot &filtered(Stage &stage, const QString &filter)
{
    Pilot &pilot = openView(stage, {u"data"_s, u"books"_s, {}, {{u"filter"_s, filter}}});
    Pilot::rest(kAfterRowsMs * 2);
    return pilot;
}

Pilot &filterText(Stage &stage)
{
    Pilot &pilot = filtered(stage, kGroups);
    pilot.trigger(u"act.data.filterText"_s);
    return pilot;
}

Pilot &filterEmpty(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    pilot.trigger(u"act.data.filterText"_s);
    return pilot;
}

Pilot &filterError(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    pilot.trigger(u"act.data.filterText"_s);
    pilot.keys(u"price >= && status"_s);
    pilot.press(Qt::Key_Return);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &filterBuilder(Stage &stage)
{
    Pilot &pilot = filtered(stage, u"status = 'published' && price >= 12"_s);
    pilot.click(u"data.filter.chip.0"_s);
    pilot.await(u"data.filter.builder"_s);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &triggered(Stage &stage, const QString &verb, const QString &part)
{
    Pilot &pilot = openBooks(stage);
    toCell(pilot, u"Kindred"_s, u"price"_s);
    pilot.trigger(u"act.data."_s + verb);
    pilot.await(part);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &statistics(Stage &stage)
{
    Pilot &pilot = triggered(stage, u"columnMenu"_s, u"data.header.menu"_s);
    if (auto *menu = qobject_cast<QMenu *>(pilot.find(u"data.header.menu"_s))) {
        QAction *last = nullptr; // before "Edit field" and "Copy name"
        const QList<QAction *> actions = menu->actions();
        last = actions.at(actions.size() - 3);
        menu->close();
        last->trigger();
    }
    pilot.await(u"data.statistics"_s);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &cellMenu(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    DataGrid *grid = toCell(pilot, u"Kindred"_s, u"author"_s);
    const QModelIndex index = grid->currentIndex();
    emit grid->cellMenuRequested(index,
                                 grid->viewport()->mapToGlobal(grid->visualRect(index).center()));
    pilot.await(u"data.cell.menu"_s);
    return pilot;
}

/// Three keys in their row under the toolbar, prices of five rows selected for the footer.
Pilot &sorted(Stage &stage)
{
    Pilot &pilot = openView(stage, {u"data"_s, u"books"_s, {}, {}});
    pilot.await(u"data.grid"_s);
    Pilot::rest(kAfterRowsMs);
    auto *grid = qobject_cast<DataGrid *>(pilot.find(u"data.grid"_s));
    for (const QString &field : {u"status"_s, u"price"_s, u"title"_s}) {
        emit grid->sortRequested(columnOf(*rowsOf(pilot), field),
                                 field == u"price"_s ? Qt::DescendingOrder : Qt::AscendingOrder,
                                 field != u"status"_s);
        Pilot::rest(kAfterRowsMs);
    }
    const PagedRecordModel &model = *rowsOf(pilot);
    const int price = columnOf(model, u"price"_s);
    grid->selectionModel()->select(QItemSelection(model.index(1, price), model.index(5, price)),
                                   QItemSelectionModel::ClearAndSelect);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &sortPopover(Stage &stage)
{
    Pilot &pilot = sorted(stage);
    pilot.trigger(u"act.data.sort"_s);
    pilot.await(u"data.sort.popover"_s);
    return pilot;
}

Pilot &filterRow(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    pilot.trigger(u"act.data.columns"_s);
    pilot.click(u"data.columns.filterRow"_s);
    Pilot::rest(kAfterRowsMs);
    pilot.press(Qt::Key_Escape);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &viewsMenu(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    pilot.click(u"data.views"_s);
    pilot.await(u"data.views.menu"_s);
    return pilot;
}

Pilot &locked(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    stage.session().context().setLocked(true);
    inspect(stage, pilot, u"Kindred"_s, u"price"_s);
    return pilot;
}

Pilot &marks(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    toCell(pilot, u"Kindred"_s, u"price"_s);
    mark(pilot, 5);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

} // namespace

std::vector<Shot> dataToolShots()
{
    const QString view = u"data"_s;
    const auto tool = [](const QString &verb, const QString &part) {
        return [verb, part](Stage &stage) -> Pilot & { return triggered(stage, verb, part); };
    };
    return {
        {view, u"filterGroups"_s, [](Stage &stage) -> Pilot & { return filtered(stage, kGroups); }},
        {view, u"filterText"_s, filterText},
        {view, u"filterTextEmpty"_s, filterEmpty},
        {view, u"filterError"_s, filterError},
        {view, u"filterBuilder"_s, filterBuilder},
        {view, u"filterNew"_s, tool(u"filter"_s, u"data.filter.builder"_s)},
        {view, u"filterHistory"_s, tool(u"filterHistory"_s, u"data.filter.history"_s)},
        {view, u"filterRow"_s, filterRow},
        {view, u"columns"_s, tool(u"columns"_s, u"data.columns.popover"_s)},
        {view, u"findColumn"_s, tool(u"findColumn"_s, u"data.findColumn"_s)},
        {view, u"columnMenu"_s, tool(u"columnMenu"_s, u"data.header.menu"_s)},
        {view, u"copyAs"_s, tool(u"copyAs"_s, u"data.copyAs"_s)},
        {view, u"statistics"_s, statistics},
        {view, u"cellMenu"_s, cellMenu},
        {view, u"sorted"_s, sorted},
        {view, u"sortPopover"_s, sortPopover},
        {view, u"viewsMenu"_s, viewsMenu},
        {view, u"marked"_s, marks},
        {view, u"locked"_s, locked},
        {view,
         u"viewCollection"_s,
         [](Stage &stage) -> Pilot & { return openRows(stage, u"top_sellers"_s); }},
        {view,
         u"systemCollection"_s,
         [](Stage &stage) -> Pilot & { return openRows(stage, u"_superusers"_s); }},
    };
}

} // namespace socle::studio
