// The data browser in its states and layouts; those of a failing server are in WireShots.cpp, what
// stands around the grid in DataToolShots.cpp, sheets in DataSheetShots.cpp, the record in
// DataPanelShots.cpp.
#include "studio/app/shots/Flows.h"
#include "studio/kit/DataGrid.h"
#include "studio/views/data/DataView.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Books in another layout; `done` says when it is filled.
Pilot &inLayout(Stage &stage, const QString &kind, const QString &part)
{
    Pilot &pilot = openBooks(stage);
    pilot.trigger(u"act.data.layout."_s + kind);
    pilot.await(part);
    Pilot::rest(kAfterRowsMs * 3); // covers and names
    return pilot;
}

/// The calendar as a week or a list, its tray open.
Pilot &inCalendar(Stage &stage, const QString &mode)
{
    Pilot &pilot = inLayout(stage, u"calendar"_s, u"data.calendar.grid"_s);
    chooseSegment(pilot, u"data.calendar.mode"_s, mode);
    return pilot;
}

} // namespace

/// The layouts, and what works on many records.
static std::vector<Shot> layoutShots()
{
    return {
        {u"data"_s,
         u"board"_s,
         [](Stage &stage) -> Pilot & {
             return inLayout(stage, u"board"_s, u"data.board.column.0"_s);
         }},
        {u"data"_s,
         u"calendar"_s,
         [](Stage &stage) -> Pilot & {
             return inLayout(stage, u"calendar"_s, u"data.calendar.grid"_s);
         }},
        {u"data"_s,
         u"gallery"_s,
         [](Stage &stage) -> Pilot & {
             return inLayout(stage, u"gallery"_s, u"data.gallery.tiles"_s);
         }},
        {u"data"_s,
         u"map"_s,
         [](Stage &stage) -> Pilot & { return inLayout(stage, u"map"_s, u"data.map.canvas"_s); }},
        {u"data"_s,
         u"chart"_s,
         [](Stage &stage) -> Pilot & { return inLayout(stage, u"chart"_s, u"data.chart.plot"_s); }},
        {u"data"_s,
         u"boardOptions"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = inLayout(stage, u"board"_s, u"data.board.column.0"_s);
             pilot.click(u"data.board.more"_s);
             pilot.await(u"data.board.more.popover"_s);
             return pilot;
         }},
        {u"data"_s,
         u"calendarWeek"_s,
         [](Stage &stage) -> Pilot & { return inCalendar(stage, u"week"_s); }},
        {u"data"_s,
         u"calendarAgenda"_s,
         [](Stage &stage) -> Pilot & { return inCalendar(stage, u"agenda"_s); }},
        {u"data"_s,
         u"calendarTray"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"notes"_s); // most of them have no date
             pilot.trigger(u"act.data.layout.calendar"_s);
             pilot.await(u"data.calendar.grid"_s);
             pilot.click(u"data.calendar.undated"_s);
             Pilot::rest(kAfterRowsMs);
             return pilot;
         }},
        {u"data"_s,
         u"galleryLarge"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = inLayout(stage, u"gallery"_s, u"data.gallery.tiles"_s);
             chooseSegment(pilot, u"data.gallery.size"_s, u"l"_s);
             return pilot;
         }},
        {u"data"_s,
         u"mapShops"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"shops"_s);
             pilot.trigger(u"act.data.layout.map"_s);
             pilot.await(u"data.map.canvas"_s);
             Pilot::rest(kAfterRowsMs * 2);
             return pilot;
         }},
        {u"data"_s,
         u"layoutEmpty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"genres"_s);
             pilot.trigger(u"act.data.layout.map"_s);
             pilot.await(u"data.map.message"_s);
             return pilot;
         }},
        {u"data"_s,
         u"related"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openBooks(stage);
             for (const int field : {0, 1}) { // two fields of the author as columns
                 toCell(pilot, u"Kindred"_s, u"author"_s);
                 pilot.trigger(u"act.data.columnMenu"_s);
                 auto *menu = pilot.window().findChild<QMenu *>(u"data.header.expand"_s);
                 if (menu != nullptr && menu->actions().size() > field) {
                     menu->actions().at(field)->trigger();
                     qobject_cast<QMenu *>(menu->parentWidget())->close();
                 }
                 Pilot::rest(kAfterRowsMs);
             }
             return pilot;
         }},
        {u"data"_s,
         u"groups"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openBooks(stage);
             viewOf(pilot)->setGrouping(u"status"_s);
             Pilot::rest(kAfterRowsMs);
             return pilot;
         }},
    };
}

std::vector<Shot> dataShots()
{
    std::vector<Shot> shots = {
        {u"data"_s,
         u"empty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"data"_s, u"users"_s, {}, {}}, Place::Fresh);
             pilot.await(u"data.empty.new"_s);
             return pilot;
         }},
        {u"data"_s, u"populated"_s, [](Stage &stage) -> Pilot & { return openBooks(stage); }},
        {u"data"_s,
         u"staged"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = stageFour(stage);
             inspect(stage, pilot, u"Kindred"_s, u"price"_s);
             return pilot;
         }},
        {u"data"_s,
         u"filteredEmpty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage,
                                     {u"data"_s,
                                      u"books"_s,
                                      {},
                                      {{u"filter"_s, u"price > 900 && status = 'draft'"_s}}});
             pilot.await(u"data.empty.clearFilter"_s);
             return pilot;
         }},
    };
    for (Shot &shot : layoutShots()) {
        shots.push_back(std::move(shot));
    }
    return shots;
}

} // namespace socle::studio
