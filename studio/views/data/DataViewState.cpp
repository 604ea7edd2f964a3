// What the state of model and stage looks like: pages, footer, selection, the record in the
// inspector.
#include "studio/api/OnResult.h"
#include "studio/api/RealtimeClient.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/IdSet.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/TabOrder.h"
#include "studio/shell/ErrorPage.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataFooter.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/RecordPanel.h"
#include "studio/views/data/StagedBar.h"
#include "studio/views/data/layouts/LayoutPane.h"

#include <QAction>
#include <QScrollBar>
#include <QStackedLayout>
#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace socle::studio {

void DataView::modelStateChanged()
{
    const PagedRecordModel::State state = m_model->state();
    setBusy(state == PagedRecordModel::State::Loading && m_model->rowCount() > 0);
    if (state == PagedRecordModel::State::Ready) {
        m_lastGoodFilter = m_filter;
        m_filterBar->setProblem(m_refusal);
    } else if (state == PagedRecordModel::State::Failed && m_model->error().status == 400
               && m_filter != m_lastGoodFilter) {
        // The server refuses this filter: the last good one stays applied, its text stays to be
        // corrected.
        m_refusal = tr("This filter is not valid: %1 The last valid filter stays applied.")
                        .arg(m_model->error().message);
        m_filterBar->setProblem(m_refusal);
        m_filter = m_lastGoodFilter;
        openQuery();
        return;
    }
    showState();
}

void DataView::showState()
{
    if (m_collection == nullptr) {
        return;
    }
    const bool hasRows = m_model->rowCount() > 0;
    const PagedRecordModel::State state = m_model->state();
    if (m_isRecordTab && hasRows) {
        m_pages->setCurrentWidget(m_panel);
        showContent(State::Filled);
    } else if (const QString refusal = paneRefusal(); !refusal.isEmpty() && !m_isRecordTab) {
        showErrorPage(IdSet::refusal(refusal));
    } else if (m_layoutKind != u"table"_s && !m_isRecordTab) {
        showPane();
    } else if (hasRows) {
        m_pages->setCurrentWidget(m_tablePage);
        showContent(state == PagedRecordModel::State::Failed ? State::Partial : State::Filled);
    } else if (state == PagedRecordModel::State::Failed) {
        showErrorPage(m_model->error());
    } else if (state == PagedRecordModel::State::Ready) {
        showEmptyPage();
    } else if (m_isSignedOut) {
        // Nothing is under way: the request waits for whoever signs in.
        m_empty->setError(false);
        m_empty->clearActions();
        m_empty->setContent(u"lock"_s,
                            tr("Signed out"),
                            tr("The records appear here as soon as you have signed in again."));
        showMessage(State::Empty);
    } else {
        m_pages->setCurrentWidget(m_loading);
        showContent(State::Loading);
    }
    showTotals();
    showLive();
}

void DataView::showEmptyPage()
{
    const int conditions = m_filterBar->conditionCount();
    m_empty->setError(false);
    m_empty->clearActions();
    const auto add = [this](QAction *action) {
        Button *button = m_empty->addAction(action->text(), action->data().toString());
        button->bindAction(action);
        button->setObjectName(u"data.empty."_s + action->objectName().section(u'.', -1));
    };
    if (!m_filter.isEmpty()) {
        m_empty->setContent(u"filter"_s,
                            conditions == 1
                                ? tr("No record matches this condition")
                                : tr("No record matches these %Ln conditions", nullptr, conditions),
                            tr("The collection has records, but none fits the filter."));
        add(m_clearFilterAction);
    } else if (m_collection->isView()) {
        m_empty->setContent(u"view"_s,
                            tr("%1 is a view").arg(m_collection->name),
                            tr("Its query returns no rows yet."));
    } else {
        m_empty->setContent(u"table"_s,
                            tr("%1 has no records").arg(m_collection->name),
                            tr("Records appear here as soon as you or your app create them."));
        add(m_newAction);
        // Who starts with nothing often has a file.
        Button *import = m_empty->addAction(tr("Import data"), u"upload"_s);
        import->setObjectName(u"data.empty.import"_s);
        import->setEnabled(m_newAction->isEnabled());
        connect(import, &Button::clicked, this, [this] {
            m_shell.open(ViewTarget{u"import"_s, m_collection->name, {}, {}}, OpenMode::Lasting);
        });
    }
    showMessage(State::Empty);
}

/// Where the keyboard was in the table, what the page offers gets it: the table is hidden now.
void DataView::showMessage(State state)
{
    const bool hadKeyboard = window()->focusWidget() == m_grid;
    m_pages->setCurrentWidget(m_emptyPage);
    showContent(state);
    if (hadKeyboard) {
        const QWidgetList offered = tabStops(*m_emptyPage);
        QWidget *next = offered.isEmpty() ? this : offered.constFirst();
        next->setFocus(Qt::OtherFocusReason);
    }
}

void DataView::showErrorPage(const ApiError &error)
{
    fillErrorPage(
        *m_empty, u"data"_s, ErrorText::of(error), [this] { openQuery(); }, this);
    if (!m_filter.isEmpty()) {
        Button *clear = m_empty->addAction(m_clearFilterAction->text());
        clear->setObjectName(u"data.error.clearFilter"_s);
        connect(clear, &Button::clicked, m_clearFilterAction, &QAction::trigger);
    }
    showMessage(State::Error);
}

