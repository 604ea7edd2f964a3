// The sheets of the data browser: what works on many records at once, and what comes between the
// stage and the server.
#include "studio/api/Text.h"
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/views/data/BulkSheet.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Kindred and the rows below it, marked.
Pilot &marked(Stage &stage, const QString &field, int count)
{
    Pilot &pilot = openBooks(stage);
    toCell(pilot, u"Kindred"_s, field);
    mark(pilot, count);
    return pilot;
}

BulkSheet *openBulk(Pilot &pilot)
{
    pilot.trigger(u"act.data.bulk"_s);
    auto *sheet = qobject_cast<BulkSheet *>(pilot.await(u"data.bulk"_s));
    pilot.until(u"the records"_s, [sheet] { return sheet != nullptr && sheet->isReady(); });
    return sheet;
}

Pilot &bulk(Stage &stage)
{
    Pilot &pilot = marked(stage, u"price"_s, 5);
    if (BulkSheet *sheet = openBulk(pilot)) {
        sheet->setOperation(u"price"_s, BulkOperation::Increase);
        pilot.type(u"data.bulk.text.price"_s, u"+10%"_s);
    }
    return pilot;
}

/// Every row of the query, as a task: one field replaced, one built from others.
Pilot &bulkRun(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    auto *grid = toCell(pilot, u"Kindred"_s, u"title"_s);
    grid->setMarks({true, {}});
    if (BulkSheet *sheet = openBulk(pilot)) {
        sheet->setOperation(u"title"_s, BulkOperation::ReplaceText);
        pilot.type(u"data.bulk.text.title"_s, u"The"_s);
        pilot.type(u"data.bulk.replacement.title"_s, u"A"_s);
        sheet->setOperation(u"isbn"_s, BulkOperation::FromFields);
        pilot.type(u"data.bulk.text.isbn"_s, u"{title} - {author}"_s);
        pilot.click(u"data.bulk.dryRun"_s);
    }
    Pilot::rest(kAfterRowsMs * 2);
    return pilot;
}

Pilot &bulkValues(Stage &stage)
{
    Pilot &pilot = marked(stage, u"price"_s, 3);
    if (BulkSheet *sheet = openBulk(pilot)) {
        for (const QString &field : {u"author"_s, u"status"_s, u"summary"_s, u"published"_s}) {
            sheet->setOperation(field, BulkOperation::Set);
        }
        sheet->setOperation(u"tags"_s, BulkOperation::Add);
    }
    return pilot;
}

