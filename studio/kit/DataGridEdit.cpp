// Editing in the cell and in a popover: opened by the grid, filled and read by the column's CellUi,
// written with setData.
#include "studio/kit/DataGrid.h"
#include "studio/kit/GridParts.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <utility>

namespace socle::studio {

bool DataGrid::editCell(const QModelIndex &index, const QString &typedText)
{
    Impl &d = *m_impl;
    const GridColumn *own = column(index.column());
    if (!index.isValid() || d.isReadOnly || (own != nullptr && !own->isEditable)) {
        return false;
    }
    const GridRow row = d.delegate->rowAt(index.row());
    if (row.isGroup || !row.isLoaded || row.state == RowState::Deleted
        || !d.finishEditor(this, true)) {
        return false;
    }
    const CellUi &ui = cellUi(index.column());
    if (ui.editorPlace() != CellUi::EditorPlace::None && !d.isReady(this, index, typedText)) {
        return true;
    }
    switch (ui.editorPlace()) {
    case CellUi::EditorPlace::None:
        return false;
    case CellUi::EditorPlace::Toggle:
        return model()->setData(index, ui.toggled(index), Qt::EditRole);
    case CellUi::EditorPlace::InCell:
    case CellUi::EditorPlace::Popover:
        break;
    }
    scrollTo(index);
    setCurrentIndex(index);
    const bool inPopover = ui.editorPlace() == CellUi::EditorPlace::Popover;
    QWidget *host = own != nullptr && own->isPinned && d.pinned->isVisible() ? d.pinned->viewport()
                                                                             : viewport();
    if (inPopover) {
        d.editorPopover = new Popover(this);
        d.editorPopover->setDeleteOnClose(true);
        host = d.editorPopover;
    }
    QWidget *editor = ui.createEditor(host, index);
    if (editor == nullptr) {
        delete d.editorPopover;
        return false;
    }
    d.editor = editor;
    d.editing = index;
    if (editor->objectName().isEmpty()) {
        editor->setObjectName(QStringLiteral("data.grid.editor"));
    }
    if (editor->accessibleName().isEmpty() && own != nullptr) {
        editor->setAccessibleName(own->title);
    }
    ui.setEditorValue(editor, index);
    editor->installEventFilter(this);
    if (inPopover) {
        d.editorPopover->body()->addWidget(editor);
        d.editorPopover->installEventFilter(this);
        const QWidget *from = own != nullptr && own->isPinned && d.pinned->isVisible()
            ? d.pinned->viewport()
            : viewport();
        const QTableView *view = from == viewport() ? static_cast<QTableView *>(this) : d.pinned;
        d.editorPopover->showForRect(const_cast<QWidget *>(from), view->visualRect(index));
        connect(
            d.editorPopover, &Popover::closed, this, [this] { m_impl->finishEditor(this, true); });
    } else {
        editor->setAutoFillBackground(true);
        d.placeEditor(this);
        editor->show();
    }
    editor->setFocus(Qt::OtherFocusReason);
    if (!typedText.isEmpty()) {
        ui.startTyping(editor, typedText);
    }
    return true;
}

void DataGrid::setPrepare(Prepare prepare) { m_impl->prepare = std::move(prepare); }

void DataGrid::Impl::whenReady(DataGrid *grid,
                               const QItemSelection &cells,
                               std::function<void()> then) const
{
    if (!prepare) {
        then();
        return;
    }
    prepare(cells, [self = QPointer<DataGrid>(grid), then = std::move(then)](bool areHere) {
        if (areHere && self != nullptr) {
            then();
        }
    });
}

bool DataGrid::Impl::isReady(DataGrid *grid, const QModelIndex &index, const QString &typedText)
{
    if (!prepare) {
        return true;
    }
    if (awaited.isValid() && awaited == index) {
        typedAhead += typedText;
        return false;
    }
    awaited = index;
    typedAhead = typedText;
    const auto isHereNow = std::make_shared<std::optional<bool>>(); // shared with the answer
    const auto isWaiting = std::make_shared<bool>(false);
    prepare(QItemSelection(index, index),
            [self = QPointer<DataGrid>(grid), isHereNow, isWaiting](bool isHere) {
                *isHereNow = isHere;
                if (!*isWaiting || self == nullptr) {
                    return;
                }
                Impl &d = *self->m_impl;
                const QModelIndex cell = std::exchange(d.awaited, {});
                const QString typed = std::exchange(d.typedAhead, {});
                if (isHere && cell.isValid() && cell == self->currentIndex() && d.editor.isNull()) {
                    self->editCell(cell, typed);
                }
            });
    if (isHereNow->has_value()) {
        awaited = QPersistentModelIndex();
        typedAhead.clear();
        return **isHereNow;
    }
    *isWaiting = true;
    return false;
}

void DataGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    const bool isGroup = index.isValid() && m_impl->delegate->isGroup(index.row());
    if (event->button() == Qt::LeftButton && index.isValid() && !isGroup && !editCell(index)) {
        emit followRequested(index);
    }
}

