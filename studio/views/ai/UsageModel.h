// What was used, a row a day and model.
#pragma once

#include "studio/api/AiTypes.h"
#include "studio/kit/DataGrid.h"

#include <QAbstractTableModel>

namespace socle::studio {

class UsageModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Day, Model, Requests, Input, Output, Cost, Errors, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const QVector<AiUsageRow> &rows);
    static QVector<GridColumn> columns();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section,
                        Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QVector<AiUsageRow> m_rows;
};

} // namespace socle::studio
