// A record in the inspector and in a tab of its own: the form with its problems, its other pages,
// the editors that open above the grid, and what happened to a whole collection.
#include "studio/api/Text.h"
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Theme.h"
#include "studio/shell/ConnectionSession.h"

#include <QPixmap>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kSearchMs = 900; // a search waits for the end of a word, then asks

Pilot &recordPage(Stage &stage, const QString &name)
{
    Pilot &pilot = openBooks(stage);
    inspect(stage, pilot, u"Kindred"_s, u"title"_s);
    toPage(pilot, name);
    return pilot;
}

/// The fields of every type, scrolled to one of them.
Pilot &noteForm(Stage &stage, int row, const QString &field)
{
    Pilot &pilot = openRows(stage, u"notes"_s);
    toCell(pilot, row, u"text"_s);
    showForm(stage, pilot);
    QWidget *editor = pilot.await(u"data.form.field."_s + field);
    for (QWidget *one = editor; one != nullptr; one = one->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(one)) {
            area->ensureWidgetVisible(editor);
        }
    }
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &newRecord(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    pilot.trigger(u"act.data.new"_s);
    showForm(stage, pilot);
    return pilot;
}

/// Values that the schema does not allow, after a commit that was not sent.
Pilot &invalid(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    PagedRecordModel &model = *rowsOf(pilot);
    StagingEngine &staging = stage.session().context().staging();
    const int row = rowOf(model, u"Kindred"_s);
    const Record record = *model.recordAt(row);
    staging.setValue(model.keyAt(row), record, u"title"_s, Json(""));
    staging.setValue(model.keyAt(row), record, u"price"_s, Json(-3));
    staging.setValue(model.keyAt(row), record, u"isbn"_s, Json("12-34"));
    toCell(pilot, row, u"title"_s);
    showForm(stage, pilot);
    pilot.trigger(u"act.data.commit"_s);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &deleted(Stage &stage)
{
    Pilot &pilot = stageFour(stage);
    inspect(stage, pilot, u"Annihilation"_s, u"title"_s);
    return pilot;
}

Pilot &recordTab(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    inspect(stage, pilot, u"Kindred"_s, u"title"_s);
    pilot.trigger(u"act.data.recordTab"_s);
    Pilot::rest(kAfterRowsMs * 2);
    return pilot;
}

Pilot &history(Stage &stage)
{
    Pilot &pilot = stageFour(stage);
    pilot.trigger(u"act.data.commit"_s);
    Pilot::rest(kAfterRowsMs * 4); // the rows come anew
    inspect(stage, pilot, u"Kindred"_s, u"title"_s);
    toPage(pilot, u"history"_s);
    return pilot;
}

Pilot &upload(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    PagedRecordModel &model = *rowsOf(pilot);
    const QString path = stage.folder() + u"/new-cover.png"_s;
    QPixmap cover(160, 240);
    cover.fill(colorOf(Color::AccentSoft));
    cover.save(path);
    const int row = rowOf(model, u"Kindred"_s);
    stage.session().context().staging().setValue(
        model.keyAt(row), Record(*model.recordAt(row)), u"cover"_s, toUtf8(localFileItem(path)));
    toCell(pilot, u"Kindred"_s, u"cover"_s);
    showForm(stage, pilot);
    if (QWidget *tiles = pilot.await(u"data.form.field.cover"_s)) {
        tiles->setFocus();
    }
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

/// The editor of a cell, in it or above it.
Pilot &editing(Stage &stage, const QString &field)
{
    Pilot &pilot = openBooks(stage);
    DataGrid *grid = toCell(pilot, u"Kindred"_s, field);
    grid->editCell(grid->currentIndex());
    Pilot::rest(kSearchMs);
    return pilot;
}

Pilot &peek(Stage &stage)
{
    Pilot &pilot = openBooks(stage);
    auto *grid = toCell(pilot, u"Kindred"_s, u"author"_s);
    emit grid->quickLookRequested(grid->currentIndex());
    pilot.await(u"data.peek.open"_s);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

Pilot &changes(Stage &stage)
{
    Pilot &pilot = openView(stage, {u"changes"_s, u"books"_s, {}, {}});
    Pilot::rest(kAfterRowsMs * 2);
    return pilot;
}

Pilot &changesEmpty(Stage &stage)
{
    Pilot &pilot = openView(stage, {u"changes"_s, u"users"_s, {}, {}}, Place::Fresh);
    Pilot::rest(kAfterRowsMs);
    return pilot;
}

} // namespace

std::vector<Shot> dataPanelShots()
{
    std::vector<Shot> shots = {
        {u"data"_s,
         u"form"_s,
         [](Stage &stage) -> Pilot & { return recordPage(stage, u"record"_s); }},
        {u"data"_s, u"formNew"_s, newRecord},
        {u"data"_s, u"formInvalid"_s, invalid},
        {u"data"_s, u"formDeleted"_s, deleted},
        {u"data"_s,
         u"formTypes"_s,
         [](Stage &stage) -> Pilot & { return noteForm(stage, 5, u"text"_s); }},
        {u"data"_s,
         u"formRich"_s,
         [](Stage &stage) -> Pilot & { return noteForm(stage, 5, u"rich"_s); }},
        {u"data"_s,
         u"formJson"_s,
         [](Stage &stage) -> Pilot & { return noteForm(stage, 5, u"json"_s); }},
        {u"data"_s,
         u"formFiles"_s,
         [](Stage &stage) -> Pilot & { return noteForm(stage, 5, u"files"_s); }},
        {u"data"_s,
         u"formMap"_s,
         [](Stage &stage) -> Pilot & { return noteForm(stage, 5, u"secret"_s); }},
        {u"data"_s, u"formTab"_s, recordTab},
        {u"data"_s, u"upload"_s, upload},
        {u"data"_s, u"history"_s, history},
        {u"data"_s, u"peek"_s, peek},
        {u"changes"_s, u"populated"_s, changes},
        {u"changes"_s, u"empty"_s, changesEmpty},
    };
    for (const QString &name : {u"related"_s, u"json"_s, u"api"_s}) {
        shots.push_back({u"data"_s, u"page-"_s + name, [name](Stage &stage) -> Pilot & {
                             return recordPage(stage, name);
                         }});
    }
    for (const QString &field : {u"title"_s,
                                 u"author"_s,
                                 u"price"_s,
                                 u"status"_s,
                                 u"tags"_s,
                                 u"genres"_s,
                                 u"cover"_s,
                                 u"published"_s,
                                 u"shelf"_s,
                                 u"meta"_s}) {
        shots.push_back({u"data"_s, u"edit-"_s + field, [field](Stage &stage) -> Pilot & {
                             return editing(stage, field);
                         }});
    }
    return shots;
}

} // namespace socle::studio