void DataGrid::mousePressEvent(QMouseEvent *event)
{
    if (!m_impl->finishEditor(this, true)) {
        return; // what stands in the editor is not valid: it stays open, with its message
    }
    const QModelIndex index = indexAt(event->pos());
    if (event->button() == Qt::LeftButton && index.isValid()) {
        const GridRow &row = m_impl->delegate->rowAt(index.row());
        if (row.isGroup) {
            setCurrentIndex(index);
            emit groupToggleRequested(index.row());
            return;
        }
        if (!row.isLoaded && !row.error.isEmpty()) {
            emit retryRowRequested(index.row());
            return;
        }
        if (event->modifiers() == Qt::ControlModifier && currentIndex() == index) {
            emit followRequested(index);
            return;
        }
    }
    QTableView::mousePressEvent(event);
}

bool DataGrid::eventFilter(QObject *watched, QEvent *event)
{
    Impl &d = *m_impl;
    if (d.pinned != nullptr && watched == d.pinned->viewport()) {
        switch (event->type()) {
        case QEvent::MouseButtonPress:
            if (!d.finishEditor(this, true)) {
                return true;
            }
            setFocus(Qt::MouseFocusReason);
            if (const int row = d.pinned->rowAt(static_cast<QMouseEvent *>(event)->pos().y());
                row >= 0 && d.delegate->isGroup(row)) {
                setCurrentIndex(model()->index(row, std::max(0, currentIndex().column())));
                emit groupToggleRequested(row);
                return true;
            }
            break;
        case QEvent::MouseMove:
            d.setHovered(this, d.pinned->rowAt(static_cast<QMouseEvent *>(event)->pos().y()));
            break;
        case QEvent::Leave:
            d.setHovered(this, -1);
            break;
        case QEvent::Wheel:
            return QApplication::sendEvent(viewport(), event);
        case QEvent::MouseButtonDblClick: {
            const QModelIndex index = d.pinned->indexAt(static_cast<QMouseEvent *>(event)->pos());
            if (index.isValid() && !editCell(index)) {
                emit followRequested(index);
            }
            return true;
        }
        case QEvent::ContextMenu: {
            const auto *menu = static_cast<QContextMenuEvent *>(event);
            emit cellMenuRequested(d.pinned->indexAt(menu->pos()), menu->globalPos());
            return true;
        }
        default:
            break;
        }
        return QTableView::eventFilter(watched, event);
    }
    if (d.editor.isNull() || (watched != d.editor && watched != d.editorPopover)) {
        return QTableView::eventFilter(watched, event);
    }
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isPress = event->type() == QEvent::KeyPress;
        switch (key->key()) {
        case Qt::Key_Escape:
            if (isPress) {
                d.finishEditor(this, false);
            } else {
                event->accept();
            }
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (key->modifiers() & Qt::ShiftModifier) {
                break; // a new line in editors that have lines
            }
            if (isPress && d.finishEditor(this, true)
                && !(key->modifiers() & Qt::ControlModifier)) {
                d.moveCurrent(this, 1, 0);
            }
            return true;
        case Qt::Key_Tab:
        case Qt::Key_Backtab:
            if (watched == d.editor && d.editorPopover.isNull()) {
                if (isPress && d.finishEditor(this, true)) {
                    d.moveCurrent(this, 0, key->key() == Qt::Key_Tab ? 1 : -1);
                }
                return true;
            }
            break;
        default:
            break;
        }
    }
    if (event->type() == QEvent::FocusOut && watched == d.editor && d.editorPopover.isNull()) {
        const auto reason = static_cast<QFocusEvent *>(event)->reason();
        QWidget *now = QApplication::focusWidget();
        const bool inside = now != nullptr && d.editor->isAncestorOf(now);
        if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason && !inside) {
            // After the event: the editor must not die under its own handler.
            QMetaObject::invokeMethod(
                this, [this] { m_impl->finishEditor(this, true); }, Qt::QueuedConnection);
        }
    }
    return QTableView::eventFilter(watched, event);
}

