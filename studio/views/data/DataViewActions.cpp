// What can be done in the data browser: one action behind every button, menu entry and key
// (studio.md 3.9).
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/CommitPlan.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/InstantEdits.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Sheet.h"
#include "studio/shell/Actions.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/AskPopover.h"
#include "studio/views/data/ColumnsPopover.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/LinkHover.h"
#include "studio/views/data/MergeSheet.h"
#include "studio/views/data/RecordPanel.h"
#include "studio/views/data/ReviewSheet.h"
#include "studio/views/data/SortPopover.h"
#include "studio/views/data/StagedBar.h"

#include <QAction>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QMenu>
#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace socle::studio {

QAction *DataView::addAction(const QString &verb,
                             const QString &text,
                             const QString &icon,
                             const QString &keys,
                             std::function<void()> run,
                             bool destructive)
{
    QAction *action
        = Actions::make({.id = u"act.data."_s + verb,
                         .text = text,
                         .icon = icon,
                         .keys = QKeySequence::listFromString(keys, QKeySequence::PortableText),
                         .subject = tr("Data"),
                         .help = {},
                         .destructive = destructive},
                        this,
                        std::move(run));
    m_actions.append(action);
    return action;
}

void DataView::makeActions()
{
    // Ctrl+N, Ctrl+S and Ctrl+F belong to the window, which asks the view.
    m_newAction = addAction(u"new"_s, tr("New record"), u"plus"_s, {}, [this] { newRecord(); });
    m_commitAction
        = addAction(u"commit"_s, tr("Commit changes"), u"check"_s, {}, [this] { commit(); });
    m_reviewAction = addAction(
        u"review"_s, tr("Review changes"), u"diff"_s, u"Ctrl+Shift+S"_s, [this] { openReview(); });
    m_discardAction = addAction(
        u"discard"_s, tr("Discard changes"), u"undo"_s, {}, [this] { discard(); }, true);
    m_undoAction
        = addAction(u"undo"_s, tr("Undo"), u"undo"_s, u"Ctrl+Z"_s, [this] { walkUndo(false); });
    m_redoAction = addAction(
        u"redo"_s, tr("Redo"), u"redo"_s, u"Ctrl+Shift+Z"_s, [this] { walkUndo(true); });
    m_instantAction = addAction(u"instant"_s, tr("Save each cell at once"), u"zap"_s, {}, [this] {
        setInstant(m_instantAction->isChecked());
    });
    m_instantAction->setCheckable(true);
    m_duplicateAction = addAction(u"duplicate"_s, tr("Duplicate records"), u"copy"_s, {}, [this] {
        whenWhole(m_commands->targetRows(), [this] {
            const RecordKey key = m_commands->duplicateRows();
            if (!key.isEmpty()) {
                m_grid->setCurrentIndex(m_model->index(
                    m_model->rowOf(key), std::max(0, m_grid->currentIndex().column())));
            }
        });
    });
    m_deleteAction = addAction(
        u"delete"_s, tr("Delete records"), u"trash"_s, {}, [this] { deleteRecords(); }, true);
    m_bulkAction = addAction(
        u"bulk"_s, tr("Edit records together"), u"sliders"_s, u"Ctrl+Shift+E"_s, [this] {
            openBulk();
        });
    m_compareAction
        = addAction(u"compare"_s, tr("Compare records side by side"), u"columns"_s, {}, [this] {
              compareRecords();
          });
    m_changesAction
        = addAction(u"changes"_s, tr("Changes of this collection"), u"history"_s, {}, [this] {
              m_shell.open(ViewTarget{u"changes"_s, m_collection->name, {}, {}}, OpenMode::Lasting);
          });
    m_exportAction
        = addAction(u"export"_s, tr("Export records"), u"download"_s, {}, [this] { openExport(); });
    m_importAction = addAction(u"import"_s, tr("Import records"), u"upload"_s, {}, [this] {
        m_shell.open(ViewTarget{u"import"_s, m_collection->name, {}, {}}, OpenMode::Lasting);
    });
    addAction(u"copyAs"_s, tr("Copy as"), u"copy"_s, {}, [this] { openCopyAs(); });
    addAction(u"copyLink"_s, tr("Copy link to this view"), u"link"_s, {}, [this] { copyLink(); });
    addAction(u"saveView"_s, tr("Save as a view"), u"bookmark"_s, {}, [this] { saveViewAs(); });
    addAction(u"fillSeries"_s, tr("Fill series down"), u"arrow-down"_s, {}, [this] {
        m_commands->fillSeries(m_grid->selectionModel()->selection());
    });
    const auto layoutAction
        = [this](const QString &kind, const QString &text, const QString &icon) {
              addAction(u"layout."_s + kind, text, icon, {}, [this, kind] { setLayoutKind(kind); });
          };
    layoutAction(u"table"_s, tr("Show as table"), u"table"_s);
    layoutAction(u"board"_s, tr("Show as board"), u"kanban"_s);
    layoutAction(u"calendar"_s, tr("Show as calendar"), u"calendar-days"_s);
    layoutAction(u"gallery"_s, tr("Show as gallery"), u"images"_s);
    layoutAction(u"map"_s, tr("Show on a map"), u"map"_s);
    layoutAction(u"chart"_s, tr("Show as chart"), u"chart"_s);
    addAction(u"filter"_s, tr("Add a filter condition"), u"filter"_s, {}, [this] {
        m_filterBar->openBuilder();
    });
    addAction(u"filterText"_s, tr("Filter as text"), u"code"_s, u"Ctrl+Alt+F"_s, [this] {
        if (m_filterBar->isTextShown()) {
            m_filterBar->showText(false);
        } else {
            m_filterBar->focusText();
        }
    });
    m_clearFilterAction = addAction(
        u"clearFilter"_s, tr("Clear filter"), u"x"_s, {}, [this] { m_filterBar->clear(); });
    m_askAction
        = addAction(u"ask"_s, tr("Ask in words"), u"sparkles"_s, {}, [this] { askInWords(); });
    addAction(u"columns"_s, tr("Columns"), u"columns"_s, {}, [this] { openColumns(); });
    addAction(u"findColumn"_s, tr("Find column"), u"search"_s, {}, [this] { findColumn(); });
    addAction(u"columnMenu"_s, tr("Menu of this column"), u"columns"_s, u"Alt+M"_s, [this] {
        openColumnMenu();
    });
    addAction(u"sort"_s, tr("Sort"), u"sort"_s, {}, [this] { openSort(); });
    addAction(u"showRecord"_s, tr("Show record in the inspector"), u"panel-right"_s, {}, [this] {
        m_shell.setInspectorVisible(true);
        m_panel->focusForm();
    });
}

