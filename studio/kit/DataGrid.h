// The table of the studio: a million rows, pinned columns, staged states, ranges, the whole
// keyboard.
//
// The model answers GridRoles; a CellUi per column says what a cell contains. The grid never
// changes data by itself: editing goes through setData(EditRole), everything else is a signal. Rows
// are marked (checkbox column, for bulk work) independently of the selection of cells. Source:
// studio.md 4.3.3 and 3.9.
#pragma once

#include "studio/kit/CellUi.h"
#include "studio/kit/GridRoles.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTableView>
#include <QVector>

#include <functional>
#include <memory>

namespace socle::studio {

/// One column as the grid shows it; index in the list = column of the model.
struct GridColumn
{
    QString key = {};
    QString title = {};
    QString iconName = {};
    FieldHue hue = FieldHue::Text;
    const CellUi *ui = nullptr; // not owned; nullptr is plain text
    int width = 0; // 0: the CellUi's preferred width
    bool isPinned = false;
    bool isHidden = false;
    bool isFiltered = false; // funnel in the header
    bool isEditable = true;
    int sortLevel = 0; // 1 is the first key; 0 is not sorted
    Qt::SortOrder sortOrder = Qt::AscendingOrder;
};

/// Marked rows: some keys, or everything but some keys (Ctrl+A on a query).
struct GridMarks
{
    bool isInverted = false;
    QSet<QString> keys = {};

    bool contains(const QString &key) const { return keys.contains(key) != isInverted; }

    bool isEmpty() const { return !isInverted && keys.isEmpty(); }
};

/// What the footer shows about the selected cells. Sums only over numeric values, the span over
/// dates, the length over texts; `cells` counts all.
struct GridStatistics
{
    qint64 cells = 0;
    qint64 numbers = 0;
    double sum = 0;
    double minimum = 0;
    double maximum = 0;
    qint64 distinct = 0; // different values, empty ones count as one
    qint64 characters = 0; // of texts
    QDateTime first = {}; // of dates, null without any
    QDateTime last = {};
    QString column = {}; // title when one column is selected
    bool isComplete = true; // false: the selection was too large and only its first cells were read
};

class DataGrid : public QTableView
{
    Q_OBJECT

public:
    explicit DataGrid(QWidget *parent = nullptr);
    ~DataGrid() override;

    void setModel(QAbstractItemModel *model) override;
    /// Columns in model order. Call after setModel and whenever anything of a column changes.
    void setColumns(const QVector<GridColumn> &columns);
    const QVector<GridColumn> &columns() const;
    const GridColumn *column(int index) const;
    const CellUi &cellUi(int column) const;

    /// Density of this grid alone (per-tab override); the theme's otherwise.
    void setDensity(std::optional<Density> density);
    void setMarkable(bool markable);
    const GridMarks &marks() const;
    void setMarks(const GridMarks &marks);
    /// Asked before cells are edited or copied, when values may be missing that are painted from an
    /// excerpt: calls `then` once they are there, at once where nothing is missing.
    using Prepare
        = std::function<void(const QItemSelection &cells, std::function<void(bool areHere)> then)>;
    void setPrepare(Prepare prepare);
    /// Nothing can be edited (view collections, locked connection).
    void setReadOnly(bool readOnly);
    bool isReadOnly() const;

    /// Quick filters under the header; what is typed comes with quickFilterChanged().
    void setFilterRow(bool shown);
    void setQuickFilters(const QHash<QString, QString> &texts);
    /// Into the quick filter of a column.
    void focusQuickFilter(int column);

    /// Flashes the row with this key in `live`, fading over 2 s. Cheap for rows out of sight.
    void flashRow(const QString &key);
    /// 0 (none) to 1 for a row, for the delegate.
    double flashOf(const QString &key) const;
    int hoveredRow() const;

    /// The selected cells as tab separated text, quoted where needed; at most `maxRows` rows.
    QString selectionAsTsv(int maxRows = 100000) const;
    GridStatistics selectionStatistics() const;
    /// Header and column in view, header flashed (find column).
    void revealColumn(int column);
    void fitColumn(int column);
    /// Opens the editor of a cell (Enter, F2). False when it has none.
    bool editCell(const QModelIndex &index, const QString &typedText = {});
    bool isEditing() const;

    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    /// The overlay of the pinned columns, or nullptr; not part of the accessibility tree.
    QTableView *pinnedView() const;

signals:
    void marksChanged();
    void statisticsChanged(const socle::studio::GridStatistics &statistics);
    void sortRequested(int column, Qt::SortOrder order, bool addLevel);
    void columnMoved(int column, int visualIndex);
    void columnResized(int column, int width);
    void pinRequested(int column, bool pinned);
    void headerMenuRequested(int column, const QPoint &globalPos);
    void cellMenuRequested(const QModelIndex &index, const QPoint &globalPos);
    /// Enter on a cell without editor, double click on a relation, Alt+Enter.
    void followRequested(const QModelIndex &index);
    void quickLookRequested(const QModelIndex &index);
    void retryRowRequested(int row);
    /// Click, Enter, Space or an arrow key on the header row of a group.
    void groupToggleRequested(int row);
    void copied(const QString &tsv);
    void copyAsRequested();
    void cutRequested();
    void pasteRequested(const QModelIndex &at, const QString &text);
    void pasteSpecialRequested(const QModelIndex &at);
    void fillDownRequested(const QItemSelection &selection);
    void clearRequested(const QItemSelection &selection);
    void deleteRowsRequested();
    void duplicateRequested();
    void nowRequested(const QModelIndex &index);
    void selectAllRequested();
    void filterByCellRequested(const QModelIndex &index, bool exclude);
    void findColumnRequested();
    /// `key` of the column.
    void quickFilterChanged(const QString &key, const QString &text);
    void editFinished(const QModelIndex &index);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void updateGeometries() override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex &index,
                                                         const QEvent *event) const override;

private:
    friend class GridDelegate;
    friend class GridHeader;
    friend class GridFilterRow;
    friend class GridSelector;
    friend class GridPinned;
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
