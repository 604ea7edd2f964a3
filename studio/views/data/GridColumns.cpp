#include "studio/views/data/GridColumns.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Icon.h"
#include "studio/views/data/DataMetrics.h"

#include <QCoreApplication>
#include <QHeaderView>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Ids in mono; the id of a staged insert is not there yet for the user: it reads "new".
class IdCellUi final : public WrappedCellUi
{
public:
    using WrappedCellUi::WrappedCellUi;

    CellContent content(const QModelIndex &index) const override
    {
        if (isNew(index)) {
            CellContent content;
            content.kind = CellContent::Kind::Text;
            content.text = newWord();
            content.textColor = colorOf(Color::Success);
            return content;
        }
        CellContent content = inner().content(index);
        if (content.kind == CellContent::Kind::Text) {
            content.kind = CellContent::Kind::Mono;
        }
        content.muted = true;
        return content;
    }

    int preferredWidth() const override { return 112; }

    QString accessibleText(const QModelIndex &index) const override
    {
        return isNew(index) ? newWord() : inner().accessibleText(index);
    }

private:
    static QString newWord()
    {
        return QCoreApplication::translate(
            "socle::studio::GridColumns", "new", "id of a record that is not committed yet");
    }

    static bool isNew(const QModelIndex &index)
    {
        return index.siblingAtColumn(0).data(RowStateRole).toInt()
            == static_cast<int>(RowState::Inserted);
    }
};

/// How wide a column of this field starts at most.
int widest(const fields::Field &field)
{
    if (field.isType(fields::kNumber)) {
        return data::kNumberColumn;
    }
    if (field.isType(fields::kSelect)) {
        return field.isMultiple() ? data::kTextColumn : data::kSelectColumn;
    }
    if (field.isType(fields::kRelation)) {
        return field.isMultiple() ? data::kTextColumn : data::kRelationColumn;
    }
    return field.isType(fields::kFile) ? data::kFileColumn : data::kTextColumn;
}

} // namespace

GridColumns::GridColumns() = default;
GridColumns::~GridColumns() = default;

void GridColumns::build(const std::vector<fields::Field> &fields,
                        const EditorContext &context,
                        const RangeOf &rangeOf)
{
    m_names.clear();
    m_fields = fields;
    m_collection = context.collection;
    m_cells.clear();
    for (const fields::Field &field : m_fields) {
        const QString name = toQString(field.name);
        m_names.append(name);
        std::unique_ptr<CellUi> cell = fieldUi(field).createCell(field, context);
        if (cell != nullptr && name == u"id"_s) {
            cell = std::make_unique<IdCellUi>(std::move(cell));
        }
        m_cells.push_back(cell == nullptr
                              ? nullptr
                              : std::make_unique<FormattedCellUi>(std::move(cell), [rangeOf, name] {
                                    return rangeOf ? rangeOf(name) : ValueRange();
                                }));
    }
}

QVector<GridColumn> GridColumns::columns(const ColumnLayout &layout,
                                         const QStringList &sort,
                                         const QSet<QString> &filtered) const
{
    QVector<GridColumn> columns;
    for (int i = 0; i < m_names.size(); ++i) {
        const QString &name = m_names.at(i);
        const fields::Field &field = m_fields[static_cast<std::size_t>(i)];
        GridColumn column;
        column.key = name;
        column.title = name;
        FormattedCellUi *cell = m_cells[static_cast<std::size_t>(i)].get();
        if (cell != nullptr) {
            cell->setFormat(layout.formats.value(name));
        }
        column.ui = cell;
        const QString type = name == u"id"_s ? name : toQString(field.type);
        column.iconName = fieldIconName(type);
        column.hue = fieldHue(type);
        column.isEditable
            = !field.isType(fields::kAutodate) && !m_collection->isView() && !isRelatedPath(name);
        column.width = layout.widths.value(name);
        if (column.width == 0 && column.ui != nullptr) {
            column.width = std::min(column.ui->preferredWidth(), widest(field));
        }
        column.isPinned = layout.pinned.contains(name);
        column.isHidden = layout.hidden.contains(name);
        column.isFiltered = filtered.contains(name);
        for (int level = 0; level < sort.size(); ++level) {
            if (sortField(sort.at(level)) == name) {
                column.sortLevel = level + 1;
                column.sortOrder
                    = isDescendingItem(sort.at(level)) ? Qt::DescendingOrder : Qt::AscendingOrder;
            }
        }
        columns.append(column);
    }
    return columns;
}

void GridColumns::applyOrder(DataGrid &grid, const QStringList &names, const ColumnLayout &layout)
{
    QHeaderView *header = grid.horizontalHeader();
    const QStringList wanted = layout.ordered(names);
    for (int visual = 0; visual < wanted.size(); ++visual) {
        const int logical = static_cast<int>(names.indexOf(wanted.at(visual)));
        if (logical >= 0 && header->visualIndex(logical) != visual) {
            header->moveSection(header->visualIndex(logical), visual);
        }
    }
}

} // namespace socle::studio
