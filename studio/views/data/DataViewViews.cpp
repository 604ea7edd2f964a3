// What a tab remembers: its state after a restart, named views, and the way back (studio.md 3.5,
// 3.10, 4.3.8).
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SavedViews.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/TextField.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/GroupPanel.h"
#include "studio/views/data/layouts/LayoutPane.h"

#include <QJsonArray>
#include <QMenu>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qsizetype kMostPlaces = 100;

} // namespace

QJsonObject DataView::viewState() const
{
    QJsonObject panes;
    for (auto it = m_paneOptions.begin(); it != m_paneOptions.end(); ++it) {
        if (!it->isEmpty()) {
            panes.insert(it.key(), *it);
        }
    }
    return {{u"filter"_s, m_filter},
            {u"sort"_s, QJsonArray::fromStringList(m_sort)},
            {u"columns"_s, m_layout.toJson()},
            {u"layout"_s, m_layoutKind},
            {u"options"_s, panes},
            {u"group"_s, m_groupField}};
}

void DataView::applyViewState(const QJsonObject &state)
{
    m_filter = state[u"filter"_s].toString(m_filter);
    m_sort = state[u"sort"_s].toVariant().toStringList();
    m_layout = ColumnLayout::fromJson(state[u"columns"_s].toObject());
    const QJsonObject panes = state[u"options"_s].toObject();
    m_paneOptions.clear();
    for (auto it = panes.begin(); it != panes.end(); ++it) {
        m_paneOptions.insert(it.key(), it->toObject());
        if (LayoutPane *made = m_panes.value(it.key())) {
            made->setOptions(it->toObject());
        }
    }
    m_layoutKind = state[u"layout"_s].toString(u"table"_s);
    m_layoutSwitch->setCurrentKey(m_layoutKind);
    m_groupField = state[u"group"_s].toString();
    m_groups->setVisible(!m_groupField.isEmpty());
    if (m_collection == nullptr) {
        return;
    }
    if (!m_groupField.isEmpty()) {
        m_groups->open(m_collection, m_groupField, m_filter);
    }
    m_filterBar->setFilter(m_filter);
    openQuery();
    rebuildColumns();
    updateActions();
    showState();
}

/// A tab nobody has arranged begins as the user said for this collection.
void DataView::startAsUsual()
{
    const QJsonObject usual
        = SavedViews(m_shell.workspace(), m_shell.connectionId(), m_collection->id).defaultState();
    if (usual.isEmpty()) {
        return;
    }
    m_sort = usual[u"sort"_s].toVariant().toStringList();
    m_layout = ColumnLayout::fromJson(usual[u"columns"_s].toObject());
    m_layoutKind = usual[u"layout"_s].toString(u"table"_s);
    m_layoutSwitch->setCurrentKey(m_layoutKind);
}

QJsonObject DataView::saveState() const
{
    const RecordKey key = m_grid->currentIndex().isValid()
        ? m_model->keyAt(m_grid->currentIndex().row())
        : RecordKey();
    QJsonObject state = viewState();
    state.insert(u"selected"_s, key.record);
    state.insert(u"view"_s, m_viewId);
    return state;
}

void DataView::restoreState(const QJsonObject &state)
{
    m_hasState = true;
    m_viewId = state[u"view"_s].toString();
    if (m_selectWhenThere.isEmpty()) {
        m_selectWhenThere = state[u"selected"_s].toString();
    }
    applyViewState(state);
    updateViewButton();
}

// Saved views
// -------------------------------------------------------------------------------------------------------