void DataView::countAll()
{
    m_allRecords = -1;
    if (effectiveFilter().isEmpty() || m_collection == nullptr) {
        return;
    }
    onResult(RecordsEndpoint(m_context.client())
                 .count(m_collection->name, {}, u"data.count."_s + m_collection->id),
             this,
             [this](const Result<qint64> &count) {
                 if (count) {
                     m_allRecords = *count;
                     showTotals();
                 }
             });
}

void DataView::showTotals()
{
    DataFooter::Totals totals;
    totals.isFiltered = !effectiveFilter().isEmpty();
    totals.records = totals.isFiltered ? m_allRecords : m_model->total();
    totals.matching = totals.isFiltered ? m_model->total() : -1;
    totals.loaded = m_model->rowCount() - m_model->insertedCount();
    if (m_model->isGrouped()) {
        totals.loaded = 0;
        totals.groups = m_model->groupCount();
        totals.groupTotal = m_model->groupTotal();
    }
    m_footer->setTotals(totals);
    const qint64 total = m_model->total();
    const bool isWindowed = total > PagedRecordModel::kMaxRows && !m_model->isGrouped();
    m_footer->setWindow(m_model->window(),
                        isWindowed ? std::min(total, m_model->window() + PagedRecordModel::kMaxRows)
                                   : 0,
                        total);
}

void DataView::showLive()
{
    const bool isLive
        = m_context.realtime().state() == RealtimeClient::State::Live && !m_topic.isEmpty();
    m_footer->setLive(isLive,
                      !isLive        ? tr("Not live")
                          : m_isBusy ? tr("Busy", "many live changes")
                                     : tr("Live"),
                      m_elapsedMs,
                      m_model->fetchedAt());
}

void DataView::lockChanged()
{
    if (m_collection == nullptr) {
        return;
    }
    const bool isReadOnly = DataView::isReadOnly();
    showNotice();
    m_grid->setReadOnly(isReadOnly);
    m_panel->setReadOnly(isReadOnly);
    for (LayoutPane *pane : std::as_const(m_panes)) {
        pane->setReadOnly(isReadOnly);
    }
    updateActions();
}

void DataView::reportVisible()
{
    const int rows = m_model->rowCount();
    if (rows == 0) {
        return;
    }
    const int first = std::max(0, m_grid->rowAt(0));
    const int bottom = m_grid->rowAt(m_grid->viewport()->height() - 1);
    m_model->setVisibleRange(
        first, bottom < 0 ? rows - 1 : bottom, m_grid->verticalScrollBar()->isSliderDown());
}

void DataView::selectionMoved()
{
    if (m_selectWhenThere.isEmpty() || m_collection == nullptr
        || m_model->state() != PagedRecordModel::State::Ready) {
        return;
    }
    const QString id = std::exchange(m_selectWhenThere, {});
    const RecordKey key{m_collection->id, id};
    const int row = m_model->rowOf(key);
    if (row >= 0) {
        const int wanted = m_model->columnOf(std::exchange(m_selectColumn, {}));
        const int column = wanted >= 0 ? wanted : std::max(0, m_grid->currentIndex().column());
        m_grid->setCurrentIndex(m_model->index(row, column));
        return;
    }
    // Not among the loaded rows: the inspector shows it all the same.
    onResult(RecordsEndpoint(m_context.client()).view(m_collection->name, id),
             this,
             [this, key](const Result<Record> &record) {
                 if (record) {
                     m_panel->showRecord(key, &*record);
                 }
             });
}

void DataView::setInspectorPinned(bool isPinned)
{
    m_isPanelPinned = isPinned;
    if (!isPinned) {
        showRecord(m_grid->currentIndex().row());
    }
}

QWidget *DataView::makeSecondPanel()
{
    if (m_collection == nullptr || m_panel->key().isEmpty()) {
        return nullptr;
    }
    auto *second = new RecordPanel(m_context, m_shell);
    second->setDecimals([model = QPointer(m_model)](const QString &field) {
        return model == nullptr ? -1 : model->decimalsOf(field);
    });
    second->setCollection(m_collection);
    second->setReadOnly(isReadOnly());
    connect(second, &RecordPanel::mergeRequested, this, &DataView::merge);
    second->showRecord(m_panel->key(), m_panel->record());
    second->setWindowTitle(second->title());
    return second;
}

void DataView::noteRestored()
{
    // Staged, but with no step to undo: it was staged by an earlier run.
    const int count = m_context.staging().counts(m_collection->id).total();
    if (m_wasRestored || count == 0
        || m_context.staging().undoStack(m_collection->id)->count() > 0) {
        return;
    }
    m_wasRestored = true;
    m_shell.showBanner({u"restored"_s,
                        Tone::Info,
                        count == 1
                            ? tr("1 staged change of %1 was restored.").arg(m_collection->name)
                            : tr("%Ln staged changes of %1 were restored.", nullptr, count)
                                  .arg(m_collection->name),
                        tr("Review diff"),
                        [view = QPointer<DataView>(this)] {
                            if (view != nullptr) {
                                view->openReview();
                            }
                        },
                        true});
}

} // namespace socle::studio
