// Set-up, columns, marks, flashes. Keys are in DataGridKeys.cpp, editing in DataGridEdit.cpp, what
// is selected in DataGridSelection.cpp, geometry in DataGridLayout.cpp.
#include "studio/kit/DataGrid.h"

#include "studio/kit/GridParts.h"
#include "studio/kit/Text.h"

#include <QAbstractButton>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimerEvent>

#include <cmath>
#include <utility>

namespace socle::studio {

namespace {

constexpr int kFlashTickMs = 33;
constexpr int kStatisticsDelayMs = 80;

} // namespace

DataGrid::DataGrid(QWidget *parent)
    : QTableView(parent)
    , m_impl(std::make_unique<Impl>())
{
    Impl &d = *m_impl;
    d.clock.start();
    d.delegate = new GridDelegate(this);
    setItemDelegate(d.delegate);
    d.header = new GridHeader(this, this);
    setHorizontalHeader(d.header);
    d.selector = new GridSelector(this);
    setVerticalHeader(d.selector);
    // Qt selects whole columns and rows on a header press; here a press sorts or marks.
    disconnect(d.header, SIGNAL(sectionPressed(int)), this, nullptr);
    disconnect(d.header, SIGNAL(sectionEntered(int)), this, nullptr);
    disconnect(d.selector, SIGNAL(sectionPressed(int)), this, nullptr);
    disconnect(d.selector, SIGNAL(sectionEntered(int)), this, nullptr);
    setCornerButtonEnabled(false);
    d.corner = new GridCorner(this);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrap(false);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setTabKeyNavigation(true);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionBehavior(QAbstractItemView::SelectItems);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setAccessibleName(tr("Records"));
    if (auto *corner = findChild<QAbstractButton *>(QString(), Qt::FindDirectChildrenOnly)) {
        corner->setObjectName(QStringLiteral("data.grid.corner"));
        corner->setAccessibleName(tr("Select all"));
    }
    d.pinned = new GridPinned(this);
    d.pinned->setItemDelegate(d.delegate);
    d.shadow = new GridShadow(this);
    auto *pinnedHeader = new GridHeader(this, d.pinned);
    d.pinned->setHorizontalHeader(pinnedHeader);
    disconnect(pinnedHeader, SIGNAL(sectionPressed(int)), d.pinned, nullptr);
    disconnect(pinnedHeader, SIGNAL(sectionEntered(int)), d.pinned, nullptr);
    d.pinned->viewport()->installEventFilter(this);
    d.statisticsTimer = new QTimer(this);
    d.statisticsTimer->setSingleShot(true);

    connect(d.statisticsTimer, &QTimer::timeout, this, [this] { m_impl->tellStatistics(this); });
    connect(verticalScrollBar(),
            &QScrollBar::valueChanged,
            d.pinned->verticalScrollBar(),
            &QScrollBar::setValue);
    connect(d.pinned->verticalScrollBar(),
            &QScrollBar::valueChanged,
            verticalScrollBar(),
            &QScrollBar::setValue);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        m_impl->placeEditor(this);
    });
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        m_impl->placeEditor(this);
        if (m_impl->filterRow != nullptr) {
            m_impl->filterRow->place();
        }
        m_impl->pinned->viewport()->update();
        m_impl->placeShadow(this);
    });
    connect(d.header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (!std::exchange(m_impl->isMirroring, true)) {
            m_impl->pinned->setColumnWidth(column, width);
            m_impl->isMirroring = false;
        }
        m_impl->placeOverlay(this);
        m_impl->placeEditor(this);
        if (!m_impl->isSettingColumns) {
            emit columnResized(column, width);
        }
    });
    connect(pinnedHeader, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (m_impl->pinned->isColumnHidden(column) || width <= 0 || columnWidth(column) == width
            || std::exchange(m_impl->isMirroring, true)) {
            return;
        }
        setColumnWidth(column, width);
        // A stretched section keeps the width it has.
        m_impl->pinned->setColumnWidth(column, columnWidth(column));
        m_impl->isMirroring = false;
    });
    connect(d.header, &QHeaderView::sectionMoved, this, [this](int column, int, int visualIndex) {
        if (!m_impl->isSettingColumns) {
            emit columnMoved(column, visualIndex);
        }
    });
    connect(d.header, &QHeaderView::sectionHandleDoubleClicked, this, &DataGrid::fitColumn);
    connect(this, &QWidget::customContextMenuRequested, this, [this](const QPoint &pos) {
        const QModelIndex index = indexAt(pos);
        emit cellMenuRequested(index.isValid() ? index : currentIndex(),
                               viewport()->mapToGlobal(pos));
    });
    connect(
        &Theme::current(), &Theme::densityChanged, this, [this] { m_impl->applyDensity(this); });
    d.applyDensity(this);
}

