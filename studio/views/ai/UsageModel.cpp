#include "studio/views/ai/UsageModel.h"

#include "studio/kit/CellUi.h"
#include "studio/kit/GridRoles.h"
#include "studio/views/ai/AiWords.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

void UsageModel::setRows(const QVector<AiUsageRow> &rows)
{
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

QVector<GridColumn> UsageModel::columns()
{
    const CellUi *text = &stockCellUi(CellContent::Kind::Text);
    const CellUi *number = &stockCellUi(CellContent::Kind::Number);
    return {
        {.key = u"day"_s,
         .title = tr("Day"),
         .iconName = u"calendar"_s,
         .hue = FieldHue::Date,
         .ui = text,
         .isEditable = false},
        {.key = u"model"_s,
         .title = tr("Model"),
         .iconName = u"sparkles"_s,
         .ui = text,
         .width = 240,
         .isEditable = false},
        {.key = u"requests"_s,
         .title = tr("Requests"),
         .iconName = u"hash"_s,
         .hue = FieldHue::Number,
         .ui = number,
         .width = 112,
         .isEditable = false},
        {.key = u"input"_s,
         .title = tr("Tokens in"),
         .iconName = u"hash"_s,
         .hue = FieldHue::Number,
         .ui = number,
         .width = 120,
         .isEditable = false},
        {.key = u"output"_s,
         .title = tr("Tokens out"),
         .iconName = u"hash"_s,
         .hue = FieldHue::Number,
         .ui = number,
         .width = 120,
         .isEditable = false},
        {.key = u"cost"_s,
         .title = tr("Cost"),
         .iconName = u"hash"_s,
         .hue = FieldHue::Number,
         .ui = number,
         .width = 112,
         .isEditable = false},
        {.key = u"errors"_s,
         .title = tr("Errors"),
         .iconName = u"hash"_s,
         .hue = FieldHue::Number,
         .ui = number,
         .width = 100,
         .isEditable = false},
    };
}

int UsageModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int UsageModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant UsageModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const AiUsageRow &row = m_rows.at(index.row());
    if (role == RowKeyRole) {
        return QString(row.day + u'/' + row.model);
    }
    if (role != Qt::DisplayRole && role != RawValueRole) {
        return {};
    }
    const auto number = [role](qint64 value) -> QVariant {
        return role == RawValueRole ? QVariant(value) : QVariant(QLocale().toString(value));
    };
    switch (static_cast<Column>(index.column())) {
    case Day:
        return QLocale().toString(QDate::fromString(row.day.left(10), Qt::ISODate),
                                  QLocale::ShortFormat);
    case Model:
        return row.model;
    case Requests:
        return number(row.requests);
    case Input:
        return number(row.inputTokens);
    case Output:
        return number(row.outputTokens);
    case Cost:
        // The server adds up only what has a price; 0 of a remote model therefore means "not
        // priced".
        return costText(row.costMicroUsd == 0 && !row.model.startsWith(u"local/"_s)
                            ? std::nullopt
                            : std::optional(row.costMicroUsd));
    case Errors:
        return number(row.errors);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant UsageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole && section < ColumnCount) {
        return columns().at(section).title;
    }
    return QAbstractTableModel::headerData(section, orientation, role);
}

} // namespace socle::studio
