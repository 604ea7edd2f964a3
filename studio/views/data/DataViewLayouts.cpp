// The layouts beside the table: which one is shown, what it is given, what it asks for.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Skeleton.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataFooter.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/RecordPanel.h"
#include "studio/views/data/layouts/BoardPane.h"
#include "studio/views/data/layouts/CalendarPane.h"
#include "studio/views/data/layouts/ChartPane.h"
#include "studio/views/data/layouts/GalleryPane.h"
#include "studio/views/data/layouts/MapPane.h"

#include <QStackedLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

QWidget *DataView::makeLayoutSwitch()
{
    m_layoutSwitch = new Segmented;
    m_layoutSwitch->setObjectName(u"data.layout"_s);
    m_layoutSwitch->setAccessibleName(tr("Layout"));
    m_layoutSwitch->addSegment(u"table"_s, {}, u"table"_s, tr("Table"));
    m_layoutSwitch->addSegment(u"board"_s, {}, u"kanban"_s, tr("Board"));
    m_layoutSwitch->addSegment(u"calendar"_s, {}, u"calendar-days"_s, tr("Calendar"));
    m_layoutSwitch->addSegment(u"gallery"_s, {}, u"image"_s, tr("Gallery"));
    m_layoutSwitch->addSegment(u"map"_s, {}, u"map"_s, tr("Map"));
    m_layoutSwitch->addSegment(u"chart"_s, {}, u"chart"_s, tr("Chart"));
    connect(m_layoutSwitch, &Segmented::currentChanged, this, &DataView::setLayoutKind);
    return m_layoutSwitch;
}

LayoutPane *DataView::pane(const QString &kind)
{
    if (LayoutPane *made = m_panes.value(kind)) {
        return made;
    }
    LayoutPane *pane = nullptr;
    if (kind == u"board"_s) {
        pane = new BoardPane(m_context);
    } else if (kind == u"calendar"_s) {
        pane = new CalendarPane(m_context);
    } else if (kind == u"gallery"_s) {
        pane = new GalleryPane(m_context, *m_model);
    } else if (kind == u"map"_s) {
        pane = new MapPane(m_context);
    } else if (kind == u"chart"_s) {
        pane = new ChartPane(m_context);
    } else {
        return nullptr; // the table
    }
    m_panes.insert(kind, pane);
    m_pages->addWidget(pane);
    pane->setReadOnly(isReadOnly());
    pane->setDecimals([model = m_model](const QString &field) { return model->decimalsOf(field); });
    pane->setOptions(m_paneOptions.value(kind));
    connect(
        pane,
        &LayoutPane::recordSelected,
        this,
        [this](const RecordKey &key, const Record *record) { m_panel->showRecord(key, record); });
    connect(pane, &LayoutPane::recordActivated, this, [this] {
        m_shell.setInspectorVisible(true);
        m_panel->focusForm();
    });
    connect(pane, &LayoutPane::optionsChanged, this, [this, pane, kind] {
        m_paneOptions.insert(kind, pane->options());
        updateViewButton();
        emit viewStateChanged();
    });
    connect(pane, &LayoutPane::said, this, [this](const QString &text) { m_shell.status(text); });
    connect(pane, &LayoutPane::conditionRequested, this, [this](const FilterChip &chip) {
        m_filterBar->addCondition(chip);
    });
    connect(pane, &LayoutPane::filterRequested, this, [this](const QString &filter) {
        m_filterBar->setFilter(filter);
        filterChanged(m_filterBar->filter());
    });
    connect(pane, &LayoutPane::newRequested, this, [this](const JsonObject &values) {
        m_panel->showRecord(m_context.staging().insert(m_collection->id, values), nullptr);
        m_shell.setInspectorVisible(true);
        m_panel->focusForm();
    });
    connect(pane, &LayoutPane::fetched, this, [this](qint64 elapsedMs) {
        m_elapsedMs = elapsedMs;
        showLive();
    });
    connect(&m_context.staging(), &StagingEngine::changed, pane, [pane](const RecordKey &key) {
        if (pane->isVisible()) {
            pane->recordChanged(key);
        }
    });
    return pane;
}

void DataView::setLayoutKind(const QString &kind)
{
    if (kind == m_layoutKind) {
        return;
    }
    m_layoutKind = kind;
    m_layoutSwitch->setCurrentKey(kind);
    openPane();
    showState();
    updateActions();
    updateViewButton();
    emit viewStateChanged();
}

void DataView::openPane()
{
    LayoutPane *current = pane(m_layoutKind);
    if (current != nullptr && m_collection != nullptr && paneRefusal().isEmpty()) {
        current->open({m_collection, effectiveFilter(), m_sort});
    }
}

/// Board, calendar, map and chart add conditions of their own to the filter; the gallery shows the
/// rows of the table.
QString DataView::paneRefusal() const
{
    const QStringList kinds{u"board"_s, u"calendar"_s, u"map"_s, u"chart"_s};
    const QStringList ids
        = kinds.contains(m_layoutKind) ? IdSet::partsOf(effectiveFilter()) : QStringList();
    return ids.isEmpty() ? QString() : IdSet::problem(ids, IdSet::Use::OtherLayout);
}

void DataView::showPane()
{
    LayoutPane *current = pane(m_layoutKind);
    if (current != nullptr && m_pages->currentWidget() != current) {
        m_pages->setCurrentWidget(current);
    }
    showContent(State::Filled);
}

QString DataView::effectiveFilter() const
{
    return m_isRecordTab ? idFilter({m_target.record})
                         : FilterChips::combine(m_filter, quickCondition());
}

} // namespace socle::studio
