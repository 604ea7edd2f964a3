// What is selected as text and as numbers; columns that are looked for or fitted.
#include "studio/kit/DataGrid.h"
#include "studio/kit/GridParts.h"
#include "studio/kit/Text.h"

#include <cmath>

namespace socle::studio {

namespace {

constexpr qint64 kMaxStatisticsCells = 200000;
constexpr qint64 kMaxWholeCells = 2000; // whose whole values are fetched for the footer alone

} // namespace

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
    bool hasText = false; // a first row may be empty
    for (int row = top; row <= bottom && row - top < maxRows; ++row) {
        if (model()->index(row, 0).data(GroupRole).isValid()) {
            continue; // a header is no record
        }
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
        text += (hasText ? QStringLiteral("\n") : QString()) % cells.join(QLatin1Char('\t'));
        hasText = true;
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
    QSet<QString> different;
    for (const QItemSelectionRange &range : selection) {
        result.cells += static_cast<qint64>(range.width()) * range.height();
        for (int c = range.left(); c <= range.right(); ++c) {
            used.insert(c);
        }
        for (int r = range.top(); r <= range.bottom() && read <= kMaxStatisticsCells; ++r) {
            const QVariant loaded = model()->index(r, 0).data(LoadedRole);
            if (loaded.isValid() && !loaded.toBool()) {
                result.isComplete = false;
                read += range.width();
                continue;
            }
            for (int c = range.left(); c <= range.right(); ++c) {
                if (++read > kMaxStatisticsCells) {
                    result.isComplete = false;
                    break;
                }
                const QModelIndex index = model()->index(r, c);
                if (isColumnHidden(c) || !index.flags().testFlag(Qt::ItemIsSelectable)) {
                    continue; // the header of a group
                }
                QVariant value = index.data(RawValueRole);
                if (!value.isValid()) {
                    value = index.data(Qt::EditRole);
                }
                if (!value.isValid() && index.data(ShownValueRole).isValid()) {
                    result.isComplete = false; // painted from an excerpt
                    continue;
                }
                const int type = value.typeId();
                different.insert(value.toString());
                if (type == QMetaType::QString) {
                    result.characters += value.toString().size();
                } else if (type == QMetaType::QDateTime && value.toDateTime().isValid()) {
                    const QDateTime time = value.toDateTime();
                    result.first = result.first.isValid() ? std::min(result.first, time) : time;
                    result.last = result.last.isValid() ? std::max(result.last, time) : time;
                }
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
    result.distinct = different.size();
    if (used.size() == 1) {
        const GridColumn *only = column(*used.begin());
        result.column = only != nullptr ? only->title : QString();
    }
    return result;
}

void DataGrid::Impl::tellStatistics(DataGrid *grid) const
{
    const GridStatistics now = grid->selectionStatistics();
    if (now.isComplete || now.cells > kMaxWholeCells || grid->selectionModel() == nullptr) {
        emit grid->statisticsChanged(now);
        return;
    }
    const QItemSelection cells = grid->selectionModel()->selection();
    emit grid->statisticsChanged(now);
    whenReady(grid, cells, [grid, cells] {
        if (grid->selectionModel()->selection() == cells) {
            emit grid->statisticsChanged(grid->selectionStatistics());
        }
    });
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

} // namespace socle::studio
