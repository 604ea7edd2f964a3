// The records of an answered question as a read-only table: the fields of its collection, in its
// order, id first.
#pragma once

#include "studio/api/AiTypes.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/DecimalPlaces.h"
#include "studio/kit/CellUi.h"
#include "studio/kit/DataGrid.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace socle::studio {

class AnswerModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    /// `collection` may be null (just created elsewhere): the members of the first record are the
    /// columns then.
    void setRecords(const JsonArray &records, const CollectionPtr &collection);
    QVector<GridColumn> columns() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section,
                        Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    JsonArray m_records;
    fields::FieldList m_fields;
    std::vector<std::unique_ptr<CellUi>> m_cells; // of numbers, as Data shows them; else null
    std::vector<std::unique_ptr<CellUi>>
        m_formerCells; // a grid holds them until it has new columns
    std::vector<DecimalPlaces> m_decimals;
};

} // namespace socle::studio
