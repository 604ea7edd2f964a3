// The keyboard of the grid (studio.md 3.9 "In the grid"): one switch, top to bottom as in the
// specification.
#include "studio/kit/DataGrid.h"
#include "studio/kit/GridParts.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>

namespace socle::studio {

/// Keys on the header row of a group; true: it was one.
bool DataGrid::Impl::groupKey(DataGrid *grid, int row, const QKeyEvent *event)
{
    delegate->forget();
    const GridRow &group = delegate->rowAt(row);
    if (!group.isGroup || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) {
        return false;
    }
    const bool leftCloses = grid->layoutDirection() == Qt::LeftToRight;
    switch (event->key()) {
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit grid->groupToggleRequested(row);
        return true;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (group.isOpen == ((event->key() == Qt::Key_Left) == leftCloses)) {
            emit grid->groupToggleRequested(row);
        }
        return true;
    default:
        return false;
    }
}

void DataGrid::Impl::copy(DataGrid *grid) const
{
    const QItemSelection selection = grid->selectionModel()->selection();
    whenReady(grid, selection, [grid] {
        const QString tsv = grid->selectionAsTsv();
        QGuiApplication::clipboard()->setText(tsv);
        emit grid->copied(tsv);
    });
}

void DataGrid::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex index = currentIndex();
    const bool ctrl = event->modifiers() & Qt::ControlModifier;
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const bool alt = event->modifiers() & Qt::AltModifier;
    const GridColumn *own = column(index.column());
    if (index.isValid() && m_impl->groupKey(this, index.row(), event)) {
        return;
    }
    switch (event->key()) {
    case Qt::Key_Space:
        if (own != nullptr && cellUi(index.column()).editorPlace() == CellUi::EditorPlace::Toggle
            && editCell(index)) {
            return;
        }
        emit quickLookRequested(index);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (alt) {
            emit followRequested(index);
        } else if (!editCell(index)) {
            emit followRequested(index);
        }
        return;
    case Qt::Key_F2:
        editCell(index);
        return;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        if (m_impl->isMarkable) { // in what is only looked through (a preview, a log) Tab goes on
            m_impl->moveCurrent(this, 0, event->key() == Qt::Key_Tab && !shift ? 1 : -1);
        }
        event->setAccepted(currentIndex() != index); // behind the last cell it leaves the grid
        return;
    case Qt::Key_Escape:
        if (selectionModel() != nullptr && selectionModel()->selection().size() > 0) {
            clearSelection();
            return;
        }
        if (!marks().isEmpty()) {
            setMarks({});
            return;
        }
        event->ignore();
        return;
    case Qt::Key_Delete:
        if (ctrl) {
            emit deleteRowsRequested();
        } else if (selectionModel() != nullptr) {
            emit clearRequested(selectionModel()->selection());
        }
        return;
    case Qt::Key_Down:
        if (alt) {
            editCell(index);
            return;
        }
        break;
    case Qt::Key_C:
        if (ctrl && shift) {
            emit copyAsRequested();
            return;
        }
        if (ctrl) {
            if (selectionModel() != nullptr) {
                m_impl->copy(this);
            }
            return;
        }
        break;
    case Qt::Key_X:
        if (ctrl) {
            emit cutRequested();
            return;
        }
        break;
    case Qt::Key_V:
        if (ctrl && shift) {
            emit pasteSpecialRequested(index);
            return;
        }
        if (ctrl) {
            emit pasteRequested(index, QGuiApplication::clipboard()->text());
            return;
        }
        break;
    case Qt::Key_D:
        if (ctrl && shift) {
            emit duplicateRequested();
            return;
        }
        if (ctrl && selectionModel() != nullptr) {
            emit fillDownRequested(selectionModel()->selection());
            return;
        }
        break;
    case Qt::Key_A:
        if (ctrl) {
            // Kept as a rule, not as a list: a million keys are never collected.
            selectAll();
            emit selectAllRequested();
            return;
        }
        break;
    case Qt::Key_Semicolon:
        if (ctrl) {
            emit nowRequested(index);
            return;
        }
        break;
    case Qt::Key_L:
        if (ctrl && shift) {
            emit findColumnRequested();
            return;
        }
        break;
    case Qt::Key_F:
        if (alt) {
            emit filterByCellRequested(index, shift);
            return;
        }
        break;
    case Qt::Key_S:
        if (alt && own != nullptr) {
            const bool flips = own->sortLevel > 0 && own->sortOrder == Qt::AscendingOrder;
            emit sortRequested(
                index.column(), flips ? Qt::DescendingOrder : Qt::AscendingOrder, shift);
            return;
        }
        break;
    case Qt::Key_P:
        if (alt && own != nullptr) {
            emit pinRequested(index.column(), !own->isPinned);
            return;
        }
        break;
    default:
        break;
    }
    // Typing starts an edit that replaces the value.
    const QString text = event->text();
    if (!ctrl && !alt && !text.isEmpty() && text.at(0).isPrint() && editCell(index, text)) {
        return;
    }
    if (!text.isEmpty() && text.at(0).isPrint()) {
        event->ignore(); // no type-ahead search through a million rows
        return;
    }
    QTableView::keyPressEvent(event);
}

QModelIndex DataGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    if (model() == nullptr || model()->rowCount() == 0) {
        return {};
    }
    const QModelIndex from = currentIndex();
    if (!(modifiers & Qt::ControlModifier) || !from.isValid()) {
        return QTableView::moveCursor(action, modifiers);
    }
    // Ctrl jumps to the edge of the data.
    const bool rightToLeft = layoutDirection() == Qt::RightToLeft;
    switch (action) {
    case MoveUp:
        return model()->index(0, from.column());
    case MoveDown:
        return model()->index(model()->rowCount() - 1, from.column());
    case MoveLeft:
        return QTableView::moveCursor(rightToLeft ? MoveEnd : MoveHome, Qt::NoModifier);
    case MoveRight:
        return QTableView::moveCursor(rightToLeft ? MoveHome : MoveEnd, Qt::NoModifier);
    default:
        return QTableView::moveCursor(action, modifiers);
    }
}

QItemSelectionModel::SelectionFlags DataGrid::selectionCommand(const QModelIndex &index,
                                                               const QEvent *event) const
{
    if (event != nullptr && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<const QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Home:
        case Qt::Key_End:
            // Qt would only move the frame with Ctrl; a jump takes the selection along.
            return key->modifiers() & Qt::ShiftModifier ? QItemSelectionModel::SelectCurrent
                                                        : QItemSelectionModel::ClearAndSelect;
        default:
            break;
        }
    }
    return QTableView::selectionCommand(index, event);
}

} // namespace socle::studio