void DataView::updateActions()
{
    const bool isOpen = m_collection != nullptr;
    const bool isWritable = !isReadOnly();
    const StagedCounts counts
        = isOpen ? m_context.staging().counts(m_collection->id) : StagedCounts();
    const bool isStaged = counts.total() > 0 && m_runner == nullptr;
    m_newAction->setEnabled(isWritable);
    m_newAction->setToolTip(isWritable    ? tr("New record (Ctrl+N)")
                                : !isOpen ? tr("New record")
                                          : readOnlyReason());
    // What cannot be done says why in one line; what can is called by its name.
    const auto allow = [](QAction *action, bool isPossible, const QString &why) {
        action->setEnabled(isPossible);
        action->setToolTip(isPossible ? QString() : why);
    };
    const QString nothing = tr("Nothing is staged");
    allow(m_commitAction, isStaged && isWritable, isStaged ? readOnlyReason() : nothing);
    allow(m_reviewAction, isStaged, nothing);
    allow(m_discardAction, isStaged, nothing);
    QUndoStack *undo = isOpen ? m_context.staging().undoStack(m_collection->id) : nullptr;
    allow(m_undoAction,
          undo != nullptr && undo->canUndo() && m_runner == nullptr,
          tr("There is nothing to undo"));
    allow(m_redoAction,
          undo != nullptr && undo->canRedo() && m_runner == nullptr,
          tr("There is nothing to redo"));
    m_undoAction->setText(undo != nullptr && !undo->undoText().isEmpty()
                              ? tr("Undo: %1").arg(undo->undoText())
                              : tr("Undo"));
    InstantEdits &instant = m_context.instantEdits();
    m_instantAction->setEnabled(isOpen && instant.isPossible());
    m_instantAction->setToolTip(
        instant.isPossible() ? tr("Each accepted cell is saved at once; undo sends the inverse")
                             : tr("Only on local and development servers"));
    m_instantAction->setChecked(instant.isOn());
    allow(m_clearFilterAction, !m_filter.isEmpty(), tr("There is no filter"));
    const bool hasTarget = isWritable && (m_grid != nullptr)
        && (m_grid->currentIndex().isValid() || !m_grid->marks().isEmpty());
    const QString choose = tr("Choose a record first");
    for (QAction *action : {m_deleteAction, m_duplicateAction, m_bulkAction}) {
        allow(action, hasTarget, isWritable ? choose : readOnlyReason());
    }
    allow(m_compareAction, isOpen && m_grid != nullptr && m_grid->currentIndex().isValid(), choose);
    allow(
        m_changesAction, isOpen && !m_collection->isView(), tr("A view has no changes of its own"));
    m_exportAction->setEnabled(isOpen);
    allow(m_importAction, isWritable, readOnlyReason());
    const Capabilities &capabilities = m_context.capabilities();
    const bool canAsk = isOpen && capabilities.has(Capability::AiQuery);
    allow(m_askAction, canAsk, capabilities.reason(Capability::AiQuery));
    if (m_filterBar != nullptr) {
        m_filterBar->setAskEnabled(canAsk, capabilities.reason(Capability::AiQuery));
        // In instant mode only what could not be saved is worth a bar.
        m_stagedBar->setCounts(instant.isOn() && instant.isBusy() ? StagedCounts() : counts);
    }
    updateRecordActions();
    setMark(counts.invalid + counts.conflicts > 0 ? Mark::Failed
                : counts.total() > 0              ? Mark::Unsaved
                                                  : Mark::None);
}

