// Set-up, geometry, marks, flashes, statistics. Keys are in DataGridKeys.cpp, editing in
// DataGridEdit.cpp.
#include "studio/kit/DataGrid.h"

#include "studio/kit/GridParts.h"
#include "studio/kit/Text.h"

#include <QAbstractButton>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimerEvent>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kFlashTickMs = 33;
constexpr int kStatisticsDelayMs = 80;
constexpr qint64 kMaxStatisticsCells = 200000;

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
    auto *pinnedHeader = new GridHeader(this, d.pinned);
    d.pinned->setHorizontalHeader(pinnedHeader);
    disconnect(pinnedHeader, SIGNAL(sectionPressed(int)), d.pinned, nullptr);
    disconnect(pinnedHeader, SIGNAL(sectionEntered(int)), d.pinned, nullptr);
    d.pinned->viewport()->installEventFilter(this);
    d.statisticsTimer = new QTimer(this);
    d.statisticsTimer->setSingleShot(true);

    connect(d.statisticsTimer, &QTimer::timeout, this, [this] {
        emit statisticsChanged(selectionStatistics());
    });
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
        m_impl->pinned->viewport()->update();
    });
    connect(d.header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        m_impl->pinned->setColumnWidth(column, width);
        m_impl->placeOverlay(this);
        m_impl->placeEditor(this);
        if (!m_impl->isSettingColumns) {
            emit columnResized(column, width);
        }
    });
    connect(pinnedHeader, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (!m_impl->pinned->isColumnHidden(column) && width > 0 && columnWidth(column) != width) {
            setColumnWidth(column, width);
        }
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

DataGrid::~DataGrid() = default;

void DataGrid::setModel(QAbstractItemModel *model)
{
    m_impl->finishEditor(this, false);
    QTableView::setModel(model);
    m_impl->pinned->setModel(model);
    m_impl->pinned->setSelectionModel(selectionModel());
    m_impl->applyDensity(this);
}

void DataGrid::setColumns(const QVector<GridColumn> &columns)
{
    Impl &d = *m_impl;
    d.columns = columns;
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

QString DataGrid::selectionAsTsv(int maxRows) const
{
    if (model() == nullptr || selectionModel() == nullptr) {
        return {};
    }
    // The bounding rectangle of the ranges, as spreadsheets do; unselected cells inside it stay
    // empty.
    int top = std::numeric_limits<int>::max();
    int bottom = -1;
    QSet<int> used;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        top = std::min(top, range.top());
        bottom = std::max(bottom, range.bottom());
        for (int c = range.left(); c <= range.right(); ++c) {
            if (!isColumnHidden(c)) {
                used.insert(c);
            }
        }
    }
    QList<int> order(used.begin(), used.end());
    std::sort(order.begin(), order.end(), [this](int a, int b) {
        return m_impl->header->visualIndex(a) < m_impl->header->visualIndex(b);
    });
    QString text;
    for (int row = top; row <= bottom && row - top < maxRows; ++row) {
        QStringList cells;
        for (const int c : std::as_const(order)) {
            const QModelIndex index = model()->index(row, c);
            QString cell = selection.contains(index) ? cellUi(c).clipboardText(index) : QString();
            if (cell.contains(QLatin1Char('\t')) || cell.contains(QLatin1Char('\n'))
                || cell.contains(QLatin1Char('"'))) {
                cell = QLatin1Char('"') % cell.replace(QLatin1Char('"'), QStringLiteral("\"\""))
                    % QLatin1Char('"');
            }
            cells << cell;
        }
        text += (row > top ? QStringLiteral("\n") : QString()) % cells.join(QLatin1Char('\t'));
    }
    return text;
}

GridStatistics DataGrid::selectionStatistics() const
{
    GridStatistics result;
    if (selectionModel() == nullptr) {
        return result;
    }
    const QItemSelection selection = selectionModel()->selection();
    QSet<int> used;
    qint64 read = 0;
    for (const QItemSelectionRange &range : selection) {
        result.cells += static_cast<qint64>(range.width()) * range.height();
        for (int c = range.left(); c <= range.right(); ++c) {
            used.insert(c);
        }
        for (int r = range.top(); r <= range.bottom() && result.isComplete; ++r) {
            for (int c = range.left(); c <= range.right(); ++c) {
                if (++read > kMaxStatisticsCells) {
                    result.isComplete = false;
                    break;
                }
                const QModelIndex index = model()->index(r, c);
                QVariant value = index.data(RawValueRole);
                if (!value.isValid()) {
                    value = index.data(Qt::EditRole);
                }
                const int type = value.typeId();
                if (type != QMetaType::Double && type != QMetaType::Int
                    && type != QMetaType::LongLong && type != QMetaType::UInt) {
                    continue;
                }
                const double number = value.toDouble();
                result.minimum = result.numbers == 0 ? number : std::min(result.minimum, number);
                result.maximum = result.numbers == 0 ? number : std::max(result.maximum, number);
                result.sum += number;
                ++result.numbers;
            }
        }
    }
    if (used.size() == 1) {
        const GridColumn *only = column(*used.begin());
        result.column = only != nullptr ? only->title : QString();
    }
    return result;
}

void DataGrid::revealColumn(int column)
{
    const int row = currentIndex().isValid() ? currentIndex().row() : std::max(0, rowAt(0));
    setColumnHidden(column, false);
    if (model() != nullptr && model()->rowCount() > 0) {
        setCurrentIndex(model()->index(row, column));
    }
    m_impl->header->flash(column);
}

void DataGrid::fitColumn(int index)
{
    const GridColumn *own = column(index);
    if (own == nullptr || model() == nullptr) {
        return;
    }
    // Measured on what is visible, never on a million rows.
    const QFontMetricsF header(studio::font(TextRole::SmallStrong));
    const QFontMetricsF body(studio::font(TextRole::Base));
    double width = header.horizontalAdvance(own->title) + space::k9;
    const int first = std::max(0, rowAt(0));
    const int last = rowAt(viewport()->height() - 1) < 0 ? model()->rowCount() - 1
                                                         : rowAt(viewport()->height() - 1);
    for (int row = first; row <= last; ++row) {
        const CellContent content = cellUi(index).content(model()->index(row, index));
        double cell = body.horizontalAdvance(content.text);
        for (const CellItem &item : content.items) {
            cell += body.horizontalAdvance(item.text) + space::k8;
        }
        width = std::max(width, cell + 2 * m_impl->tokens().cellPadX + space::k2);
    }
    setColumnWidth(index, std::min(static_cast<int>(std::ceil(width)), space::k10 * 8));
}

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

void DataGrid::leaveEvent(QEvent *event)
{
    m_impl->setHovered(this, -1);
    QTableView::leaveEvent(event);
}

void DataGrid::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    m_impl->placeOverlay(this);
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

void DataGrid::Impl::placeOverlay(DataGrid *grid)
{
    if (pinned == nullptr || corner == nullptr) {
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
}

void DataGrid::Impl::applyDensity(DataGrid *grid)
{
    const int row = Theme::current().scaled(tokens().row);
    for (QHeaderView *view : {static_cast<QHeaderView *>(selector),
                              pinned != nullptr ? pinned->verticalHeader() : nullptr}) {
        if (view != nullptr) {
            view->setMinimumSectionSize(row);
            view->setDefaultSectionSize(row);
        }
    }
    grid->verticalScrollBar()->setSingleStep(row);
    selector->setFixedWidth(Theme::current().scaled(grid::kSelector));
    grid->updateGeometries();
}

} // namespace socle::studio
