// Header cells, the checkbox column, its corner and the pinned overlay.
#include "studio/kit/GridParts.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/StyleParts.h"
#include "studio/kit/Text.h"

#include <QContextMenuEvent>
#include <QLinearGradient>
#include <QMouseEvent>
#include <QScrollBar>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kCheckSide = 15;

QRectF checkRect(const QRectF &box, Qt::LayoutDirection direction)
{
    QRectF mark(0, 0, kCheckSide, kCheckSide);
    mark.moveCenter(box.center());
    // Optically centred between the row bar and the first column.
    mark.translate(direction == Qt::RightToLeft ? -1 : 1, 0);
    return mark;
}

} // namespace

GridHeader::GridHeader(DataGrid *grid, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_grid(grid)
{
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setMinimumSectionSize(space::k9);
    setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    setMouseTracking(true);
}

QSize GridHeader::sizeHint() const
{
    const bool hasFilters = m_grid->m_impl->filterRow != nullptr;
    return {QHeaderView::sizeHint().width(),
            nameHeight() + (hasFilters ? GridFilterRow::height() : 0)};
}

int GridHeader::nameHeight() const { return Theme::current().scaled(grid::kHeader); }

void GridHeader::flash(int column)
{
    m_flashed = column;
    viewport()->update();
    QTimer::singleShot(motion::kFlash / 2, this, [this] {
        m_flashed = -1;
        viewport()->update();
    });
}

void GridHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    const Theme &theme = Theme::current();
    QRectF box = rect;
    if (m_grid->m_impl->filterRow != nullptr) {
        painter->fillRect(box, theme.color(Color::SurfaceAlt));
        drawHairline(painter,
                     {box.left(), box.bottom() - 1},
                     {box.right(), box.bottom() - 1},
                     theme.color(Color::Border));
        box.setHeight(nameHeight());
    }
    const bool isHovered = underMouse() && rect.contains(mapFromGlobal(QCursor::pos()));
    painter->fillRect(box,
                      theme.color(logicalIndex == m_flashed ? Color::AccentSoft
                                      : isHovered           ? Color::Hover
                                                            : Color::SurfaceAlt));
    if (m_grid->m_impl->filterRow == nullptr) {
        drawHairline(painter,
                     {box.left(), box.bottom() - 1},
                     {box.right(), box.bottom() - 1},
                     theme.color(Color::Border));
    }
    const Qt::LayoutDirection direction = layoutDirection();
    const double edge = direction == Qt::LeftToRight ? box.right() - 1 : box.left();
    drawHairline(painter, {edge, box.top()}, {edge, box.bottom()}, theme.color(Color::Border));
    const GridColumn *column = m_grid->column(logicalIndex);
    if (column == nullptr) {
        return;
    }
    painter->setLayoutDirection(direction);
    const double padding = m_grid->m_impl->tokens().cellPadX;
    const double side = theme.scaled(static_cast<int>(iconSize::kSm));
    double left = box.left() + padding;
    double right = box.right() - padding;
    const auto place = [&](double x, double w) {
        return mirrored(direction, box, QRectF(x, box.center().y() - side / 2, w, side));
    };
    if (column->sortLevel > 0) {
        const double arrow = side - 2;
        right -= arrow;
        drawIcon(painter,
                 column->sortOrder == Qt::AscendingOrder ? QStringLiteral("arrow-up")
                                                         : QStringLiteral("arrow-down"),
                 place(right, arrow),
                 theme.color(Color::Accent));
        if (column->sortLevel > 1) {
            right -= space::k3;
            drawLine(painter,
                     place(right, space::k3),
                     QString::number(column->sortLevel),
                     studio::font(TextRole::Micro),
                     theme.color(Color::Accent));
        }
        right -= space::k2;
    }
    if (column->isFiltered) {
        right -= side - 2;
        drawIcon(painter,
                 QStringLiteral("filter-active"),
                 place(right, side - 2),
                 theme.color(Color::Accent),
                 direction);
        right -= space::k2;
    }
    const QFont font = studio::font(TextRole::SmallStrong);
    const double iconRoom = side + space::k3;
    const bool hasMarks = column->sortLevel > 0 || column->isFiltered;
    const double wanted = std::ceil(QFontMetricsF(font).horizontalAdvance(column->title));
    // The name says more than the sign of its type: with marks behind it that goes first.
    if (!column->iconName.isEmpty() && (!hasMarks || right - left - iconRoom >= wanted)) {
        drawIcon(painter, column->iconName, place(left, side), theme.color(column->hue), direction);
        left += iconRoom;
    }
    if (right > left) {
        drawLine(painter,
                 mirrored(direction, box, QRectF(left, box.top(), right - left, box.height() - 1)),
                 column->title,
                 font,
                 theme.color(Color::Text));
    }
}

void GridHeader::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), colorOf(Color::SurfaceAlt));
    drawHairline(&painter,
                 {0, height() - 1.0},
                 {static_cast<double>(width()), height() - 1.0},
                 colorOf(Color::Border));
    painter.end();
    QHeaderView::paintEvent(event);
}

void GridHeader::contextMenuEvent(QContextMenuEvent *event)
{
    const int column = logicalIndexAt(event->pos());
    if (column >= 0) {
        emit m_grid->headerMenuRequested(column, event->globalPos());
    }
}

void GridHeader::mousePressEvent(QMouseEvent *event)
{
    m_pressedAt = event->pos();
    QHeaderView::mousePressEvent(event);
}

