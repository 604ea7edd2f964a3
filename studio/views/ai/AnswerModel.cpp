#include "studio/views/ai/AnswerModel.h"

#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/kit/CellUi.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Theme.h"
#include "studio/views/ai/AiMetrics.h"

#include <algorithm>

namespace socle::studio {

namespace {

CellContent::Kind kindOf(const fields::Field &field)
{
    if (field.name == "id") {
        return CellContent::Kind::Mono;
    }
    if (field.type == "number") {
        return CellContent::Kind::Number;
    }
    return field.type == "bool" ? CellContent::Kind::Check : CellContent::Kind::Text;
}

// 0: the cell's own width.
int widthOf(const fields::Field &field)
{
    if (field.type == "date" || field.type == "autodate") {
        return ai::kDateColumn;
    }
    return field.name != "id" && field.type == "text" ? ai::kTextColumn : 0;
}

} // namespace

void AnswerModel::setRecords(const JsonArray &records, const CollectionPtr &collection)
{
    beginResetModel();
    m_records = records;
    m_fields.clear();
    if (collection != nullptr) {
        for (const fields::Field &field : collection->fields) {
            if (!field.hidden) {
                m_fields.push_back(field);
            }
        }
    } else if (!records.empty()) {
        for (const auto &[name, value] : records.front().object()) {
            m_fields.push_back(fields::makeField(value.isNumber()     ? "number"
                                                     : value.isBool() ? "bool"
                                                                      : "text",
                                                 name));
        }
    }
    std::stable_partition(m_fields.begin(), m_fields.end(), [](const fields::Field &field) {
        return field.name == "id";
    });
    endResetModel();
}

QVector<GridColumn> AnswerModel::columns() const
{
    QVector<GridColumn> columns;
    for (const fields::Field &field : m_fields) {
        const QString type = field.name == "id" ? QStringLiteral("id") : toQString(field.type);
        columns.append({.key = toQString(field.name),
                        .title = toQString(field.name),
                        .iconName = fieldIconName(type),
                        .hue = fieldHue(type),
                        .ui = &stockCellUi(kindOf(field)),
                        .width = widthOf(field),
                        .isEditable = false});
    }
    return columns;
}

int AnswerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_records.size());
}

int AnswerModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

QVariant AnswerModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Json &record = m_records[static_cast<std::size_t>(index.row())];
    const fields::Field &field = m_fields[static_cast<std::size_t>(index.column())];
    const Json &value = record[field.name];
    switch (role) {
    case Qt::DisplayRole:
        if (value.isNull()) {
            return QString();
        }
        return value.isString() ? toQString(value.text()) : displayText(value, field);
    case RawValueRole:
        return toVariant(value, field);
    case RowKeyRole:
        return toQString(record["id"].text());
    case IsNullRole:
        return value.isNull();
    default:
        return {};
    }
}

QVariant AnswerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole && section < columnCount()) {
        return toQString(m_fields[static_cast<std::size_t>(section)].name);
    }
    return QAbstractTableModel::headerData(section, orientation, role);
}

} // namespace socle::studio
