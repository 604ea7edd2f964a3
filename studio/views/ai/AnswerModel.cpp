#include "studio/views/ai/AnswerModel.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/RecordRoles.h"
#include "studio/fields/FieldUi.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/CellUi.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Theme.h"
#include "studio/views/ai/AiMetrics.h"

#include <algorithm>
#include <utility>

namespace socle::studio {

namespace {

CellContent::Kind kindOf(const fields::Field &field)
{
    if (field.name == "id") {
        return CellContent::Kind::Mono;
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
    m_decimals.assign(m_fields.size(), {});
    m_formerCells = std::exchange(m_cells, {});
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        const fields::Field &field = m_fields[i];
        m_cells.push_back(field.isType(fields::kNumber) ? fieldUi(field).createCell(field, {})
                                                        : nullptr);
        for (const Json &record : m_records) {
            m_decimals[i].add(record[field.name]);
        }
    }
    endResetModel();
}

QVector<GridColumn> AnswerModel::columns() const
{
    QVector<GridColumn> columns;
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        const fields::Field &field = m_fields[i];
        const QString type = field.name == "id" ? QStringLiteral("id") : toQString(field.type);
        columns.append(
            {.key = toQString(field.name),
             .title = toQString(field.name),
             .iconName = fieldIconName(type),
             .hue = fieldHue(type),
             .ui = m_cells[i] != nullptr ? m_cells[i].get() : &stockCellUi(kindOf(field)),
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
    if (orientation == Qt::Horizontal && section >= 0 && section < columnCount()) {
        const auto column = static_cast<std::size_t>(section);
        if (role == Qt::DisplayRole) {
            return toQString(m_fields[column].name);
        }
        if (role == RecordRole::Decimals) {
            return m_decimals[column].shared();
        }
    }
    return QAbstractTableModel::headerData(section, orientation, role);
}

} // namespace socle::studio
