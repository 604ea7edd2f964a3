#include "studio/views/import/CheckModels.h"

#include "studio/api/Text.h"
#include "studio/kit/GridRoles.h"

#include <QLocale>
#include <QMap>
#include <QRegularExpression>

#include <algorithm>

namespace socle::studio {

namespace {

constexpr std::size_t kRowsNamed = 12; // in the table of causes

/// The reason without the value it is about.
QString plainReason(const QString &reason)
{
    static const QRegularExpression quoted(QStringLiteral("'[^']*'"));
    static const QRegularExpression named(QStringLiteral(" = .*$"));
    return QString(reason).replace(quoted, QStringLiteral("'…'")).remove(named);
}

} // namespace

std::vector<ProblemCause> causesOf(const std::vector<RowProblem> &problems)
{
    QMap<std::pair<QString, QString>, ProblemCause> found;
    for (const RowProblem &problem : problems) {
        const QString reason = plainReason(problem.reason);
        ProblemCause &cause = found[{problem.field, reason}];
        cause.field = problem.field;
        cause.reason = reason;
        cause.rows.push_back(problem.row);
    }
    std::vector<ProblemCause> causes(found.begin(), found.end());
    std::stable_sort(
        causes.begin(), causes.end(), [](const ProblemCause &a, const ProblemCause &b) {
            return a.rows.size() > b.rows.size();
        });
    return causes;
}

void CausesModel::setCauses(std::vector<ProblemCause> causes)
{
    beginResetModel();
    m_causes = std::move(causes);
    endResetModel();
}

int CausesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_causes.size());
}

int CausesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CausesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const ProblemCause &cause = m_causes[static_cast<std::size_t>(index.row())];
    if (role == RowKeyRole) {
        return QString::number(index.row());
    }
    if (role == Qt::ToolTipRole && index.column() == Reason) {
        return cause.reason;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QLocale locale;
    switch (static_cast<Column>(index.column())) {
    case Reason:
        return cause.reason;
    case Field:
        return cause.field;
    case Count:
        return locale.toString(static_cast<qlonglong>(cause.rows.size()));
    case Rows: {
        QStringList numbers;
        for (std::size_t i = 0; i < std::min(kRowsNamed, cause.rows.size()); ++i) {
            numbers.append(locale.toString(cause.rows[i]));
        }
        return QString(numbers.join(QStringLiteral(", "))
                       + (cause.rows.size() > kRowsNamed ? QStringLiteral(" …") : QString()));
    }
    case ColumnCount:
        break;
    }
    return {};
}

QVariant CausesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == Reason ? tr("Problem")
        : section == Field   ? tr("Field")
        : section == Count   ? tr("Count")
                             : tr("Rows");
}

void FailedRowsModel::setRows(std::vector<FailedRow> rows,
                              const QStringList &columns,
                              const QHash<qint64, QHash<QString, QString>> &edits)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_columns = columns;
    m_edits = edits;
    endResetModel();
}

int FailedRowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FailedRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size()) + 1;
}

QString FailedRowsModel::textAt(const QModelIndex &index) const
{
    const SourceRow &row = m_rows[static_cast<std::size_t>(index.row())].source;
    if (index.column() == 0) {
        return QLocale().toString(row.number);
    }
    const QString column = m_columns.value(index.column() - 1);
    const auto edited = m_edits.constFind(row.number);
    if (edited != m_edits.constEnd() && edited->contains(column)) {
        return edited->value(column);
    }
    const auto at = static_cast<std::size_t>(index.column() - 1);
    if (at >= row.values.size() || !row.values[at]) {
        return {};
    }
    const Json &value = *row.values[at];
    return toQString(value.isString() ? std::string(value.text()) : value.dump());
}

QVariant FailedRowsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const FailedRow &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case RowKeyRole:
        return QString::number(row.source.number);
    case Qt::ToolTipRole:
        return row.reason;
    case Qt::DisplayRole:
    case Qt::EditRole:
        return textAt(index);
    default:
        return {};
    }
}

bool FailedRowsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::EditRole || index.column() == 0
        || value.toString() == textAt(index)) {
        return false;
    }
    const qint64 row = m_rows[static_cast<std::size_t>(index.row())].source.number;
    const QString column = m_columns.value(index.column() - 1);
    m_edits[row].insert(column, value.toString());
    emit dataChanged(index, index);
    emit cellEdited(row, column, value.toString());
    return true;
}

Qt::ItemFlags FailedRowsModel::flags(const QModelIndex &index) const
{
    return QAbstractTableModel::flags(index)
        | (index.column() > 0 ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

QVariant FailedRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == 0 ? tr("Row") : m_columns.value(section - 1);
}

} // namespace socle::studio