void GridHeader::mouseReleaseEvent(QMouseEvent *event)
{
    const bool isResize = cursor().shape() == Qt::SplitHCursor;
    QHeaderView::mouseReleaseEvent(event);
    const int index = logicalIndexAt(event->pos());
    if (event->button() != Qt::LeftButton || isResize || index < 0
        || (event->pos() - m_pressedAt).manhattanLength() > space::k2) {
        return;
    }
    const GridColumn *column = m_grid->column(index);
    if (column != nullptr) {
        const bool flips = column->sortLevel > 0 && column->sortOrder == Qt::AscendingOrder;
        emit m_grid->sortRequested(index,
                                   flips ? Qt::DescendingOrder : Qt::AscendingOrder,
                                   event->modifiers() & Qt::ShiftModifier);
    }
}

GridSelector::GridSelector(DataGrid *grid)
    : QHeaderView(Qt::Vertical, grid)
    , m_grid(grid)
{
    setSectionResizeMode(QHeaderView::Fixed);
    setHighlightSections(false);
    setSectionsClickable(false);
    setMouseTracking(true);
}

QSize GridSelector::sizeHint() const { return {Theme::current().scaled(grid::kSelector), 0}; }

void GridSelector::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    const QRectF box = rect;
    const GridRow &row = m_grid->m_impl->delegate->rowAt(logicalIndex);
    if (row.isGroup) {
        painter->fillRect(
            box, colorOf(logicalIndex == m_grid->hoveredRow() ? Color::Hover : Color::SurfaceAlt));
        drawHairline(painter,
                     {box.left(), box.bottom() - 1},
                     {box.right(), box.bottom() - 1},
                     colorOf(Color::Border));
        return;
    }
    const QColor ground = m_grid->m_impl->delegate->ground(row, false);
    painter->fillRect(box, ground);
    const bool isStaged = row.state != RowState::Normal || row.isMarked;
    drawHairline(painter,
                 {box.left(), box.bottom() - 1},
                 {box.right(), box.bottom() - 1},
                 isStaged ? blended(colorOf(Color::Text), ground, 0.09) : colorOf(Color::Border));
    if (row.state != RowState::Normal) {
        painter->fillRect(mirrored(layoutDirection(),
                                   box,
                                   QRectF(box.left(), box.top(), grid::kRowBar, box.height() - 1)),
                          GridDelegate::barColor(row.state));
    }
    if (!row.isLoaded) {
        drawRounded(painter,
                    checkRect(box, layoutDirection()),
                    radius::kSm - 0.5,
                    colorOf(Color::Skeleton));
        return;
    }
    parts::ControlState state;
    state.isHovered = logicalIndex == m_grid->hoveredRow();
    parts::drawCheck(painter,
                     checkRect(box, layoutDirection()),
                     row.isMarked ? Qt::Checked : Qt::Unchecked,
                     state);
}

void GridSelector::mousePressEvent(QMouseEvent *event)
{
    const int row = logicalIndexAt(event->pos());
    if (event->button() != Qt::LeftButton || row < 0) {
        return;
    }
    if (m_grid->m_impl->delegate->isGroup(row)) {
        emit m_grid->groupToggleRequested(row);
        return;
    }
    GridMarks marks = m_grid->marks();
    const auto keyOf
        = [this](int r) { return m_grid->model()->index(r, 0).data(RowKeyRole).toString(); };
    const bool wanted = !marks.contains(keyOf(row));
    const int from = event->modifiers() & Qt::ShiftModifier && m_lastToggled >= 0
        ? std::min(row, m_lastToggled)
        : row;
    const int to = event->modifiers() & Qt::ShiftModifier && m_lastToggled >= 0
        ? std::max(row, m_lastToggled)
        : row;
    for (int r = from; r <= to; ++r) {
        if (keyOf(r).isEmpty()) {
            continue; // the header of a group, or not loaded yet
        }
        if (wanted != marks.isInverted) {
            marks.keys.insert(keyOf(r));
        } else {
            marks.keys.remove(keyOf(r));
        }
    }
    m_lastToggled = row;
    m_grid->setMarks(marks);
}

void GridSelector::mouseMoveEvent(QMouseEvent *event)
{
    m_grid->m_impl->setHovered(m_grid, logicalIndexAt(event->pos()));
}

void GridSelector::paintEvent(QPaintEvent *event)
{
    m_grid->m_impl->delegate->forget();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), colorOf(Color::Surface));
    painter.end();
    QHeaderView::paintEvent(event);
    if (const int end = length() - offset(); end < viewport()->height()) {
        // Qt gives the rest the ground of a header; below the last record it is the grid's.
        painter.begin(viewport());
        painter.fillRect(
            0, end, viewport()->width(), viewport()->height() - end, colorOf(Color::Surface));
    }
}

GridCorner::GridCorner(DataGrid *grid)
    : QAbstractButton(grid)
    , m_grid(grid)
{
    setObjectName(QStringLiteral("data.grid.markAll"));
    setFocusPolicy(Qt::NoFocus);
    setToolTip(tr("Mark all records"));
    setAccessibleName(toolTip());
    connect(this, &QAbstractButton::clicked, this, [this] {
        GridMarks marks;
        marks.isInverted = m_grid->marks().isEmpty();
        m_grid->setMarks(marks);
    });
}

void GridCorner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF box = rect();
    painter.fillRect(box, colorOf(Color::SurfaceAlt));
    drawHairline(
        &painter, {0, box.bottom() - 1}, {box.right(), box.bottom() - 1}, colorOf(Color::Border));
    parts::ControlState state;
    state.isHovered = underMouse();
    const GridMarks &marks = m_grid->marks();
    parts::drawCheck(&painter,
                     checkRect(box, layoutDirection()),
                     marks.isEmpty()                                ? Qt::Unchecked
                         : marks.isInverted && marks.keys.isEmpty() ? Qt::Checked
                                                                    : Qt::PartiallyChecked,
                     state);
}

} // namespace socle::studio
