// What a tab remembers: its state after a restart, and the way back (studio.md 3.5, 3.10). Named
// views: DataViewSaved.cpp.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SavedViews.h"
#include "studio/kit/Segmented.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/layouts/LayoutPane.h"

#include <QJsonArray>
#include <QTimer>

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
    if (m_collection == nullptr) {
        return;
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
        emit historyChanged();
    } else if (!m_cameFrom.isEmpty()) {
        m_shell.open(viewTargetFromJson(m_cameFrom), OpenMode::Preview);
    }
}

void DataView::goForward()
{
    if (canGoForward()) {
        goTo(m_places.at(++m_place));
        emit historyChanged();
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
