// The two tables of the check: problems by cause, and the rows of a cause with cells to correct.
#pragma once

#include "studio/domain/ImportSource.h"

#include <QAbstractTableModel>

#include <functional>

namespace socle::studio {

/// Problems that have the same reason in the same field, whatever the value.
struct ProblemCause
{
    QString field = {};
    QString reason = {};
    std::vector<qint64> rows = {};
};

/// "'cheap' is not a number." and "'dear' is not a number." are one cause. Most frequent first.
std::vector<ProblemCause> causesOf(const std::vector<RowProblem> &problems);

class CausesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Reason, Field, Count, Rows, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setCauses(std::vector<ProblemCause> causes);

    const std::vector<ProblemCause> &causes() const { return m_causes; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ProblemCause> m_causes;
};

class FailedRowsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<FailedRow> rows,
                 const QStringList &columns,
                 const QHash<qint64, QHash<QString, QString>> &edits);

    const std::vector<FailedRow> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override; // row number, then the file's
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void cellEdited(qint64 row, const QString &column, const QString &text);

private:
    QString textAt(const QModelIndex &index) const;

    std::vector<FailedRow> m_rows;
    QStringList m_columns;
    QHash<qint64, QHash<QString, QString>> m_edits;
};

} // namespace socle::studio
