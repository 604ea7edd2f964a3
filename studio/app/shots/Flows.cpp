#include "studio/app/shots/Flows.h"

#include "studio/domain/PagedRecordModel.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"

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
    auto *grid = qobject_cast<DataGrid *>(pilot.find(u"data.grid"_s));
    PagedRecordModel &model = *rowsOf(pilot);
    grid->setCurrentIndex(model.index(rowOf(model, title), columnOf(model, field)));
    grid->setFocus();
    return grid;
}

} // namespace socle::studio