void DataView::updateViewButton()
{
    if (m_collection == nullptr || m_viewButton == nullptr) {
        return;
    }
    const SavedViews views(m_shell.workspace(), m_shell.connectionId(), m_collection->id);
    const auto active = m_viewId.isEmpty() ? std::nullopt : views.find(m_viewId);
    const bool isChanged = active && active->state != viewState();
    m_viewButton->setIconName(active ? u"star-active"_s : u"bookmark"_s);
    m_viewButton->setDot(isChanged, Color::Warning);
    m_viewButton->setToolTipAndName(!active         ? tr("Saved views")
                                        : isChanged ? tr("View %1, changed").arg(active->name)
                                                    : tr("View %1").arg(active->name));
    setTitle(active ? active->name : m_collection->name);
}

void DataView::openViews()
{
    if (m_collection == nullptr) {
        return;
    }
    SavedViews views(m_shell.workspace(), m_shell.connectionId(), m_collection->id);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.views.menu"_s);
    menu->setAccessibleName(tr("Saved views"));
    for (const SavedView &view : views.all()) {
        QAction *action = menu->addAction(view.name);
        action->setCheckable(true);
        action->setChecked(view.id == m_viewId);
        connect(action, &QAction::triggered, this, [this, view] {
            m_viewId = view.id;
            applyViewState(view.state);
            updateViewButton();
            emit viewStateChanged();
        });
    }
    if (!menu->isEmpty()) {
        menu->addSeparator();
    }
    const auto active = m_viewId.isEmpty() ? std::nullopt : views.find(m_viewId);
    const auto add = [&](const QString &text, const QString &iconName, auto run) {
        QAction *action = menu->addAction(studio::icon(iconName), text);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    if (active) {
        const bool isChanged = active->state != viewState();
        add(tr("Save %1").arg(active->name), u"save"_s, [this] {
            SavedViews store(m_shell.workspace(), m_shell.connectionId(), m_collection->id);
            if (auto view = store.find(m_viewId)) {
                view->state = viewState();
                store.save(*view);
                m_shell.status(tr("Saved view %1").arg(view->name));
                updateViewButton();
            }
        })->setEnabled(isChanged);
        add(tr("Back to %1 as saved").arg(active->name), u"undo"_s, [this, state = active->state] {
            applyViewState(state);
            updateViewButton();
        })->setEnabled(isChanged);
    }
    add(tr("Save as a view…"), u"bookmark"_s, [this] {
        saveViewAs();
    })->setObjectName(u"act.data.saveView"_s);
    if (active) {
        add(tr("Remove view %1").arg(active->name), u"trash"_s, [this] {
            SavedViews store(m_shell.workspace(), m_shell.connectionId(), m_collection->id);
            const auto gone = store.find(m_viewId);
            store.remove(std::exchange(m_viewId, {}));
            updateViewButton();
            if (gone) {
                m_shell.toast(Tone::Neutral,
                              tr("Removed view %1.").arg(gone->name),
                              tr("Undo"),
                              [guard = QPointer<DataView>(this), gone] {
                                  if (guard != nullptr) {
                                      SavedViews again(guard->m_shell.workspace(),
                                                       guard->m_shell.connectionId(),
                                                       guard->m_collection->id);
                                      guard->m_viewId = again.save(*gone);
                                      guard->updateViewButton();
                                  }
                              });
            }
        });
        menu->addSeparator();
        add(tr("All records of %1").arg(m_collection->name), u"table"_s, [this] {
            m_viewId.clear();
            applyViewState(SavedViews(m_shell.workspace(), m_shell.connectionId(), m_collection->id)
                               .defaultState());
            m_filterBar->clear();
            updateViewButton();
        });
    }
    add(tr("New tabs start like this"), u"pin"_s, [this] {
        QJsonObject state = viewState();
        state.insert(u"filter"_s, QString());
        SavedViews(m_shell.workspace(), m_shell.connectionId(), m_collection->id)
            .setDefaultState(state);
        m_shell.status(tr("New tabs of %1 start with this layout").arg(m_collection->name));
    });
    menu->popup(m_viewButton->mapToGlobal(QPoint(0, m_viewButton->height())));
}

void DataView::saveViewAs()
{
    auto *sheet = new Sheet(m_shell.window(), tr("Save as a view"));
    sheet->setObjectName(u"data.view.save"_s);
    sheet->setSubtitle(tr("Filter, sort, columns and layout under a name. Kept in this studio."));
    auto *name = new TextField(tr("Published this year"));
    name->setObjectName(u"data.view.name"_s);
    sheet->body()->addWidget(new FieldRow(tr("Name"), name));
    Button *accept = sheet->addStandardButtons(tr("Save view"));
    accept->setObjectName(u"data.view.accept"_s);
    accept->setEnabled(false);
    connect(name, &QLineEdit::textChanged, accept, [accept](const QString &text) {
        accept->setEnabled(!text.trimmed().isEmpty());
    });
    connect(name, &QLineEdit::returnPressed, accept, &Button::click);
    connect(sheet, &Sheet::accepted, this, [this, name] {
        SavedViews views(m_shell.workspace(), m_shell.connectionId(), m_collection->id);
        m_viewId = views.save({{}, name->text().trimmed(), viewState()});
        m_shell.status(tr("Saved view %1").arg(name->text().trimmed()));
        updateViewButton();
        emit viewStateChanged();
    });
    m_shell.showSheet(sheet);
    name->setFocus();
}

// The way back
// ------------------------------------------------------------------------------------------------------

void DataView::notePlace()
{
    if (m_collection == nullptr || m_isGoing) {
        m_isGoing = false;
        return;
    }
    const QModelIndex current = m_grid->currentIndex();
    const QJsonObject place{
        {u"filter"_s, m_filter},
        {u"sort"_s, QJsonArray::fromStringList(m_sort)},
        {u"record"_s, current.isValid() ? m_model->keyAt(current.row()).record : QString()},
        {u"column"_s, current.isValid() ? m_model->fieldAt(current.column()) : QString()}};
    if (m_place >= 0 && m_places.at(m_place) == place) {
        return;
    }
    const bool isSameResult = m_place >= 0
        && m_places.at(m_place)[u"filter"_s] == place[u"filter"_s]
        && m_places.at(m_place)[u"sort"_s] == place[u"sort"_s];
    m_places.resize(m_place + 1); // what was ahead is another branch now
    const bool isFirstLook = isSameResult && m_places.at(m_place)[u"record"_s].toString().isEmpty();
    const bool isSameRecord
        = isSameResult && m_places.at(m_place)[u"record"_s] == place[u"record"_s];
    if (isFirstLook || isSameRecord) {
        m_places[m_place] = place; // moving inside one row is no step
    } else {
        m_places.append(place);
        if (m_places.size() > kMostPlaces) {
            m_places.removeFirst();
        }
        m_place = m_places.size() - 1;
    }
    emit historyChanged();
}

bool DataView::canGoBack() const { return m_place > 0 || !m_cameFrom.isEmpty(); }

bool DataView::canGoForward() const { return m_place + 1 < m_places.size(); }

void DataView::goBack()
{
    if (m_place > 0) {
        goTo(m_places.at(--m_place));
    } else if (!m_cameFrom.isEmpty()) {
        m_shell.open(viewTargetFromJson(m_cameFrom), OpenMode::Preview);
    }
}

void DataView::goForward()
{
    if (canGoForward()) {
        goTo(m_places.at(++m_place));
    }
}

void DataView::goTo(const QJsonObject &place)
{
    m_isGoing = true;
    const QString filter = place[u"filter"_s].toString();
    const QStringList sort = place[u"sort"_s].toVariant().toStringList();
    m_selectWhenThere = place[u"record"_s].toString();
    m_selectColumn = place[u"column"_s].toString();
    if (filter != m_filter || sort != m_sort) {
        m_sort = sort;
        m_filterBar->setFilter(filter);
        filterChanged(m_filterBar->filter());
    } else {
        selectionMoved();
        m_placeTimer->start();
    }
    emit historyChanged();
}

} // namespace socle::studio
