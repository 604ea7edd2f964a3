// The first rows of a file as a table for the grid: what was read, before anything is made of it.
#pragma once

#include "studio/domain/ImportJob.h"

#include <QAbstractTableModel>

namespace socle::studio {

class PreviewModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setPreview(const ImportPreview &preview);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<SourceRow> m_rows;
    QStringList m_columns;
};

/// Rows that failed and why: the list under the result of an import.
class ProblemModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Row, Field, Reason, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setProblems(const std::vector<RowProblem> &problems);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RowProblem> m_problems;
};

} // namespace socle::studio
