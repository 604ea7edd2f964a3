// Ways into the window that more than one picture takes: to a view, to the rows of a collection, to
// a cell.
//
// They go by public object names and by the cells' own values, never by words of the interface, so
// that they hold in every language, direction, density and size of text.
#pragma once

#include "studio/app/shots/Shots.h"
#include "studio/shell/ViewTarget.h"

#include <QString>

namespace socle::studio {

class DataGrid;
class DataView;
class PagedRecordModel;

enum class Place {
    Shop, // the sample project
    Fresh, // an empty project
    Far, // the sample project as a remote server whose wire can fail
};

/// Time for pictures, relation names and counts that come after the rows.
inline constexpr int kAfterRowsMs = 600;

/// The connection of that place in front, put back: no tabs, nothing staged.
Pilot &arrive(Stage &stage, Place place = Place::Shop);
/// Its view, there and visible; what it shows may still be loading.
Pilot &openView(Stage &stage, const ViewTarget &target, Place place = Place::Shop);
/// The data browser on a collection, with rows.
Pilot &openRows(Stage &stage, const QString &collection, Place place = Place::Shop);

/// The books of the sample.
Pilot &openBooks(Stage &stage);
/// The books with one insert, two edits and one deletion staged, as in the mockup.
Pilot &stageFour(Stage &stage);

/// The data browser in front; tabs of earlier pictures may still be going.
DataView *viewOf(Pilot &pilot);
/// The model of the grid in front; nullptr when there is none.
PagedRecordModel *rowsOf(Pilot &pilot);
/// -1 when there is no such column, or no such title in the loaded rows.
int columnOf(const PagedRecordModel &model, const QString &field);
int rowOf(const PagedRecordModel &model, const QString &title);
/// The grid on the cell of the book with that title.
DataGrid *toCell(Pilot &pilot, const QString &title, const QString &field);
/// The same with rows counted from 0, for collections without titles.
DataGrid *toCell(Pilot &pilot, int row, const QString &field);
/// The rows from the current one on marked, `count` of them.
void mark(Pilot &pilot, int count);
/// A book's cell in the grid, its record in the inspector.
DataGrid *inspect(Stage &stage, Pilot &pilot, const QString &title, const QString &field);
/// The inspector with the record of the current row.
void showForm(Stage &stage, Pilot &pilot);
/// Another segment of a segmented control, as a click on it would.
void chooseSegment(Pilot &pilot, const QString &control, const QString &key);
/// A page of the record in the inspector: record, related, history, json, api.
void toPage(Pilot &pilot, const QString &page);

} // namespace socle::studio
