// The data browser in its states; those of a failing server are in WireShots.cpp.
#include "studio/api/Text.h"
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Tabs.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"
#include "studio/views/data/BulkSheet.h"
#include "studio/views/data/DataView.h"

#include <QMenu>
#include <QPixmap>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

Pilot &books(Stage &stage) { return openRows(stage, u"books"_s); }

/// One insert, two edits, one deletion, as in the mockup.
Pilot &staged(Stage &stage)
{
    Pilot &pilot = books(stage);
    PagedRecordModel &model = *rowsOf(pilot);
    StagingEngine &staging = stage.session().context().staging();
    const QString collection = stage.session().context().schema().find(u"books")->id;
    const auto change = [&](const QString &title, const QString &field, const Json &value) {
        const int row = rowOf(model, title);
        if (row >= 0 && model.recordAt(row) != nullptr) {
            staging.setValue(model.keyAt(row), *model.recordAt(row), field, value);
        }
    };
    change(u"Kindred"_s, u"price"_s, Json(14.5));
    change(u"Piranesi"_s, u"status"_s, Json("draft"));
    if (const int row = rowOf(model, u"Annihilation"_s);
        row >= 0 && model.recordAt(row) != nullptr) {
        staging.remove(model.keyAt(row), *model.recordAt(row));
    }
    staging.insert(
        collection,
        JsonObject{{"title", "The Baron in the Trees"}, {"price", 13.74}, {"status", "published"}});
    pilot.await(u"data.staged.bar"_s);
    return pilot;
}

/// Books in another layout; `done` says when it is filled.
Pilot &inLayout(Stage &stage, const QString &kind, const QString &part)
{
    Pilot &pilot = books(stage);
    pilot.trigger(u"act.data.layout."_s + kind);
    pilot.await(part);
    Pilot::rest(kAfterRowsMs * 3); // covers and names
    return pilot;
}

/// A book's cell in the grid, its record in the inspector.
DataGrid *inspected(Stage &stage, Pilot &pilot, const QString &title, const QString &field)
{
    DataGrid *grid = toCell(pilot, title, field);
    stage.bookshop().window->workbench()->setInspectorVisible(true);
    pilot.await(u"data.form"_s);
    grid->setFocus();
    Pilot::rest(kAfterRowsMs);
    return grid;
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
         u"layoutEmpty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"genres"_s);
             pilot.trigger(u"act.data.layout.map"_s);
             pilot.await(u"data.map.message"_s);
             return pilot;
         }},
        {u"data"_s,
         u"bulk"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = books(stage);
             auto *grid = toCell(pilot, u"Kindred"_s, u"price"_s);
             PagedRecordModel &model = *rowsOf(pilot);
             const int row = grid->currentIndex().row();
             grid->selectionModel()->select(
                 QItemSelection(model.index(row, 0), model.index(row + 4, 0)),
                 QItemSelectionModel::Select);
             pilot.trigger(u"act.data.bulk"_s);
             if (auto *sheet = qobject_cast<BulkSheet *>(pilot.await(u"data.bulk"_s))) {
                 pilot.until(u"the records"_s, [sheet] { return sheet->isReady(); });
                 sheet->setOperation(u"price"_s, BulkOperation::Increase);
                 pilot.type(u"data.bulk.text.price"_s, u"+10%"_s);
             }
             return pilot;
         }},
        {u"data"_s,
         u"export"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = books(stage);
             pilot.trigger(u"act.data.export"_s);
             pilot.await(u"data.export"_s);
             return pilot;
         }},
        {u"data"_s,
         u"peek"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = books(stage);
             auto *grid = toCell(pilot, u"Kindred"_s, u"author"_s);
             emit grid->quickLookRequested(grid->currentIndex());
             pilot.await(u"data.peek.open"_s);
             Pilot::rest(kAfterRowsMs);
             return pilot;
         }},
        {u"data"_s,
         u"related"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = books(stage);
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
         u"history"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = staged(stage);
             pilot.trigger(u"act.data.commit"_s);
             Pilot::rest(kAfterRowsMs * 2);
             inspected(stage, pilot, u"Kindred"_s, u"title"_s);
             if (auto *tabs = qobject_cast<Tabs *>(pilot.find(u"data.form.tabs"_s))) {
                 tabs->setCurrentIndex(tabs->indexOfKey(u"history"_s));
             }
             Pilot::rest(kAfterRowsMs);
             return pilot;
         }},
        {u"data"_s,
         u"groups"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = books(stage);
             for (DataView *view : pilot.window().findChildren<DataView *>()) {
                 if (view->isVisible()) { // tabs of earlier pictures may still be going
                     view->setGrouping(u"status"_s);
                 }
             }
             Pilot::rest(kAfterRowsMs);
             return pilot;
         }},
        {u"data"_s,
         u"upload"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = books(stage);
             PagedRecordModel &model = *rowsOf(pilot);
             StagingEngine &staging = stage.session().context().staging();
             const QString path = stage.folder() + u"/new-cover.png"_s;
             QPixmap cover(160, 240);
             cover.fill(colorOf(Color::AccentSoft));
             cover.save(path);
             const int row = rowOf(model, u"Kindred"_s);
             staging.setValue(model.keyAt(row),
                              Record(*model.recordAt(row)),
                              u"cover"_s,
                              toUtf8(localFileItem(path)));
             toCell(pilot, u"Kindred"_s, u"cover"_s);
             stage.bookshop().window->workbench()->setInspectorVisible(true);
             if (QWidget *tiles = pilot.await(u"data.form.field.cover"_s)) {
                 tiles->setFocus();
             }
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
        {u"data"_s, u"populated"_s, [](Stage &stage) -> Pilot & { return books(stage); }},
        {u"data"_s,
         u"staged"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = staged(stage);
             inspected(stage, pilot, u"Kindred"_s, u"price"_s);
             return pilot;
         }},
        {u"data"_s,
         u"review"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = staged(stage);
             pilot.trigger(u"act.data.review"_s);
             pilot.await(u"review"_s);
             return pilot;
         }},
        {u"data"_s,
         u"conflict"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = books(stage);
             PagedRecordModel &model = *rowsOf(pilot);
             const int row = rowOf(model, u"Solaris"_s); // no other picture needs its price
             const Record record = *model.recordAt(row);
             StagingEngine &staging = stage.session().context().staging();
             staging.setValue(model.keyAt(row), record, u"price"_s, Json(14.5));
             staging.setValue(model.keyAt(row), record, u"status"_s, Json("draft"));
             stage.door().send("PATCH",
                               u"/api/collections/books/records/"_s + record.id,
                               {{u"price"_s, 12.95}, {u"isbn"_s, u"9780807083700"_s}});
             Pilot::rest(kAfterRowsMs); // the change arrives, and is a note beside the edit
             pilot.trigger(u"act.data.commit"_s);
             pilot.await(u"merge"_s);
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
        {u"data"_s,
         u"form"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = books(stage);
             inspected(stage, pilot, u"Kindred"_s, u"title"_s);
             return pilot;
         }},
    };
    for (Shot &shot : layoutShots()) {
        shots.push_back(std::move(shot));
    }
    return shots;
}

} // namespace socle::studio
