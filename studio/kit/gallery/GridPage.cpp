// The gallery: the data grid in all its row states, and the code editors.
#include "studio/kit/CodeEdit.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/gallery/GalleryModel.h"
#include "studio/kit/gallery/Pages.h"

#include <QTimer>

namespace socle::studio {

QWidget *GalleryPages::grid()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    auto *grid = new DataGrid;
    grid->setObjectName(QStringLiteral("gallery.grid"));
    grid->setModel(new GalleryModel(grid));
    grid->setColumns(GalleryModel::columns());
    GridMarks marks;
    marks.keys = {QStringLiteral("w5b8q2r7t1y4u9i")};
    grid->setMarks(marks);
    grid->setCurrentIndex(grid->model()->index(3, 3));
    grid->clearSelection();
    grid->flashRow(QStringLiteral("b4v8c2x6z1a5s9d"));
    QTimer::singleShot(0, grid, [grid] { grid->setFocus(); });
    column->addWidget(grid);
    return page;
}

QWidget *GalleryPages::code()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    auto *sql = new CodeEdit(CodeEdit::Language::Sql);
    sql->setText(QStringLiteral(
        "-- Revenue of the last twelve months\nSELECT strftime('%Y-%m', created) AS month, "
        "sum(price) AS revenue\nFROM order_items\nWHERE created >= '2025-03-01' AND price != "
        "0\nGROUP BY month\nORDER BY month DESC\nLIMIT 12;\n"));
    auto *json = new CodeEdit(CodeEdit::Language::Json);
    json->setText(
        QStringLiteral("{\n  \"title\": \"Kindred\",\n  \"price\": 14.5,\n  \"inPrint\": true,\n  "
                       "\"tags\": [\"sci-fi\", \"classic\"],\n  \"meta\": null\n}\n"));
    json->setReadOnly(true);
    column->addWidget(sql, 1);
    column->addWidget(json, 1);
    return page;
}

} // namespace socle::studio
