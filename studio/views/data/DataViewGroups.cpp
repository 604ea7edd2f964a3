// Groups of the table: which field, what their header rows say, what can be done with them
// (studio.md 4.3.3).
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/RecordGroups.h"
#include "studio/kit/Icon.h"
#include "studio/kit/MenuPlace.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/GroupWords.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace socle::studio {

void DataView::connectGroups()
{
    m_model->setGroupTitles([this](const Json &value) {
        const QString name = GroupBy::fromText(m_groupField).field;
        return groupWords(m_context,
                          m_collection == nullptr ? nullptr : m_collection->field(name),
                          value,
                          u"MMMM yyyy"_s);
    });
    connect(m_grid, &DataGrid::groupToggleRequested, m_model, &PagedRecordModel::toggleGroup);
    connect(m_model, &PagedRecordModel::groupsChanged, this, &DataView::showTotals);
    connect(&m_context.labels(), &LabelCache::arrived, m_grid->viewport(), [this] {
        m_grid->viewport()->update(); // titles of groups by a relation
    });
}

QString DataView::groupObstacle(const fields::Field &field) const
{
    switch (RecordGroups::obstacle(field)) {
    case RecordGroups::Obstacle::None:
        return {};
    case RecordGroups::Obstacle::Type:
        return tr("not this type", "why a field makes no groups");
    case RecordGroups::Obstacle::Multiple:
        return tr("several values", "why a field makes no groups");
    }
    return {};
}

void DataView::setGrouping(const QString &field)
{
    if (m_groupField == field) {
        return;
    }
    m_groupField = field;
    openQuery();
    updateViewButton();
    updateActions();
    emit viewStateChanged();
}

void DataView::addGroupMenu(QMenu *menu, const fields::Field &field)
{
    const QString name = QString::fromStdString(field.name);
    const QString current = GroupBy::fromText(m_groupField).field;
    const QString obstacle = groupObstacle(field);
    const QIcon icon = studio::icon(u"rows"_s);
    if (obstacle.isEmpty() && RecordGroups::isDate(field)) {
        QMenu *by = menu->addMenu(icon, tr("Group by %1").arg(name));
        by->setObjectName(u"data.header.group"_s);
        const auto add = [&](const QString &text, const QString &bucket) {
            const QString key = name + u':' + bucket;
            QAction *action = by->addAction(text);
            action->setCheckable(true);
            action->setChecked(m_groupField == key
                               || (bucket == u"month"_s && m_groupField == name));
            connect(action, &QAction::triggered, this, [this, key] { setGrouping(key); });
        };
        add(tr("Day"), u"day"_s);
        add(tr("Month"), u"month"_s);
        add(tr("Year"), u"year"_s);
    } else if (current != name) {
        QAction *action = menu->addAction(
            icon,
            obstacle.isEmpty() ? tr("Group by %1").arg(name)
                               : tr("Group by %1 (%2)", "field, why not").arg(name, obstacle));
        action->setEnabled(obstacle.isEmpty());
        connect(action, &QAction::triggered, this, [this, name] { setGrouping(name); });
    }
    if (current == name) {
        connect(menu->addAction(icon, tr("Stop grouping")), &QAction::triggered, this, [this] {
            setGrouping({});
        });
    }
}

void DataView::openGroupMenu(int row, const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.group.menu"_s);
    menu->setAccessibleName(tr("Group"));
    const auto add = [&](const QString &text, const QString &name, auto run) {
        QAction *action = menu->addAction(text);
        action->setObjectName(u"data.group."_s + name);
        connect(action, &QAction::triggered, this, run);
    };
    const bool isOpen = m_model->index(row, 0).data(GroupIsOpenRole).toBool();
    add(isOpen ? tr("Close group") : tr("Open group"), u"toggle"_s, [this, row] {
        m_model->toggleGroup(row);
    });
    add(tr("Close all groups"), u"closeAll"_s, [this] { m_model->setGroupsCollapsed(true); });
    add(tr("Open all groups"), u"openAll"_s, [this] { m_model->setGroupsCollapsed(false); });
    menu->addSeparator();
    add(tr("Only the records of this group"), u"filter"_s, [this, row] {
        const QString condition = m_model->groupCondition(row);
        m_groupField.clear();
        m_filterBar->setFilter(FilterChips::combine(m_filter, condition));
        filterChanged(m_filterBar->filter());
    });
    add(tr("Stop grouping"), u"stop"_s, [this] { setGrouping({}); });
    popupAt(menu, at);
}

} // namespace socle::studio
