#include "studio/views/import/PreviewModel.h"

#include "studio/api/Text.h"
#include "studio/kit/GridRoles.h"

#include <QLocale>

namespace socle::studio {

void PreviewModel::setPreview(const ImportPreview &preview)
{
    beginResetModel();
    m_rows = preview.rows;
    m_columns = preview.columnNames;
    endResetModel();
}

int PreviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PreviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant PreviewModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const SourceRow &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == RowKeyRole) {
        return QString::number(row.number);
    }
    if (role == ErrorTextRole && !row.problem.isEmpty()) {
        return row.problem;
    }
    const auto column = static_cast<std::size_t>(index.column());
    const bool isMissing = column >= row.values.size() || !row.values[column];
    if (role == IsNullRole) {
        return !isMissing && row.values[column]->isNull();
    }
    if (role != Qt::DisplayRole || isMissing) {
        return {};
    }
    const Json &value = *row.values[column];
    return toQString(value.isString() ? std::string(value.text()) : value.dump());
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal && role == Qt::DisplayRole ? m_columns.value(section)
                                                                    : QVariant();
}

void ProblemModel::setProblems(const std::vector<RowProblem> &problems)
{
    beginResetModel();
    m_problems = problems;
    endResetModel();
}

int ProblemModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_problems.size());
}

int ProblemModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProblemModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const RowProblem &problem = m_problems[static_cast<std::size_t>(index.row())];
    if (role == RowKeyRole) {
        return QString::number(index.row());
    }
    if (role == Qt::ToolTipRole && index.column() == Reason) {
        return problem.reason;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(index.column())) {
    case Row:
        return QLocale().toString(problem.row);
    case Field:
        return problem.field;
    case Reason:
        return problem.reason;
    case ColumnCount:
        break;
    }
    return {};
}

QVariant ProblemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == Row ? tr("Row") : section == Field ? tr("Field") : tr("Reason");
}

} // namespace socle::studio