Pilot &remove(Stage &stage)
{
    Pilot &pilot = marked(stage, u"title"_s, 4);
    pilot.trigger(u"act.data.delete"_s);
    pilot.await(u"data.delete"_s);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &compare(Stage &stage)
{
    Pilot &pilot = marked(stage, u"title"_s, 3);
    pilot.trigger(u"act.data.compare"_s);
    pilot.await(u"compare"_s);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

/// Two selected cells and a clipboard of another shape, part of which does not fit.
Pilot &paste(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    DataGrid *grid = toCell(pilot, u"Kindred"_s, u"price"_s);
    QGuiApplication::clipboard()->setText(
        u"12.5\tdraft\n19\tpublished\nfree\tlost\n7.25\tarchived\n"_s);
    const QModelIndex at = grid->currentIndex();
    grid->selectionModel()->select(QItemSelection(at, at.siblingAtRow(at.row() + 1)),
                                   QItemSelectionModel::ClearAndSelect);
    pilot.press(Qt::Key_V, Qt::ControlModifier);
    pilot.await(u"data.paste"_s);
    return pilot;
}

Pilot &review(Stage &stage)
{
    Pilot &pilot = stageFour(stage);
    pilot.trigger(u"act.data.review"_s);
    pilot.await(u"review"_s);
    return pilot;
}

/// Another change of the list, its values in one column.
Pilot &reviewUnified(Stage &stage)
{
    Pilot &pilot = review(stage);
    chooseSegment(pilot, u"review.mode"_s, u"unified"_s);
    if (auto *tree = qobject_cast<QTreeWidget *>(pilot.find(u"review.tree"_s))) {
        tree->setFocus();
        for (int i = 0; i < 2; ++i) {
            pilot.press(Qt::Key_Down);
        }
    }
    return pilot;
}

/// A record that somebody else changed while it was staged here. `title`: one no other picture
/// needs, as its values change on the server.
Pilot &clash(Stage &stage, const QString &title, const JsonObject &mine, const QJsonObject &theirs)
{
    Pilot &pilot = openBooks(stage);
    PagedRecordModel &model = *rowsOf(pilot);
    const int row = rowOf(model, title);
    const Record record = *model.recordAt(row);
    StagingEngine &staging = stage.session().context().staging();
    for (const auto &[name, value] : mine) {
        staging.setValue(model.keyAt(row), record, toQString(name), value);
    }
    stage.door().send("PATCH", u"/api/collections/books/records/"_s + record.id, theirs);
    Pilot::rest(kAfterRowsMs); // the change arrives, and is a note beside the edit
    pilot.trigger(u"act.data.commit"_s);
    pilot.await(u"merge"_s);
    return pilot;
}

Pilot &conflict(Stage &stage)
{
    return clash(stage,
                 u"Solaris"_s,
                 JsonObject{{"price", 14.5}, {"status", "draft"}},
                 {{u"price"_s, 12.95}, {u"isbn"_s, u"9780807083700"_s}});
}

/// Long values, several of them, one edited to a third.
Pilot &conflictEdit(Stage &stage)
{
    const QString words = u"An ocean thinks. Those who study it find nothing but themselves, "
                          "and go on studying. "_s;
    Pilot &pilot = clash(stage,
                         u"Roadside Picnic"_s,
                         JsonObject{{"price", 31.5},
                                    {"status", "archived"},
                                    {"summary", toUtf8(u"<p>%1%1</p>"_s.arg(words))}},
                         {{u"price"_s, 27.95},
                          {u"status"_s, u"draft"_s},
                          {u"summary"_s, u"<p>%1</p><p>%1</p>"_s.arg(words)}});
    chooseSegment(pilot, u"merge.price"_s, u"edit"_s);
    return pilot;
}

Pilot &discard(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    PagedRecordModel &model = *rowsOf(pilot);
    StagingEngine &staging = stage.session().context().staging();
    for (int row = 0; row < 24; ++row) { // above twenty it asks
        staging.setValue(model.keyAt(row), *model.recordAt(row), u"price"_s, Json(9.5));
    }
    Pilot::rest(kAfterRowsMs);
    pilot.trigger(u"act.data.discard"_s);
    pilot.await(u"data.discard"_s);
    return pilot;
}

Pilot &expand(Stage &stage, const QString &title, const QString &field)
{
    Pilot &pilot = openBooks(stage);
    toCell(pilot, title, field);
    pilot.trigger(u"act.data.expand"_s);
    pilot.await(u"data.expand"_s);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &arrange(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    inspect(stage, pilot, u"Kindred"_s, u"title"_s);
    pilot.trigger(u"act.data.arrangeForm"_s);
    pilot.await(u"data.arrange"_s);
    return pilot;
}

Pilot &exported(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    pilot.trigger(u"act.data.export"_s);
    pilot.await(u"data.export"_s);
    return pilot;
}

Pilot &saveView(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    pilot.trigger(u"act.data.saveView"_s);
    pilot.await(u"data.view.name"_s);
    return pilot;
}

} // namespace

std::vector<Shot> dataSheetShots()
{
    const QString view = u"data"_s;
    return {
        {view, u"review"_s, review},
        {view, u"reviewUnified"_s, reviewUnified},
        {view, u"conflict"_s, conflict},
        {view, u"conflictEdit"_s, conflictEdit},
        {view, u"discard"_s, discard},
        {view, u"bulk"_s, bulk},
        {view, u"bulkRun"_s, bulkRun},
        {view, u"bulkValues"_s, bulkValues},
        {view, u"delete"_s, remove},
        {view, u"compare"_s, compare},
        {view, u"paste"_s, paste},
        {view, u"export"_s, exported},
        {view, u"saveView"_s, saveView},
        {view, u"arrange"_s, arrange},
        {view,
         u"expandText"_s,
         [](Stage &stage) -> Pilot & { return expand(stage, u"Kindred"_s, u"title"_s); }},
        {view,
         u"expandRich"_s,
         [](Stage &stage) -> Pilot & { return expand(stage, u"Kindred"_s, u"summary"_s); }},
        {view,
         u"expandJson"_s,
         [](Stage &stage) -> Pilot & { return expand(stage, u"Kindred"_s, u"meta"_s); }},
    };
}

} // namespace socle::studio
