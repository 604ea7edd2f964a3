#include "studio/kit/GridFilterRow.h"

#include "studio/kit/Button.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Theme.h"

#include <QHeaderView>

namespace socle::studio {

GridFilterRow::GridFilterRow(DataGrid &grid, QHeaderView *header, QHeaderView *pinnedHeader)
    : m_grid(grid)
    , m_header(header)
    , m_pinnedHeader(pinnedHeader)
{
    for (QHeaderView *each : {header, pinnedHeader}) {
        connect(each, &QHeaderView::sectionResized, this, &GridFilterRow::place);
        connect(each, &QHeaderView::sectionMoved, this, &GridFilterRow::place);
        connect(each, &QHeaderView::geometriesChanged, this, &GridFilterRow::place);
    }
    rebuild();
}

GridFilterRow::~GridFilterRow()
{
    for (const QPointer<SearchField> &field : std::as_const(m_fields)) {
        delete field;
    }
}

int GridFilterRow::height() { return controlHeight(ControlSize::Small) + space::k3; }

void GridFilterRow::rebuild()
{
    const auto &columns = m_grid.columns();
    for (auto it = m_fields.begin(); it != m_fields.end();) {
        const bool isKept = it.key() < columns.size() && *it != nullptr
            && (*it)->objectName().endsWith(columns.at(it.key()).key);
        if (!isKept) {
            delete *it;
        }
        it = isKept ? std::next(it) : m_fields.erase(it);
    }
    for (int i = 0; i < columns.size(); ++i) {
        const GridColumn &column = columns.at(i);
        QHeaderView *header
            = column.isPinned && m_pinnedHeader != nullptr ? m_pinnedHeader : m_header;
        QPointer<SearchField> &field = m_fields[i];
        if (field == nullptr) {
            field = new SearchField({}, header->viewport());
            field->setObjectName(QStringLiteral("data.grid.filter.") + column.key);
            field->setText(m_texts.value(column.key));
            connect(field,
                    &SearchField::searchChanged,
                    this,
                    [this, key = column.key](const QString &text) {
                        if (m_texts.value(key) != text) {
                            m_texts.insert(key, text);
                            emit m_grid.quickFilterChanged(key, text);
                        }
                    });
            connect(field, &SearchField::leaveDown, this, [this] { m_grid.setFocus(); });
        }
        field->setAccessibleName(DataGrid::tr("Filter %1").arg(column.title));
        if (field->parentWidget() != header->viewport()) {
            field->setParent(header->viewport());
        }
    }
    place();
}

void GridFilterRow::place()
{
    const auto &columns = m_grid.columns();
    for (auto it = m_fields.begin(); it != m_fields.end(); ++it) {
        SearchField *field = *it;
        const int column = it.key();
        if (field == nullptr || column >= columns.size()) {
            continue;
        }
        const bool isPinned = columns.at(column).isPinned;
        const QHeaderView *header = isPinned ? m_pinnedHeader : m_header;
        field->setVisible(!columns.at(column).isHidden && !header->isSectionHidden(column));
        field->setGeometry(header->sectionViewportPosition(column) + space::k1,
                           header->height() - height() + space::k2,
                           std::max(0, header->sectionSize(column) - 2 * space::k1 - 1),
                           height() - space::k3);
    }
}

void GridFilterRow::setTexts(const QHash<QString, QString> &texts)
{
    m_texts = texts;
    const auto &columns = m_grid.columns();
    for (auto it = m_fields.begin(); it != m_fields.end(); ++it) {
        if (*it != nullptr && it.key() < columns.size()) {
            (*it)->setText(texts.value(columns.at(it.key()).key));
        }
    }
}

void GridFilterRow::focus(int column)
{
    if (SearchField *field = m_fields.value(column)) {
        field->setFocus(Qt::ShortcutFocusReason);
    }
}

} // namespace socle::studio
