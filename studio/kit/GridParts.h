// Inside of the DataGrid: delegate, headers, pinned overlay and the shared state. Not for use
// outside studio/kit.
#pragma once

#include "studio/kit/DataGrid.h"
#include "studio/kit/GridFilterRow.h"
#include "studio/kit/Popover.h"

#include <QAbstractButton>
#include <QHeaderView>
#include <QPersistentModelIndex>
#include <QPointer>
#include <QStyledItemDelegate>
#include <QTimer>

namespace socle::studio {

/// What a row is, read once per paint of the row.
struct GridRow
{
    int row = -1;
    RowState state = RowState::Normal;
    bool isLoaded = true;
    bool isMarked = false;
    double flash = 0;
    QString error;
    bool isGroup = false; // the header of a group; nothing else of it counts then
    bool isOpen = true;
};

class GridDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit GridDelegate(DataGrid *grid);

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QString displayText(const QVariant &value, const QLocale &locale) const override;
    bool helpEvent(QHelpEvent *event,
                   QAbstractItemView *view,
                   const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

    const GridRow &rowAt(int row) const;

    /// Forget the cached row: a new paint begins.
    void forget() const { m_row.row = -1; }

    QColor ground(const GridRow &row, bool isSelected) const;
    static QColor barColor(RowState state);

    /// Nothing to mark, select or edit: a header row of a group.
    bool isGroup(int row) const { return rowAt(row).isGroup; }

private:
    /// Its part of the header row: the words stand at the leading edge of the view, whatever is
    /// scrolled.
    void paintGroup(QPainter *painter,
                    const QStyleOptionViewItem &option,
                    const QModelIndex &index) const;
    void paintUnloaded(QPainter *painter,
                       const QStyleOptionViewItem &option,
                       const CellPaint &cell,
                       const CellUi &ui,
                       int column) const;

    DataGrid *m_grid;
    mutable GridRow m_row;
};

class GridHeader : public QHeaderView
{
    Q_OBJECT

public:
    GridHeader(DataGrid *grid, QWidget *parent);

    QSize sizeHint() const override;
    /// Height of the names alone, without the filter row.
    int nameHeight() const;
    void flash(int column);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    DataGrid *m_grid;
    QPoint m_pressedAt;
    int m_flashed = -1;
};

/// The checkbox column: a vertical header, so it is pinned by nature.
class GridSelector : public QHeaderView
{
    Q_OBJECT

public:
    explicit GridSelector(DataGrid *grid);

    QSize sizeHint() const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    DataGrid *m_grid;
    int m_lastToggled = -1;
};

class GridCorner : public QAbstractButton
{
    Q_OBJECT

public:
    explicit GridCorner(DataGrid *grid);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    DataGrid *m_grid;
};

/// Pinned columns: a second view of the same model and selection, laid over the leading edge.
class GridPinned : public QTableView
{
    Q_OBJECT

public:
    explicit GridPinned(DataGrid *grid);

    void sync();

    void scrollTo(const QModelIndex &, ScrollHint) override { }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    DataGrid *m_grid;
};

/// The shadow of the pinned columns, while others lie below them.
class GridShadow : public QWidget
{
    Q_OBJECT

public:
    explicit GridShadow(DataGrid *grid);
    void place(const QRect &overlay, bool isScrolled);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    static constexpr int kLevel = 2; // of elevation
};

struct DataGrid::Impl
{
    QVector<GridColumn> columns;
    GridDelegate *delegate = nullptr;
    GridHeader *header = nullptr;
    GridSelector *selector = nullptr;
    GridCorner *corner = nullptr;
    GridPinned *pinned = nullptr;
    GridShadow *shadow = nullptr;
    GridMarks marks;
    std::optional<Density> density;
    QHash<QString, qint64> flashes; // key -> milliseconds on `clock` when it began
    QElapsedTimer clock;
    int flashTimer = 0;
    int hoveredRow = -1;
    bool isReadOnly = false;
    bool isMarkable = true;
    bool isSettingColumns = false;
    bool isMirroring = false; // a width from one header to the other: it does not come back
    std::unique_ptr<GridFilterRow> filterRow;
    QTimer *statisticsTimer = nullptr;
    QPointer<QWidget> editor;
    QPointer<Popover> editorPopover;
    QPersistentModelIndex editing;
    Prepare prepare;
    QPersistentModelIndex awaited; // its editor opens when its value is here
    QString typedAhead; // meanwhile

    const DensityTokens &tokens() const
    {
        return density ? kDensities.at(static_cast<std::size_t>(*density))
                       : Theme::current().densityTokens();
    }

    /// The overlay has the rows while it shows something: a header of a million rows is 8 MB.
    void fillPinned(DataGrid *grid) const;

    bool hasPinned() const
    {
        return std::any_of(columns.begin(), columns.end(), [](const GridColumn &c) {
            return c.isPinned && !c.isHidden;
        });
    }

    void updateRow(DataGrid *grid, int row);
    void setHovered(DataGrid *grid, int row);
    void placeOverlay(DataGrid *grid);
    void placeShadow(const DataGrid *grid) const;
    void applyDensity(DataGrid *grid);
    void placeEditor(DataGrid *grid);
    bool finishEditor(DataGrid *grid, bool commit);
    /// False while the value of a cell is on its way; its editor opens by itself then.
    bool isReady(DataGrid *grid, const QModelIndex &index, const QString &typedText);
    /// Runs `then` when all cells of the selection have their values.
    void whenReady(DataGrid *grid, const QItemSelection &cells, std::function<void()> then) const;
    void copy(DataGrid *grid) const;
    void tellStatistics(DataGrid *grid) const;
    bool groupKey(DataGrid *grid, int row, const QKeyEvent *event);
    /// Signals edits that leave the cell: row and column steps in visual order.
    void moveCurrent(DataGrid *grid, int rowStep, int columnStep);
};

} // namespace socle::studio
