// The books of the reference picture, for the gallery's grid: every row and cell state once.
#pragma once

#include "studio/kit/DataGrid.h"

#include <QAbstractTableModel>

namespace socle::studio {

class GalleryModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit GalleryModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

    static QVector<GridColumn> columns();

private:
    QHash<QPair<int, int>, QString> m_edits;
};

} // namespace socle::studio
