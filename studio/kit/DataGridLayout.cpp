// Where the parts of the grid stand: rows, overlay of the pinned columns, density.
#include "studio/kit/DataGrid.h"
#include "studio/kit/GridParts.h"
#include "studio/kit/ScaledSize.h"

#include <QScrollBar>

#include <utility>

namespace socle::studio {

void DataGrid::Impl::updateRow(DataGrid *grid, int row)
{
    if (row < 0 || grid->model() == nullptr) {
        return;
    }
    const int y = grid->rowViewportPosition(row);
    const int height = grid->rowHeight(row);
    grid->viewport()->update(0, y, grid->viewport()->width(), height);
    pinned->viewport()->update(0, y, pinned->viewport()->width(), height);
    selector->viewport()->update(0, y, selector->width(), height);
}

void DataGrid::Impl::setHovered(DataGrid *grid, int row)
{
    if (row == hoveredRow) {
        return;
    }
    const int before = std::exchange(hoveredRow, row);
    updateRow(grid, before);
    updateRow(grid, row);
}

void DataGrid::Impl::fillPinned(DataGrid *grid) const
{
    QAbstractItemModel *rows = hasPinned() ? grid->model() : nullptr;
    if (pinned->model() != rows) {
        pinned->setModel(rows);
    }
    if (rows != nullptr && pinned->selectionModel() != grid->selectionModel()) {
        const QItemSelectionModel *own = pinned->selectionModel(); // setModel() made it
        pinned->setSelectionModel(grid->selectionModel());
        if (own != nullptr && own->parent() == pinned) {
            delete own;
        }
    }
}

void DataGrid::Impl::placeOverlay(DataGrid *grid)
{
    if (pinned == nullptr || shadow == nullptr || corner == nullptr) {
        return;
    }
    const QRect view = grid->viewport()->geometry();
    const bool rightToLeft = grid->layoutDirection() == Qt::RightToLeft;
    const int headerTop = header->geometry().top();
    const int selectorWidth = selector->isHidden() ? 0 : selector->width();
    corner->setGeometry(rightToLeft ? view.right() + 1 : view.left() - selectorWidth,
                        headerTop,
                        selectorWidth,
                        header->height());
    corner->raise();
    if (!hasPinned()) {
        pinned->hide();
        placeShadow(grid);
        return;
    }
    int width = 0;
    for (int i = 0; i < columns.size(); ++i) {
        if (columns.at(i).isPinned && !columns.at(i).isHidden) {
            width += grid->columnWidth(i);
        }
    }
    pinned->horizontalHeader()->setFixedHeight(header->height());
    pinned->setGeometry(rightToLeft ? view.right() + 1 - width : view.left(),
                        headerTop,
                        width,
                        view.bottom() + 1 - headerTop);
    pinned->show();
    pinned->raise();
    pinned->verticalScrollBar()->setRange(grid->verticalScrollBar()->minimum(),
                                          grid->verticalScrollBar()->maximum());
    pinned->verticalScrollBar()->setValue(grid->verticalScrollBar()->value());
    placeShadow(grid);
}

void DataGrid::Impl::placeShadow(const DataGrid *grid) const
{
    // Without pinned columns it is the selector below whose edge the cells go.
    const QRect view = grid->viewport()->geometry();
    const bool rightToLeft = grid->layoutDirection() == Qt::RightToLeft;
    const int pinnedWidth = hasPinned() ? pinned->width() : 0;
    const int edge = rightToLeft ? view.right() + 1 - pinnedWidth : view.left() + pinnedWidth - 1;
    const QRect overlay(edge, view.top(), 1, view.height());
    shadow->place(overlay,
                  (hasPinned() || !selector->isHidden())
                      && grid->horizontalScrollBar()->value() != 0);
}

void DataGrid::Impl::applyDensity(DataGrid *grid)
{
    const int row = Theme::current().scaled(tokens().row);
    // Higher rows must not push away what one was reading.
    const int top = grid->rowAt(0);
    const QModelIndex current = grid->currentIndex();
    const bool isCurrentSeen
        = current.isValid() && grid->viewport()->rect().intersects(grid->visualRect(current));
    for (QHeaderView *view : {static_cast<QHeaderView *>(selector),
                              pinned != nullptr ? pinned->verticalHeader() : nullptr}) {
        if (view != nullptr) {
            view->setMinimumSectionSize(row);
            view->setDefaultSectionSize(row);
        }
    }
    grid->verticalScrollBar()->setSingleStep(row);
    keepScaled(selector, Extent::Width, grid::kSelector);
    grid->updateGeometries();
    if (top > 0) {
        grid->verticalScrollBar()->setValue(selector->sectionPosition(top));
    }
    if (isCurrentSeen) {
        grid->scrollTo(current);
    }
}

} // namespace socle::studio
