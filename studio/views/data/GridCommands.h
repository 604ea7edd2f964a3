// What the keys and menus of the record grid do to records: clear, fill, paste, delete, duplicate.
// All of it is staged, nothing is sent.
//
// Every command is one undo step. Rows that are not loaded are left out and counted in what is
// said. UI thread.
#pragma once

#include "studio/domain/FilterChips.h"
#include "studio/domain/StagingEngine.h"

#include <QItemSelection>
#include <QObject>

#include <functional>

namespace socle::studio {

class DataGrid;
class PagedRecordModel;

class GridCommands : public QObject
{
    Q_OBJECT

public:
    /// More rows than this are bulk work, not staging by hand (studio.md 4.3.10).
    static constexpr int kMaxRows = 10'000;

    GridCommands(DataGrid &grid, PagedRecordModel &model, StagingEngine &staging, QObject *parent);

    void clearCells(const QItemSelection &selection);
    void fillDown(const QItemSelection &selection);
    /// Tab separated text from the clipboard, laid out from `at`; more rows than there are become
    /// new records.
    void paste(const QModelIndex &at, const QString &text);
    /// Rows of the clipboard become columns.
    void pasteTransposed(const QModelIndex &at);
    /// Rows of text as new records, cells into `columns` in that order.
    void pasteAsRecords(const QList<QStringList> &rows, const QList<int> &columns);
    /// Continues what the first two cells of each column begin: numbers and dates by their step,
    /// everything else by repeating.
    void fillSeries(const QItemSelection &selection);
    /// Pastes without asking; rows beyond the last one are offered by newRowsOffered().
    void pasteRows(const QModelIndex &at, const QList<QStringList> &rows);
    /// Columns as they are seen, from one on.
    QList<int> visualColumns(int from, int count) const;
    void setNow(const QModelIndex &index);
    /// Stages the deletion of the marked rows, else of the selected ones; of rows deleted already
    /// it takes it back.
    void deleteRows();
    RecordKey duplicateRows();
    void cut();
    /// The condition "this field is the value of this cell"; nothing for cells without one.
    std::optional<FilterChip> conditionOf(const QModelIndex &index, bool exclude) const;
    /// Marked rows, else rows with a selected cell, else the current one; loaded ones only.
    QList<int> targetRows() const;
    /// Rows of which a visible cell in `cells` is painted from an excerpt, or not at all yet.
    QList<int> rowsInPart(const QItemSelection &cells) const;

signals:
    /// One line for the status bar.
    void said(const QString &text);
    /// A paste had more rows than there are below: they could become new records.
    void newRowsOffered(const QList<QStringList> &rows, const QList<int> &columns);
    /// The clipboard has another shape than the selection or the columns: show what goes where,
    /// then pasteRows().
    void previewWanted(const QModelIndex &at, const QList<QStringList> &rows);

private:
    /// What the first cells of `rows` would be written into, from `at` on.
    bool fitsShape(const QModelIndex &at, const QList<QStringList> &rows) const;
    void offer(const QModelIndex &at, const QList<QStringList> &rows);
    /// Runs `then` when all cells have their values: at once where none is missing.
    void whenKnown(const QItemSelection &cells, std::function<void()> then);
    void clearNow(const QItemSelection &selection);
    void fillDownNow(const QItemSelection &selection);
    void fillSeriesNow(const QItemSelection &selection);
    void pasteNow(const QModelIndex &at, const QList<QStringList> &rows);
    bool stage(int row, int column, const Json &value);
    bool canStage(int row, int column) const;
    /// Values of one row, by field: one step.
    void stageRow(int row, const std::vector<std::pair<QString, Json>> &values);
    const fields::Field *fieldOf(int column) const;

    DataGrid &m_grid;
    PagedRecordModel &m_model;
    StagingEngine &m_staging;
};

} // namespace socle::studio
