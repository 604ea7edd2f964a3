// What the grid says, and who hears it.
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Theme.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataFooter.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/HoverPeek.h"
#include "studio/views/data/LinkHover.h"

#include <QAction>
#include <QDesktopServices>
#include <QHeaderView>
#include <QScrollBar>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

void DataView::connectGrid()
{
    connect(m_grid->verticalScrollBar(), &QScrollBar::valueChanged, this, &DataView::reportVisible);
    connect(m_grid->verticalScrollBar(), &QScrollBar::rangeChanged, this, &DataView::reportVisible);
    connect(
        m_grid->verticalScrollBar(), &QScrollBar::sliderReleased, this, &DataView::reportVisible);
    connect(m_grid->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            [this](const QModelIndex &current) {
                showRecord(current.row());
                updateActions();
                m_placeTimer->start();
            });
    connect(m_model,
            &QAbstractItemModel::dataChanged,
            this,
            [this](const QModelIndex &from, const QModelIndex &to) {
                const int row = m_grid->currentIndex().row();
                if (row >= from.row() && row <= to.row()) {
                    showRecord(row);
                }
            });
    m_model->setHeld([this](int firstRow, int lastRow, const std::vector<Record> &records) {
        const QItemSelection selection = m_grid->selectionModel()->selection();
        const GridMarks &marks = m_grid->marks();
        const bool isSelected = std::any_of(
            selection.begin(), selection.end(), [=](const QItemSelectionRange &range) {
                return range.top() <= lastRow && range.bottom() >= firstRow;
            });
        return isSelected
            || (!marks.isInverted && !marks.keys.isEmpty()
                && std::any_of(records.begin(), records.end(), [&marks](const Record &record) {
                       return marks.keys.contains(record.id);
                   }));
    });
    m_grid->setPrepare([this](const QItemSelection &cells, std::function<void(bool)> then) {
        prepareCells(cells, std::move(then));
    });
    connect(m_grid, &DataGrid::statisticsChanged, m_footer, &DataFooter::setStatistics);
    connect(m_grid, &DataGrid::marksChanged, this, [this] {
        const GridMarks &marks = m_grid->marks();
        const qint64 known = std::max<qint64>(m_model->total(), 0);
        m_footer->setMarked(marks.isInverted ? known - marks.keys.size() : marks.keys.size());
        updateActions();
    });
    connect(m_grid, &DataGrid::sortRequested, this, &DataView::requestSort);
    connect(m_grid, &DataGrid::columnResized, this, [this](int column, int width) {
        m_layout.widths.insert(m_model->fieldAt(column), qRound(width / Theme::current().scale()));
        emit viewStateChanged();
    });
    connect(m_grid, &DataGrid::columnMoved, this, [this] {
        const QHeaderView *header = m_grid->horizontalHeader();
        QStringList order;
        for (int visual = 0; visual < header->count(); ++visual) {
            order.append(m_model->fieldAt(header->logicalIndex(visual)));
        }
        if (order != m_layout.ordered(m_columns.names())) {
            noteLayout(m_layout);
            m_layout.order = order;
            emit viewStateChanged();
        }
    });
    connect(m_grid, &DataGrid::pinRequested, this, [this](int column, bool pinned) {
        ColumnLayout layout = m_layout;
        const QString name = m_model->fieldAt(column);
        if (pinned) {
            layout.pinned.insert(name);
        } else {
            layout.pinned.remove(name);
        }
        setLayout(layout);
    });
    connect(m_grid, &DataGrid::headerMenuRequested, this, &DataView::openHeaderMenu);
    connect(m_grid, &DataGrid::cellMenuRequested, this, &DataView::openCellMenu);
    connect(m_grid, &DataGrid::followRequested, this, &DataView::follow);
    connect(m_grid, &DataGrid::quickLookRequested, this, [this](const QModelIndex &index) {
        openPeek(index);
    });
    m_hoverPeek = new HoverPeek(*m_grid, this);
    connect(m_hoverPeek, &HoverPeek::peekRequested, this, [this](const QModelIndex &index) {
        openPeek(index, true);
    });
    auto *links = new LinkHover(*m_grid, this);
    connect(links, &LinkHover::openRequested, this, [](const QUrl &address) {
        QDesktopServices::openUrl(address);
    });
    connect(m_grid, &DataGrid::copyAsRequested, this, &DataView::openCopyAs);
    connect(m_grid, &DataGrid::pasteSpecialRequested, m_commands, &GridCommands::pasteTransposed);
    connect(m_commands, &GridCommands::newRowsOffered, this, &DataView::offerNewRows);
    connectGroups();
    connect(m_grid, &DataGrid::retryRowRequested, m_model, &PagedRecordModel::retryFailed);
    connect(m_grid, &DataGrid::copied, this, [this](const QString &tsv) {
        m_shell.status(tr("Copied %Ln rows",
                          nullptr,
                          static_cast<int>(tsv.count(u'\n') + (tsv.endsWith(u'\n') ? 0 : 1))));
    });
    connect(m_grid, &DataGrid::cutRequested, m_commands, &GridCommands::cut);
    connect(m_grid, &DataGrid::pasteRequested, m_commands, &GridCommands::paste);
    connect(m_grid, &DataGrid::fillDownRequested, m_commands, &GridCommands::fillDown);
    connect(m_grid, &DataGrid::clearRequested, m_commands, &GridCommands::clearCells);
    connect(m_grid, &DataGrid::nowRequested, m_commands, &GridCommands::setNow);
    connect(m_grid, &DataGrid::deleteRowsRequested, m_deleteAction, &QAction::trigger);
    connect(m_grid, &DataGrid::duplicateRequested, m_duplicateAction, &QAction::trigger);
    connect(m_grid, &DataGrid::filterByCellRequested, this, &DataView::filterByCell);
    connect(m_grid, &DataGrid::findColumnRequested, this, &DataView::findColumn);
    connect(m_grid, &DataGrid::selectAllRequested, this, [this] {
        GridMarks all;
        all.isInverted = true;
        m_grid->setMarks(all);
    });
}

} // namespace socle::studio
