#include "studio/app/shots/Flows.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Tabs.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"
#include "studio/views/data/DataView.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

Pilot &arrive(Stage &stage, Place place)
{
    switch (place) {
    case Place::Shop:
        return stage.shop();
    case Place::Fresh:
        return stage.fresh();
    case Place::Far:
        return stage.far();
    }
    return stage.shop();
}

Pilot &openView(Stage &stage, const ViewTarget &target, Place place)
{
    Pilot &pilot = arrive(stage, place);
    stage.bookshop().window->workbench()->open(target, OpenMode::Lasting);
    pilot.await(target.view);
    return pilot;
}

Pilot &openRows(Stage &stage, const QString &collection, Place place)
{
    Pilot &pilot = openView(stage, {u"data"_s, collection, {}, {}}, place);
    pilot.until(u"the rows of "_s + collection, [&] {
        const PagedRecordModel *model = rowsOf(pilot);
        return model != nullptr && model->collection() != nullptr
            && model->collection()->name == collection && model->isTotalKnown()
            && model->total() > 0 && model->recordAt(0) != nullptr;
    });
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &openBooks(Stage &stage) { return openRows(stage, u"books"_s); }

Pilot &stageFour(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
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

DataView *viewOf(Pilot &pilot)
{
    for (DataView *view : pilot.window().findChildren<DataView *>()) {
        if (view->isVisible()) {
            return view;
        }
    }
    qFatal("no data browser is in front");
}

PagedRecordModel *rowsOf(Pilot &pilot)
{
    auto *grid = qobject_cast<DataGrid *>(pilot.find(u"data.grid"_s));
    return grid == nullptr ? nullptr : qobject_cast<PagedRecordModel *>(grid->model());
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
        const QModelIndex index = model.index(row, column);
        if (index.data(Qt::EditRole).toString() == title || index.data().toString() == title) {
            return row;
        }
    }
    return -1;
}

DataGrid *toCell(Pilot &pilot, const QString &title, const QString &field)
{
    return toCell(pilot, rowOf(*rowsOf(pilot), title), field);
}

DataGrid *toCell(Pilot &pilot, int row, const QString &field)
{
    auto *grid = qobject_cast<DataGrid *>(pilot.find(u"data.grid"_s));
    PagedRecordModel &model = *rowsOf(pilot);
    grid->setCurrentIndex(model.index(row, columnOf(model, field)));
    grid->setFocus();
    return grid;
}

void mark(Pilot &pilot, int count)
{
    auto *grid = qobject_cast<DataGrid *>(pilot.find(u"data.grid"_s));
    const PagedRecordModel &model = *rowsOf(pilot);
    GridMarks marks;
    for (int row = grid->currentIndex().row(); marks.keys.size() < count; ++row) {
        marks.keys.insert(model.keyAt(row).record);
    }
    grid->setMarks(marks);
    Pilot::rest(1);
}

DataGrid *inspect(Stage &stage, Pilot &pilot, const QString &title, const QString &field)
{
    DataGrid *grid = toCell(pilot, title, field);
    showForm(stage, pilot);
    grid->setFocus();
    return grid;
}

void showForm(Stage &stage, Pilot &pilot)
{
    stage.bookshop().window->workbench()->setInspectorVisible(true);
    pilot.await(u"data.form"_s);
    Pilot::rest(kAfterRowsMs);
}

void chooseSegment(Pilot &pilot, const QString &control, const QString &key)
{
    if (auto *segments = qobject_cast<Segmented *>(pilot.await(control))) {
        segments->setCurrentKey(key);
        emit segments->currentChanged(key);
    }
    Pilot::rest(kAfterRowsMs);
}

void toPage(Pilot &pilot, const QString &page)
{
    if (auto *tabs = qobject_cast<Tabs *>(pilot.find(u"data.form.tabs"_s))) {
        tabs->setCurrentIndex(tabs->indexOfKey(page));
    }
    Pilot::rest(kAfterRowsMs);
}

} // namespace socle::studio