void DataGrid::Impl::placeEditor(DataGrid *grid)
{
    if (editor.isNull() || !editorPopover.isNull() || !editing.isValid()) {
        return;
    }
    const bool inPinned = editor->parentWidget() == pinned->viewport();
    const QTableView *view = inPinned ? static_cast<QTableView *>(pinned) : grid;
    const QRect cell = view->visualRect(editing);
    // Tall editors grow over the rows below; flat ones fill the cell.
    editor->setGeometry(
        QRect(cell.topLeft(),
              QSize(cell.width(), std::max(cell.height(), editor->minimumSizeHint().height()))));
}

bool DataGrid::Impl::finishEditor(DataGrid *grid, bool commit)
{
    if (editor.isNull()) {
        return true;
    }
    QWidget *closing = editor;
    const QModelIndex index = editing;
    if (commit && index.isValid()) {
        const CellUi &ui = grid->cellUi(index.column());
        const auto value = ui.editorValue(closing);
        if (!value) {
            closing->setProperty("state", QStringLiteral("error"));
            closing->update();
            QToolTip::showText(closing->mapToGlobal(closing->rect().bottomLeft()),
                               ui.editorError(closing),
                               closing);
            if (editorPopover.isNull() || editorPopover->isVisible()) {
                return false;
            }
        } else {
            grid->model()->setData(index, *value, Qt::EditRole);
        }
    }
    editor = nullptr;
    editing = QPersistentModelIndex();
    closing->removeEventFilter(grid);
    // Before the editor hides: a hidden focus widget would pass the focus on, which an item view
    // answers by moving its current cell.
    grid->setFocus(Qt::OtherFocusReason);
    if (Popover *popover = editorPopover) {
        editorPopover = nullptr;
        popover->removeEventFilter(grid);
        popover->close();
    } else {
        closing->hide();
        closing->deleteLater();
    }
    grid->setFocus(Qt::OtherFocusReason);
    grid->viewport()->update();
    emit grid->editFinished(index);
    return true;
}

void DataGrid::Impl::moveCurrent(DataGrid *grid, int rowStep, int columnStep)
{
    const QModelIndex from = grid->currentIndex();
    if (!from.isValid()) {
        return;
    }
    int row = std::clamp(from.row() + rowStep, 0, grid->model()->rowCount() - 1);
    int visual = header->visualIndex(from.column());
    for (int step = columnStep; step != 0;) {
        visual += columnStep;
        if (visual < 0 || visual >= header->count()) {
            // Over the edge: on to the next row, as a form would.
            const int next = row + columnStep;
            if (next < 0 || next >= grid->model()->rowCount()) {
                return;
            }
            row = next;
            visual = columnStep > 0 ? 0 : header->count() - 1;
        }
        if (!header->isSectionHidden(header->logicalIndex(visual))) {
            step = 0;
        }
    }
    grid->setCurrentIndex(grid->model()->index(row, header->logicalIndex(visual)));
}

} // namespace socle::studio
