// The clipboard into the grid: cell by cell, transposed, as new records; what goes where is shown
// first when the shapes differ.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/StagingMacro.h"
#include "studio/kit/DataGrid.h"
#include "studio/views/data/GridCommands.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Rows and cells of tab separated text; quotes as spreadsheets write them.
QList<QStringList> readTsv(const QString &text)
{
    QList<QStringList> rows;
    QStringList row;
    QString cell;
    bool isQuoted = false;
    for (int i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (isQuoted) {
            if (c == u'"' && i + 1 < text.size() && text.at(i + 1) == u'"') {
                cell += c;
                ++i;
            } else if (c == u'"') {
                isQuoted = false;
            } else {
                cell += c;
            }
        } else if (c == u'"' && cell.isEmpty()) {
            isQuoted = true;
        } else if (c == u'\t') {
            row.append(std::exchange(cell, {}));
        } else if (c == u'\n') {
            row.append(std::exchange(cell, {}));
            rows.append(std::exchange(row, {}));
        } else if (c != u'\r') {
            cell += c;
        }
    }
    if (!cell.isEmpty() || !row.isEmpty()) {
        row.append(cell);
        rows.append(row);
    }
    return rows;
}

} // namespace

void GridCommands::paste(const QModelIndex &at, const QString &text) { offer(at, readTsv(text)); }

bool GridCommands::fitsShape(const QModelIndex &at, const QList<QStringList> &rows) const
{
    const qsizetype width = rows.first().size();
    const bool isRagged = std::any_of(
        rows.begin(), rows.end(), [width](const QStringList &row) { return row.size() != width; });
    const QItemSelection selection = m_grid.selectionModel()->selection();
    const QItemSelectionRange range
        = selection.isEmpty() ? QItemSelectionRange() : selection.first();
    const bool isOneCell = rows.size() == 1 && width == 1;
    const bool isRange = selection.size() == 1 && (range.width() > 1 || range.height() > 1);
    const bool isOther
        = isRange && !isOneCell && (range.width() != width || range.height() != rows.size());
    return !isRagged && !isOther
        && visualColumns(at.column(), static_cast<int>(width)).size() == width;
}

void GridCommands::offer(const QModelIndex &at, const QList<QStringList> &rows)
{
    if (rows.isEmpty() || !at.isValid() || m_grid.isReadOnly() || rows.size() > kMaxRows
        || fitsShape(at, rows)) {
        pasteRows(at, rows);
    } else {
        emit previewWanted(at, rows);
    }
}

void GridCommands::pasteTransposed(const QModelIndex &at)
{
    const QList<QStringList> rows = readTsv(QGuiApplication::clipboard()->text());
    QList<QStringList> turned;
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (turned.size() <= i) {
                turned.append(QStringList());
            }
            turned[i].append(row.at(i));
        }
    }
    offer(at, turned);
}

void GridCommands::pasteAsRecords(const QList<QStringList> &rows, const QList<int> &columns)
{
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr || m_grid.isReadOnly()) {
        return;
    }
    int refused = 0;
    const StagingMacro macro(m_staging, collection->id, tr("Paste new records"));
    for (const QStringList &cells : rows) {
        JsonObject values;
        for (qsizetype i = 0; i < std::min(cells.size(), columns.size()); ++i) {
            const fields::Field *field = fieldOf(columns.at(i));
            if (field == nullptr || field->isType(fields::kAutodate) || field->name == "id"
                || isRelatedPath(toQString(field->name))) {
                continue;
            }
            if (Result<Json> value = parseText(cells.at(i), *field)) {
                values.set(field->name, value.takeValue());
            } else {
                ++refused;
            }
        }
        m_staging.insert(collection->id, values);
    }
    emit said(
        refused == 0
            ? tr("%Ln new records staged", nullptr, static_cast<int>(rows.size()))
            : tr("%1 new records staged, %2 cells did not fit").arg(rows.size()).arg(refused));
}

void GridCommands::pasteRows(const QModelIndex &at, const QList<QStringList> &rows)
{
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr || rows.isEmpty() || !at.isValid() || m_grid.isReadOnly()) {
        return;
    }
    if (rows.size() > kMaxRows) {
        emit said(tr("More than %1 rows are an import, not a paste").arg(kMaxRows));
        return;
    }
    const QItemSelection selection = m_grid.selectionModel()->selection();
    const bool fills = rows.size() == 1 && rows.first().size() == 1 && selection.size() == 1;
    qsizetype widest = 1;
    for (const QStringList &row : rows) {
        widest = std::max(widest, row.size());
    }
    QItemSelection target = fills ? selection : QItemSelection();
    const int last = std::min(at.row() + static_cast<int>(rows.size()), m_model.rowCount()) - 1;
    const QList<int> columns
        = fills ? QList<int>() : visualColumns(at.column(), static_cast<int>(widest));
    for (const int column : columns) {
        target.select(m_model.index(at.row(), column), m_model.index(last, column));
    }
    whenKnown(target, [this, cell = QPersistentModelIndex(at), rows] {
        if (cell.isValid()) {
            pasteNow(cell, rows);
        }
    });
}

void GridCommands::pasteNow(const QModelIndex &at, const QList<QStringList> &rows)
{
    const CollectionPtr collection = m_model.collection();
    int pasted = 0;
    int refused = 0;
    QString reason;
    const StagingMacro macro(m_staging, collection->id, tr("Paste"));
    // One cell into a selection fills the selection.
    QItemSelection selection = m_grid.selectionModel()->selection();
    const bool fills = rows.size() == 1 && rows.first().size() == 1 && selection.size() == 1;
    const int top = fills ? selection.first().top() : at.row();
    const int height
        = fills ? std::min(selection.first().height(), kMaxRows) : static_cast<int>(rows.size());
    const int left = fills ? selection.first().left() : at.column();
    const int room = std::max(0, m_model.rowCount() - top);
    const QList<QStringList> beyond = height > room ? rows.mid(room) : QList<QStringList>();
    for (int r = 0; r < std::min(height, room); ++r) {
        const QStringList &cells = rows.at(fills ? 0 : r);
        const QList<int> columns = visualColumns(
            left, fills ? selection.first().width() : static_cast<int>(cells.size()));
        std::vector<std::pair<QString, Json>> values;
        for (int c = 0; c < columns.size(); ++c) {
            const fields::Field *field = fieldOf(columns.at(c));
            Result<Json> value = parseText(cells.at(fills ? 0 : c), *field);
            if (!value) {
                ++refused;
                reason = toQString(value.error().message);
            } else if (canStage(top + r, columns.at(c))) {
                values.emplace_back(toQString(field->name), value.takeValue());
                ++pasted;
            } else {
                ++refused;
            }
        }
        if (!values.empty()) {
            stageRow(top + r, values);
        }
    }
    if (refused == 0) {
        emit said(tr("Pasted %1 cells").arg(pasted));
    } else if (reason.isEmpty()) {
        emit said(tr("Pasted %1 cells, %2 cannot be edited").arg(pasted).arg(refused));
    } else {
        emit said(tr("Pasted %1 cells, %2 did not fit: %3").arg(pasted).arg(refused).arg(reason));
    }
    if (!beyond.isEmpty()) {
        qsizetype widest = 0;
        for (const QStringList &row : beyond) {
            widest = std::max(widest, row.size());
        }
        emit newRowsOffered(beyond, visualColumns(left, static_cast<int>(widest)));
    }
}

} // namespace socle::studio
