// The columns of a record grid: which CellUi paints which field, and how a layout lies over them.
//
// Owns the CellUis, one per column of the model. The id of a record that exists only on the stage
// reads "new".
#pragma once

#include "studio/fields/EditorContext.h"
#include "studio/kit/DataGrid.h"
#include "studio/views/data/ColumnFormat.h"
#include "studio/views/data/ColumnLayout.h"

#include <memory>
#include <vector>

namespace socle::studio {

class GridColumns
{
public:
    GridColumns();
    ~GridColumns();

    /// New cells for `fields` (columns of the model, in its order). The grid must not hold older
    /// ones any more.
    /// `rangeOf` says between which values a column's loaded numbers lie.
    using RangeOf = std::function<ValueRange(const QString &field)>;
    void build(const std::vector<fields::Field> &fields,
               const EditorContext &context,
               const RangeOf &rangeOf);

    const QStringList &names() const { return m_names; }

    QVector<GridColumn> columns(const ColumnLayout &layout,
                                const QStringList &sort,
                                const QSet<QString> &filtered) const;

    /// Puts the header's sections into the order of `layout`.
    static void applyOrder(DataGrid &grid, const QStringList &names, const ColumnLayout &layout);

private:
    QStringList m_names;
    std::vector<fields::Field> m_fields;
    CollectionPtr m_collection;
    std::vector<std::unique_ptr<FormattedCellUi>> m_cells;
};

} // namespace socle::studio