DataGrid::~DataGrid()
{
    hide(); // while the parts are there: a view that is hidden asks its header for its height
}

void DataGrid::setModel(QAbstractItemModel *model)
{
    m_impl->finishEditor(this, false);
    QTableView::setModel(model);
    m_impl->fillPinned(this);
    m_impl->applyDensity(this);
}

void DataGrid::setColumns(const QVector<GridColumn> &columns)
{
    Impl &d = *m_impl;
    d.columns = columns;
    d.fillPinned(this);
    d.isSettingColumns = true;
    int pinned = 0;
    for (int i = 0; i < columns.size(); ++i) {
        const GridColumn &column = columns.at(i);
        setColumnHidden(i, column.isHidden);
        const int width = column.width > 0 ? column.width : cellUi(i).preferredWidth();
        setColumnWidth(i, Theme::current().scaled(std::max<int>(width, space::k9)));
        if (column.isPinned && !column.isHidden) {
            d.header->moveSection(d.header->visualIndex(i), pinned);
            auto *other = d.pinned->horizontalHeader();
            other->moveSection(other->visualIndex(i), pinned);
            ++pinned;
        }
    }
    d.pinned->sync();
    d.isSettingColumns = false;
    if (d.filterRow != nullptr) {
        d.filterRow->rebuild();
    }
    d.placeOverlay(this);
    viewport()->update();
    d.header->viewport()->update();
}

const QVector<GridColumn> &DataGrid::columns() const { return m_impl->columns; }

const GridColumn *DataGrid::column(int index) const
{
    return index >= 0 && index < m_impl->columns.size() ? &m_impl->columns.at(index) : nullptr;
}

const CellUi &DataGrid::cellUi(int index) const
{
    const GridColumn *own = column(index);
    return own != nullptr && own->ui != nullptr ? *own->ui : plainCellUi();
}

void DataGrid::setDensity(std::optional<Density> density)
{
    m_impl->density = density;
    m_impl->applyDensity(this);
}

void DataGrid::setMarkable(bool markable)
{
    m_impl->isMarkable = markable;
    m_impl->selector->setVisible(markable);
    m_impl->corner->setVisible(markable);
}

const GridMarks &DataGrid::marks() const { return m_impl->marks; }

void DataGrid::setMarks(const GridMarks &marks)
{
    m_impl->marks = marks;
    viewport()->update();
    m_impl->pinned->viewport()->update();
    m_impl->selector->viewport()->update();
    m_impl->corner->update();
    emit marksChanged();
}

void DataGrid::setFilterRow(bool shown)
{
    if (shown == (m_impl->filterRow != nullptr)) {
        return;
    }
    m_impl->filterRow = shown
        ? std::make_unique<GridFilterRow>(*this, m_impl->header, m_impl->pinned->horizontalHeader())
        : nullptr;
    m_impl->header->updateGeometry();
    updateGeometries();
    if (m_impl->filterRow != nullptr) {
        m_impl->filterRow->place();
    }
}

void DataGrid::setQuickFilters(const QHash<QString, QString> &texts)
{
    if (m_impl->filterRow != nullptr) {
        m_impl->filterRow->setTexts(texts);
    }
}

void DataGrid::focusQuickFilter(int column)
{
    if (m_impl->filterRow != nullptr) {
        m_impl->filterRow->focus(column);
    }
}

void DataGrid::setReadOnly(bool readOnly)
{
    m_impl->isReadOnly = readOnly;
    if (readOnly) {
        m_impl->finishEditor(this, false);
    }
}

bool DataGrid::isReadOnly() const { return m_impl->isReadOnly; }

void DataGrid::flashRow(const QString &key)
{
    m_impl->flashes.insert(key, m_impl->clock.elapsed());
    if (m_impl->flashTimer == 0) {
        m_impl->flashTimer = startTimer(kFlashTickMs);
    }
    viewport()->update();
    m_impl->pinned->viewport()->update();
    m_impl->selector->viewport()->update();
}

double DataGrid::flashOf(const QString &key) const
{
    const auto found = m_impl->flashes.constFind(key);
    if (found == m_impl->flashes.constEnd()) {
        return 0;
    }
    if (!Theme::current().hasMotion()) {
        return 1; // reduced motion: a plain mark until it ends
    }
    const double t = static_cast<double>(m_impl->clock.elapsed() - *found) / motion::kFlash;
    return t >= 1 ? 0 : 1 - t * t;
}