void DataView::newRecord()
{
    const RecordKey key = m_context.staging().insert(m_collection->id);
    const int row = m_model->rowOf(key);
    if (row >= 0) {
        const int label = m_model->columnOf(m_collection->labelField());
        m_grid->setCurrentIndex(m_model->index(row, std::max(0, label)));
    }
    m_panel->showRecord(key, nullptr);
    m_shell.setInspectorVisible(true);
    m_panel->focusForm();
}

void DataView::askInWords()
{
    if (m_collection == nullptr || !m_askAction->isEnabled()) {
        return;
    }
    auto *popover = new AskPopover(m_context.client(), m_collection, this);
    connect(popover,
            &AskPopover::applied,
            this,
            [this](const QString &filter, const QStringList &sort) {
                m_filterBar->setFilter(filter);
                filterChanged(m_filterBar->filter());
                if (!sort.isEmpty()) {
                    setSort(sort);
                }
            });
    connect(popover, &AskPopover::editRequested, this, [this](const QString &filter) {
        m_filterBar->setFilter(filter);
        filterChanged(m_filterBar->filter());
        m_filterBar->focusText();
    });
    popover->showFor(m_filterBar->askButton());
    popover->focusText();
}

void DataView::filterByCell(const QModelIndex &index, bool exclude)
{
    prepareCells(QItemSelection(index, index),
                 [this, cell = QPersistentModelIndex(index), exclude](bool isHere) {
                     if (const auto chip = m_commands->conditionOf(cell, exclude)) {
                         m_filterBar->addCondition(*chip);
                     } else if (isHere) {
                         m_shell.status(tr("This value cannot be a condition"));
                     }
                 });
}

void DataView::follow(const QModelIndex &index)
{
    const fields::Field *field = m_collection == nullptr || !index.isValid()
        ? nullptr
        : m_collection->field(m_model->fieldAt(index.column()));
    if (field == nullptr) {
        return;
    }
    const QStringList ids = index.data(RecordRole::RawValue).toStringList();
    const CollectionPtr target = m_context.schema().find(CollectionSchema::relationTarget(*field));
    if (target != nullptr && !ids.isEmpty() && !ids.first().isEmpty()) {
        jump(target->id, ids.first());
        return;
    }
    if (const QUrl address = linkOf(index); !address.isEmpty()) {
        QDesktopServices::openUrl(address);
        return;
    }
    showRecord(index.row());
    m_shell.setInspectorVisible(true);
}

} // namespace socle::studio
