// The one delegate: grounds, bars, rings, skeletons; the CellUi fills the middle.
#include "studio/kit/GridParts.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Text.h"

#include <QHelpEvent>
#include <QPainterPath>
#include <QToolTip>

namespace socle::studio {

namespace {

/// Of the current cell: it stays told apart while the keyboard is elsewhere, in the inspector say.
QColor ringColor(const DataGrid &grid)
{
    const QWidget *focus = grid.window()->focusWidget();
    const bool isHere = focus == &grid || grid.isAncestorOf(focus);
    return Theme::current().color(isHere ? Color::Accent : Color::BorderStrong);
}

} // namespace

GridDelegate::GridDelegate(DataGrid *grid)
    : QStyledItemDelegate(grid)
    , m_grid(grid)
{
}

const GridRow &GridDelegate::rowAt(int row) const
{
    if (m_row.row == row) {
        return m_row;
    }
    m_row = GridRow{};
    m_row.row = row;
    const QAbstractItemModel *model = m_grid->model();
    if (model == nullptr) {
        return m_row;
    }
    const QModelIndex first = model->index(row, 0, m_grid->rootIndex());
    if (const QVariant group = first.data(GroupRole); group.isValid()) {
        m_row.isGroup = true;
        m_row.isOpen = first.data(GroupIsOpenRole).toBool();
        return m_row;
    }
    const QVariant loaded = first.data(LoadedRole);
    m_row.isLoaded = !loaded.isValid() || loaded.toBool();
    if (!m_row.isLoaded) {
        m_row.error = first.data(RowErrorRole).toString();
        return m_row;
    }
    m_row.state = static_cast<RowState>(first.data(RowStateRole).toInt());
    const auto &impl = *m_grid->m_impl;
    if (!impl.marks.isEmpty() || !impl.flashes.isEmpty()) {
        const QString key = first.data(RowKeyRole).toString();
        m_row.isMarked = impl.marks.contains(key);
        m_row.flash = m_grid->flashOf(key);
    }
    return m_row;
}

QColor GridDelegate::ground(const GridRow &row, bool isSelected) const
{
    const Theme &theme = Theme::current();
    QColor ground = theme.color(Color::Surface);
    switch (row.state) {
    case RowState::Normal:
        if (row.isMarked || isSelected) {
            ground = theme.color(Color::AccentSoft);
        } else if (row.row == m_grid->hoveredRow()) {
            ground = theme.color(Color::Hover);
        }
        break;
    case RowState::Inserted:
        ground = theme.color(Color::InsRow);
        break;
    case RowState::Deleted:
    case RowState::Failed:
        ground = theme.color(Color::DelRow);
        break;
    case RowState::Conflict:
        ground = theme.color(Color::ConRow);
        break;
    }
    if (row.state != RowState::Normal && (isSelected || row.isMarked)) {
        ground = blended(theme.color(Color::Accent), ground, 0.14);
    }
    return row.flash > 0 ? blended(theme.color(Color::Live), ground, row.flash) : ground;
}

QColor GridDelegate::barColor(RowState state)
{
    switch (state) {
    case RowState::Normal:
        return {};
    case RowState::Inserted:
        return colorOf(Color::InsBar);
    case RowState::Deleted:
    case RowState::Failed:
        return colorOf(Color::DelBar);
    case RowState::Conflict:
        return colorOf(Color::ConBar);
    }
    return {};
}

void GridDelegate::paintUnloaded(QPainter *painter,
                                 const QStyleOptionViewItem &option,
                                 const CellPaint &place,
                                 const CellUi &ui,
                                 int column) const
{
    const Theme &theme = Theme::current();
    const QRectF cell = place.cell;
    painter->fillRect(cell, theme.color(Color::Surface));
    if (!m_row.error.isEmpty()) {
        painter->fillRect(cell, QBrush(theme.color(Color::Border), Qt::BDiagPattern));
        if (m_grid->horizontalHeader()->visualIndex(column) == 0) {
            const QString text = DataGrid::tr("Try again");
            const double w
                = QFontMetricsF(studio::font(TextRole::Small)).horizontalAdvance(text) + space::k7;
            drawRounded(painter,
                        QRectF(place.rect.left() - space::k2,
                               cell.center().y() - 10,
                               std::min(w, cell.width()),
                               20),
                        radius::kSm,
                        theme.color(Color::Surface));
            drawIcon(painter,
                     QStringLiteral("refresh"),
                     mirrored(option.direction,
                              place.rect,
                              QRectF(place.rect.left(), cell.center().y() - 6, 12, 12)),
                     theme.color(Color::Danger),
                     option.direction);
            drawLine(
                painter,
                mirrored(option.direction, place.rect, place.rect.adjusted(space::k5 + 1, 0, 0, 0)),
                text,
                studio::font(TextRole::Small),
                theme.color(Color::Danger));
        }
    } else {
        const bool isRight
            = QStyle::visualAlignment(option.direction, ui.alignment()) & Qt::AlignRight;
        const double w = place.rect.width() * ui.skeletonShare();
        const QRectF bar(
            isRight ? place.rect.right() - w : place.rect.left(), cell.center().y() - 5, w, 10);
        drawRounded(painter, bar, radius::kSm, theme.color(Color::Skeleton));
    }
    drawHairline(painter,
                 {cell.left(), cell.bottom() - 1},
                 {cell.right(), cell.bottom() - 1},
                 theme.color(Color::Border));
}

void GridDelegate::paintGroup(QPainter *painter,
                              const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const QRectF cell = option.rect;
    painter->fillRect(
        cell, theme.color(m_row.row == m_grid->hoveredRow() ? Color::Hover : Color::SurfaceAlt));
    drawHairline(painter,
                 {cell.left(), cell.bottom() - 1},
                 {cell.right(), cell.bottom() - 1},
                 theme.color(Color::Border));
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const double seen = view != nullptr ? view->viewport()->width() : cell.width();
    const double width = m_grid->viewport()->width();
    const bool rightToLeft = option.direction == Qt::RightToLeft;
    const QRectF box(rightToLeft ? seen - width : 0, cell.top(), width, cell.height() - 1);
    const auto place = [&](double x, double w, double h) {
        return mirrored(option.direction, box, QRectF(x, box.center().y() - h / 2, w, h));
    };
    painter->save();
    painter->setClipRect(cell, Qt::IntersectClip);
    const double side = theme.scaled(static_cast<int>(iconSize::kSm));
    double x = box.left() + m_grid->m_impl->tokens().cellPadX;
    drawIcon(painter,
             m_row.isOpen ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
             place(x, side, side),
             theme.color(Color::TextMuted),
             option.direction);
    x += side + space::k3;
    const QModelIndex first = index.siblingAtColumn(0);
    const QString title = first.data(GroupRole).toString();
    const QFont strong = studio::font(TextRole::BaseStrong);
    const double room = std::min(QFontMetricsF(strong).horizontalAdvance(title) + space::k2,
                                 std::max(0.0, box.right() - x - space::k10));
    drawLine(painter, place(x, room, box.height()), title, strong, theme.color(Color::Text));
    x += room + space::k3;
    const QString count = first.data(GroupCountRole).toString();
    drawLine(painter,
             place(x, box.right() - x, box.height()),
             count.isEmpty() ? DataGrid::tr("counting") : count,
             studio::font(TextRole::Small),
             theme.color(Color::TextMuted));
    if (index.row() == m_grid->currentIndex().row()) {
        drawRounded(painter, box, radius::kSm - 1, {}, ringColor(*m_grid), focusRing::kWidth);
    }
    painter->restore();
}

void GridDelegate::paint(QPainter *painter,
                         const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const Theme &theme = Theme::current();
    const GridRow &row = rowAt(index.row());
    const QRectF cell = option.rect;
    const bool isSelected = option.state & QStyle::State_Selected;
    painter->setLayoutDirection(option.direction);
    if (row.isGroup) {
        paintGroup(painter, option, index);
        return;
    }
    QColor ground = this->ground(row, isSelected);
    const int padding = m_grid->m_impl->tokens().cellPadX;
    const CellUi &ui = m_grid->cellUi(index.column());
    CellPaint cellPaint;
    cellPaint.cell = cell;
    cellPaint.rect = cell.adjusted(padding, 0, -padding, -1);
    cellPaint.direction = option.direction;
    cellPaint.isHovered = row.row == m_grid->hoveredRow();
    cellPaint.isStruck = row.state == RowState::Deleted;

    const auto paintRing = [&] {
        if (index == m_grid->currentIndex()) {
            drawRounded(painter,
                        cell.adjusted(0, 0, 0, -1),
                        radius::kSm - 1,
                        {},
                        ringColor(*m_grid),
                        focusRing::kWidth);
        }
    };
    const auto state = row.isLoaded ? static_cast<CellState>(index.data(CellStateRole).toInt())
                                    : CellState::Unknown;
    if (state == CellState::Unknown) {
        paintUnloaded(painter, option, cellPaint, ui, index.column());
        paintRing(); // the keyboard can stand on it, and try again there
        return;
    }
    QColor bar;
    if (state == CellState::Edited || state == CellState::Invalid) {
        ground = theme.color(Color::ModCell);
        bar = theme.color(Color::ModBar);
        cellPaint.isStrong = true;
    } else if (state == CellState::Conflict) {
        ground = theme.color(Color::ConRow);
        bar = theme.color(Color::ConBar);
        cellPaint.isStrong = true;
    }
    cellPaint.ground = ground;
    painter->fillRect(cell, ground);
    const bool isStaged = row.state != RowState::Normal || row.isMarked;
    const QColor line
        = isStaged ? blended(theme.color(Color::Text), ground, 0.09) : theme.color(Color::Border);
    drawHairline(
        painter, {cell.left(), cell.bottom() - 1}, {cell.right(), cell.bottom() - 1}, line);
    if (bar.isValid()) {
        painter->fillRect(mirrored(option.direction,
                                   cell,
                                   QRectF(cell.right() - grid::kEditBar,
                                          cell.top(),
                                          grid::kEditBar,
                                          cell.height() - 1)),
                          bar);
    }
    // Without a selector column the row's bar stands at the first cell.
    if (!m_grid->m_impl->isMarkable && row.state != RowState::Normal
        && m_grid->horizontalHeader()->visualIndex(index.column()) == 0) {
        painter->fillRect(mirrored(option.direction,
                                   cell,
                                   QRectF(cell.left(), cell.top(), grid::kRowBar, cell.height())),
                          barColor(row.state));
    }
    painter->save();
    painter->setClipRect(cell.adjusted(space::k1, 0, -space::k1, 0), Qt::IntersectClip);
    const auto paintValue = [&](QPainter *into) {
        if (!ui.paint(into, cellPaint, index)) {
            CellContent content = ui.content(index);
            if (row.state == RowState::Inserted && content.kind == CellContent::Kind::Mono) {
                content.textColor = theme.color(
                    Color::Success); // the word in place of an id that does not exist yet
            }
            paintCellContent(into, cellPaint, content, ui.alignment());
        }
    };
    if (ui.isPrivate() && Privacy::current().isOn()) {
        Privacy::paintBlurred(painter, cell.adjusted(0, 1, 0, -1), paintValue);
    } else {
        paintValue(painter);
    }
    painter->restore();
    if (state == CellState::Invalid || !index.data(ErrorTextRole).toString().isEmpty()) {
        const double side = space::k3;
        QPainterPath corner;
        const double x = option.direction == Qt::RightToLeft ? cell.left() : cell.right();
        const double toward = option.direction == Qt::RightToLeft ? side : -side;
        corner.moveTo(x, cell.top());
        corner.lineTo(x + toward, cell.top());
        corner.lineTo(x, cell.top() + side);
        corner.closeSubpath();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->fillPath(corner, theme.color(Color::Danger));
        painter->restore();
    }
    paintRing();
}

QString GridDelegate::displayText(const QVariant &value, const QLocale &) const
{
    return value.toString();
}

bool GridDelegate::helpEvent(QHelpEvent *event,
                             QAbstractItemView *view,
                             const QStyleOptionViewItem &,
                             const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip) {
        return false;
    }
    if (index.isValid() && m_grid->cellUi(index.column()).isPrivate()
        && Privacy::current().isOn()) {
        QToolTip::showText(event->globalPos(), Privacy::hiddenText(), view);
        return true;
    }
    QString text = index.data(ErrorTextRole).toString();
    const QString was = index.data(WasRole).toString();
    if (text.isEmpty() && !was.isEmpty()) {
        text = DataGrid::tr("was %1").arg(was);
    }
    if (text.isEmpty() && index.isValid() && rowAt(index.row()).isLoaded) {
        text = m_grid->cellUi(index.column()).toolTip(index);
    }
    QToolTip::showText(event->globalPos(), text, view);
    return true;
}

} // namespace socle::studio