int DataGrid::hoveredRow() const { return m_impl->hoveredRow; }

bool DataGrid::isEditing() const { return !m_impl->editor.isNull(); }

void DataGrid::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    const GridColumn *own = column(index.column());
    const int horizontal = horizontalScrollBar()->value();
    QTableView::scrollTo(index, hint);
    if (own != nullptr && own->isPinned) {
        horizontalScrollBar()->setValue(horizontal);
    } else if (m_impl->pinned != nullptr && m_impl->pinned->isVisible()) {
        // Out from under the overlay.
        const QRect rect = visualRect(index);
        const int covered = m_impl->pinned->width();
        if (layoutDirection() == Qt::LeftToRight && rect.left() < covered) {
            horizontalScrollBar()->setValue(horizontalScrollBar()->value()
                                            - (covered - rect.left()));
        } else if (layoutDirection() == Qt::RightToLeft
                   && rect.right() > viewport()->width() - covered) {
            horizontalScrollBar()->setValue(horizontalScrollBar()->value()
                                            - (rect.right() - (viewport()->width() - covered)));
        }
    }
}

QTableView *DataGrid::pinnedView() const { return m_impl->hasPinned() ? m_impl->pinned : nullptr; }

void DataGrid::mouseMoveEvent(QMouseEvent *event)
{
    m_impl->setHovered(this, rowAt(event->pos().y()));
    QTableView::mouseMoveEvent(event);
}

void DataGrid::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    // Qt looks for a cell only once; after a reset of the model the keyboard would stand nowhere.
    if (model() != nullptr && !currentIndex().isValid()
        && event->reason() != Qt::MouseFocusReason) {
        const int column
            = horizontalHeader()->logicalIndexAt(isRightToLeft() ? viewport()->width() - 1 : 0);
        selectionModel()->setCurrentIndex(
            model()->index(std::max(0, rowAt(0)), std::max(0, column)),
            QItemSelectionModel::NoUpdate);
    }
    m_impl->pinned->viewport()->update(); // the ring of the current cell may lie in it
}

void DataGrid::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    m_impl->pinned->viewport()->update();
}

void DataGrid::leaveEvent(QEvent *event)
{
    m_impl->setHovered(this, -1);
    QTableView::leaveEvent(event);
}

void DataGrid::resizeEvent(QResizeEvent *event)
{
    // The current cell stays in sight when something takes room from the grid.
    const QModelIndex current = currentIndex();
    const bool wasSeen = current.isValid() && event->oldSize().isValid()
        && visualRect(current).bottom() < event->oldSize().height()
        && visualRect(current).top() >= 0;
    QTableView::resizeEvent(event);
    m_impl->placeOverlay(this);
    if (wasSeen && visualRect(current).bottom() >= viewport()->height()) {
        scrollTo(current);
    }
}

void DataGrid::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange && m_impl) {
        m_impl->placeOverlay(this);
    }
}

bool DataGrid::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Paint) {
        m_impl->delegate->forget();
    } else if (event->type() == QEvent::Leave) {
        m_impl->setHovered(this, -1);
    }
    return QTableView::viewportEvent(event);
}

void DataGrid::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_impl->flashTimer) {
        QTableView::timerEvent(event);
        return;
    }
    const qint64 now = m_impl->clock.elapsed();
    auto &flashes = m_impl->flashes;
    bool changed = Theme::current().hasMotion();
    for (auto it = flashes.begin(); it != flashes.end();) {
        if (now - it.value() >= motion::kFlash) {
            it = flashes.erase(it);
            changed = true;
        } else {
            ++it;
        }
    }
    if (changed) {
        viewport()->update();
        m_impl->pinned->viewport()->update();
        m_impl->selector->viewport()->update();
    }
    if (flashes.isEmpty()) {
        killTimer(m_impl->flashTimer);
        m_impl->flashTimer = 0;
    }
}

void DataGrid::updateGeometries()
{
    QTableView::updateGeometries();
    if (m_impl) {
        m_impl->placeOverlay(this);
    }
}

void DataGrid::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    m_impl->pinned->viewport()->update();
    viewport()->update(visualRect(previous));
    viewport()->update(visualRect(current));
}

void DataGrid::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    m_impl->pinned->viewport()->update();
    m_impl->statisticsTimer->start(kStatisticsDelayMs);
}

} // namespace socle::studio
