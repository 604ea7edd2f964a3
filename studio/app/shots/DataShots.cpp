// The data browser in its states; "error" really stops the server.
#include "studio/app/shots/Shots.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPicturesMs = 600;

PagedRecordModel *rows(Pilot &pilot)
{
    auto *grid = qobject_cast<DataGrid *>(pilot.await(u"data.grid"_s));
    return grid == nullptr ? nullptr : qobject_cast<PagedRecordModel *>(grid->model());
}

Pilot &books(Stage &stage)
{
    Pilot &pilot = stage.shop();
    pilot.choose(u"shell.tree"_s, u"books"_s, true);
    pilot.until(u"books"_s, [&] {
        const PagedRecordModel *model = rows(pilot);
        return model != nullptr && model->total() > 100 && model->recordAt(0) != nullptr;
    });
    Pilot::rest(kPicturesMs); // covers and names of the relations
    return pilot;
}

int columnOf(const PagedRecordModel &model, const QString &field)
{
    for (int column = 0; column < model.columnCount(); ++column) {
        if (model.fieldAt(column) == field) {
            return column;
        }
    }
    return -1;
}

int rowOf(const PagedRecordModel &model, const QString &title)
{
    const int column = columnOf(model, u"title"_s);
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.index(row, column).data(Qt::EditRole).toString() == title
            || model.index(row, column).data().toString() == title) {
            return row;
        }
    }
    return -1;
}

/// One insert, two edits, one deletion, as in the mockup.
Pilot &staged(Stage &stage)
{
    Pilot &pilot = books(stage);
    PagedRecordModel &model = *rows(pilot);
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

} // namespace

std::vector<Shot> dataShots()
{
    return {
        {u"data"_s,
         u"empty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = stage.fresh();
             pilot.choose(u"shell.tree"_s, u"users"_s, true);
             pilot.await(u"data.toolbar"_s);
             pilot.await(u"data.empty.new"_s);
             return pilot;
         }},
        {u"data"_s, u"populated"_s, [](Stage &stage) -> Pilot & { return books(stage); }},
        {u"data"_s,
         u"staged"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = staged(stage);
             auto *grid = qobject_cast<DataGrid *>(pilot.find(u"data.grid"_s));
             PagedRecordModel &model = *rows(pilot);
             grid->setCurrentIndex(
                 model.index(rowOf(model, u"Kindred"_s), columnOf(model, u"price"_s)));
             stage.bookshop().window->workbench()->setInspectorVisible(true);
             pilot.await(u"data.form"_s);
             grid->setFocus();
             Pilot::rest(kPicturesMs);
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
         u"form"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = books(stage);
             auto *grid = qobject_cast<DataGrid *>(pilot.find(u"data.grid"_s));
             PagedRecordModel &model = *rows(pilot);
             grid->setCurrentIndex(
                 model.index(rowOf(model, u"Kindred"_s), columnOf(model, u"title"_s)));
             stage.bookshop().window->workbench()->setInspectorVisible(true);
             pilot.await(u"data.form"_s);
             Pilot::rest(kPicturesMs);
             return pilot;
         }},
        {u"data"_s,
         u"error"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = stage.fresh();
             stage.stopFresh();
             pilot.choose(u"shell.tree"_s, u"users"_s, true);
             pilot.await(u"data.error.retry"_s, 40'000);
             return pilot;
         }},
    };
}

} // namespace socle::studio
