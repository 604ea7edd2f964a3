// Pinned columns: the overlay that shows them, and the shadow it throws while the rest is scrolled
// away below it (studio.md 4.3.3).
#include "studio/kit/GridParts.h"
#include "studio/kit/Paint.h"

#include <QPainter>
#include <QScrollBar>

namespace socle::studio {

GridPinned::GridPinned(DataGrid *grid)
    : QTableView(grid)
    , m_grid(grid)
{
    setObjectName(QStringLiteral("data.grid.pinned"));
    setFocusPolicy(Qt::NoFocus);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setContextMenuPolicy(Qt::NoContextMenu);
    hide();
}

void GridPinned::sync()
{
    if (m_grid->model() == nullptr) {
        return;
    }
    const auto &columns = m_grid->columns();
    for (int i = 0; i < columns.size(); ++i) {
        const bool isShown = columns.at(i).isPinned && !columns.at(i).isHidden;
        setColumnHidden(i, !isShown);
        if (isShown) {
            setColumnWidth(i, m_grid->columnWidth(i));
        }
    }
}

void GridPinned::paintEvent(QPaintEvent *event)
{
    m_grid->m_impl->delegate->forget();
    QTableView::paintEvent(event);
}

GridShadow::GridShadow(DataGrid *grid)
    : QWidget(grid)
{
    setObjectName(QStringLiteral("data.grid.shadow"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void GridShadow::place(const QRect &overlay, bool isScrolled)
{
    const int room = shadowMargins(kLevel).right();
    const bool rightToLeft = layoutDirection() == Qt::RightToLeft;
    setGeometry(rightToLeft ? overlay.left() - room : overlay.right() + 1,
                overlay.top(),
                room,
                overlay.height());
    setVisible(isScrolled);
    if (isScrolled) {
        raise();
    }
}

void GridShadow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    // The edge of a sheet that lies beside this strip: only its shadow reaches in here.
    const bool rightToLeft = layoutDirection() == Qt::RightToLeft;
    const int beyond = 2 * width();
    const QRect sheet(rightToLeft ? width() : -beyond, -beyond, beyond, height() + 2 * beyond);
    drawShadow(&painter, sheet, 0, kLevel);
    const double edge = rightToLeft ? width() - 1.0 : 0;
    drawHairline(&painter, {edge, 0}, {edge, double(height())}, colorOf(Color::BorderStrong));
}

} // namespace socle::studio
