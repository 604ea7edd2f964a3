// What can be done in the data browser: one action behind every button, menu entry and key
// (studio.md 3.9).
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/CommitPlan.h"
#include "studio/domain/ConnectionContext.h"
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
#include "studio/views/data/MergeSheet.h"
#include "studio/views/data/RecordPanel.h"
#include "studio/views/data/ReviewSheet.h"
#include "studio/views/data/SortPopover.h"
#include "studio/views/data/StagedBar.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kDiscardAsksAbove = 20; // studio.md 4.3.9

bool mentions(const Json &value, std::string_view id)
{
    if (value.isString()) {
        return value.text() == id;
    }
    return std::any_of(value.array().begin(), value.array().end(), [id](const Json &item) {
        return mentions(item, id);
    });
}

/// The staged records of one collection, and new records elsewhere that they refer to.
std::vector<const StagedRecord *> withDependencies(const StagingEngine &staging,
                                                   const QString &collectionId)
{
    std::vector<const StagedRecord *> chosen = staging.records(collectionId);
    const std::vector<const StagedRecord *> all = staging.allRecords();
    for (std::size_t i = 0; i < chosen.size(); ++i) { // grows while it is walked
        for (const StagedRecord *other : all) {
            const bool isChosen = std::find(chosen.begin(), chosen.end(), other) != chosen.end();
            if (isChosen || other->kind != ChangeKind::Insert) {
                continue;
            }
            const std::string id = toUtf8(other->key.record);
            const auto &fields = chosen[i]->fields;
            if (std::any_of(fields.begin(), fields.end(), [&id](const StagedField &field) {
                    return mentions(field.value, id);
                })) {
                chosen.push_back(other);
            }
        }
    }
    return chosen;
}

} // namespace

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
    m_undoAction = addAction(u"undo"_s, tr("Undo"), u"undo"_s, u"Ctrl+Z"_s, [this] {
        m_context.staging().undoStack(m_collection->id)->undo();
    });
    m_redoAction = addAction(u"redo"_s, tr("Redo"), u"redo"_s, u"Ctrl+Shift+Z"_s, [this] {
        m_context.staging().undoStack(m_collection->id)->redo();
    });
    m_duplicateAction = addAction(u"duplicate"_s, tr("Duplicate records"), u"copy"_s, {}, [this] {
        const RecordKey key = m_commands->duplicateRows();
        if (!key.isEmpty()) {
            m_grid->setCurrentIndex(
                m_model->index(m_model->rowOf(key), std::max(0, m_grid->currentIndex().column())));
        }
    });
    m_deleteAction = addAction(
        u"delete"_s,
        tr("Delete records"),
        u"trash"_s,
        {},
        [this] { m_commands->deleteRows(); },
        true);
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
    addAction(u"sort"_s, tr("Sort"), u"sort"_s, {}, [this] { openSort(); });
    addAction(u"showRecord"_s, tr("Show record in the inspector"), u"panel-right"_s, {}, [this] {
        m_shell.setInspectorVisible(true);
        m_panel->focusForm();
    });
}

void DataView::updateActions()
{
    const bool isOpen = m_collection != nullptr;
    const bool isWritable = isOpen && !m_collection->isView() && !m_context.isLocked();
    const StagedCounts counts
        = isOpen ? m_context.staging().counts(m_collection->id) : StagedCounts();
    const bool isStaged = counts.total() > 0 && m_runner == nullptr;
    m_newAction->setEnabled(isWritable);
    m_newAction->setToolTip(isWritable                   ? tr("New record (Ctrl+N)")
                                : !isOpen                ? tr("New record")
                                : m_collection->isView() ? tr("Views are read only")
                                                         : tr("Writes are locked. Unlock to edit"));
    m_commitAction->setEnabled(isStaged && isWritable);
    m_reviewAction->setEnabled(isStaged);
    m_discardAction->setEnabled(isStaged);
    QUndoStack *undo = isOpen ? m_context.staging().undoStack(m_collection->id) : nullptr;
    m_undoAction->setEnabled(undo != nullptr && undo->canUndo() && m_runner == nullptr);
    m_redoAction->setEnabled(undo != nullptr && undo->canRedo() && m_runner == nullptr);
    m_undoAction->setText(undo != nullptr && !undo->undoText().isEmpty()
                              ? tr("Undo: %1").arg(undo->undoText())
                              : tr("Undo"));
    m_clearFilterAction->setEnabled(!m_filter.isEmpty());
    const bool hasTarget = isWritable && (m_grid != nullptr)
        && (m_grid->currentIndex().isValid() || !m_grid->marks().isEmpty());
    m_deleteAction->setEnabled(hasTarget);
    m_duplicateAction->setEnabled(hasTarget);
    const Capabilities &capabilities = m_context.capabilities();
    const bool canAsk = isOpen && capabilities.has(Capability::AiQuery);
    m_askAction->setEnabled(canAsk);
    if (m_filterBar != nullptr) {
        m_filterBar->setAskEnabled(canAsk, capabilities.reason(Capability::AiQuery));
        m_stagedBar->setCounts(counts);
    }
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

void DataView::openReview()
{
    if (m_collection == nullptr || m_context.staging().isEmpty()) {
        return;
    }
    auto *sheet = new ReviewSheet(m_context, m_collection->id, m_shell.window());
    connect(sheet, &ReviewSheet::commitRequested, this, [this] {
        runCommit(m_context.staging().allRecords());
    });
    m_shell.showSheet(sheet);
}

void DataView::commit()
{
    if (m_collection != nullptr) {
        runCommit(withDependencies(m_context.staging(), m_collection->id));
    }
}

void DataView::runCommit(const std::vector<const StagedRecord *> &records)
{
    if (m_runner != nullptr || m_context.isLocked()) {
        return;
    }
    m_shell.hideBanner(u"data.commit"_s);
    CommitPlan plan = CommitPlan::make(records, m_context.schema(), m_context.capabilities());
    if (plan.isEmpty()) {
        m_shell.status(plan.blocked.empty() ? tr("Nothing is ticked to be committed")
                                            : tr("Fix what is marked first; nothing was sent"));
        showFirstProblem();
        return;
    }
    m_runner = new CommitRunner(
        m_context.client(), m_context.staging(), m_context.schema(), std::move(plan), this);
    connect(m_runner, &CommitRunner::progress, this, [this](int done, int total) {
        m_stagedBar->setProgress(true, done, total);
    });
    connect(m_runner, &CommitRunner::finished, this, &DataView::commitFinished);
    m_stagedBar->setProgress(true);
    updateActions();
    m_runner->start();
}

void DataView::commitFinished(const CommitRunner::Summary &summary)
{
    m_runner = nullptr;
    m_stagedBar->setProgress(false);
    updateActions();
    showTotals();
    const int problems = summary.failed + summary.conflicts;
    const auto undo = [view = QPointer<DataView>(this)] {
        if (view != nullptr && view->m_undoAction->isEnabled()) {
            view->m_undoAction->trigger();
        }
    };
    if (summary.written > 0) {
        const QString done = summary.written == 1
            ? tr("Committed 1 change.")
            : tr("Committed %Ln changes.", nullptr, summary.written);
        m_shell.toast(problems > 0 ? Tone::Warning : Tone::Success,
                      problems == 0       ? done
                          : problems == 1 ? tr("%1 1 needs attention.").arg(done)
                                          : tr("%1 %2 need attention.").arg(done).arg(problems),
                      tr("Revert this commit"),
                      undo);
    }
    if (summary.error.failure != TransportFailure::None
        || (summary.written == 0 && problems == 0 && !summary.wasCancelled)) {
        m_shell.showBanner({u"data.commit"_s,
                            Tone::Danger,
                            tr("Nothing more was committed: %1. Your changes are still staged.")
                                .arg(summary.error.title()),
                            tr("Retry"),
                            [view = QPointer<DataView>(this)] {
                                if (view != nullptr) {
                                    view->commit();
                                }
                            },
                            true});
    } else if (problems > 0) {
        if (summary.written == 0) {
            m_shell.status(
                problems == 1 ? tr("Not committed: 1 record needs attention")
                              : tr("Not committed: %Ln records need attention", nullptr, problems));
        }
        showFirstProblem();
    }
}

void DataView::showFirstProblem()
{
    for (const StagedRecord *record : m_context.staging().records(m_collection->id)) {
        if (!record->hasError() && !record->hasConflict() && !record->isMissing) {
            continue;
        }
        int column = -1;
        for (auto it = record->fields.begin(); it != record->fields.end(); ++it) {
            if (!it->error.isEmpty() || it->hasConflict) {
                column = m_model->columnOf(it.key());
                break;
            }
        }
        const int row = m_model->rowOf(record->key);
        if (row >= 0) {
            m_grid->setCurrentIndex(m_model->index(row, std::max(0, column)));
            m_grid->setFocus();
        }
        return;
    }
}

void DataView::discard()
{
    const int count = m_context.staging().counts(m_collection->id).total();
    const auto run = [this] {
        m_context.staging().discard(m_collection->id);
        m_shell.toast(Tone::Neutral,
                      tr("Discarded the staged changes of %1.").arg(m_collection->name),
                      tr("Undo"),
                      [view = QPointer<DataView>(this)] {
                          if (view != nullptr) {
                              view->m_undoAction->trigger();
                          }
                      });
    };
    if (count <= kDiscardAsksAbove) {
        run();
        return;
    }
    auto *sheet = new Sheet(m_shell.window(), tr("Discard %Ln staged changes?", nullptr, count));
    sheet->setObjectName(u"data.discard"_s);
    sheet->setSubtitle(tr("Undo brings them back."));
    sheet->addStandardButtons(tr("Discard %Ln changes", nullptr, count), ButtonVariant::Danger)
        ->setObjectName(u"data.discard.accept"_s);
    connect(sheet, &Sheet::accepted, this, run);
    m_shell.showSheet(sheet);
}

void DataView::merge(const RecordKey &key)
{
    m_shell.showSheet(
        new MergeSheet(m_context.staging(), m_context.schema(), key, m_shell.window()));
}

void DataView::openColumns()
{
    if (m_collection == nullptr) {
        return;
    }
    auto *popover = new ColumnsPopover(m_collection, m_columns.names(), m_layout, this);
    connect(popover, &ColumnsPopover::layoutChanged, this, &DataView::setLayout);
    popover->showFor(m_columnsButton);
}

void DataView::findColumn()
{
    if (m_collection == nullptr) {
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.findColumn"_s);
    menu->setAccessibleName(tr("Find column"));
    for (const QString &name : m_layout.ordered(m_columns.names())) {
        QAction *action = menu->addAction(name);
        connect(action, &QAction::triggered, this, [this, name] {
            if (m_layout.hidden.contains(name)) {
                ColumnLayout layout = m_layout;
                layout.hidden.remove(name);
                setLayout(layout);
            }
            m_grid->revealColumn(m_model->columnOf(name));
        });
    }
    menu->popup(m_columnsButton->mapToGlobal(QPoint(0, m_columnsButton->height())));
}

void DataView::openSort()
{
    if (m_collection == nullptr) {
        return;
    }
    auto *popover = new SortPopover(m_collection, m_sort, this);
    connect(popover, &SortPopover::sortChanged, this, &DataView::setSort);
    popover->showFor(m_sortButton);
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
    if (const auto chip = m_commands->conditionOf(index, exclude)) {
        m_filterBar->addCondition(*chip);
    } else {
        m_shell.status(tr("This value cannot be a condition"));
    }
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
        m_shell.open(RecordRef{target->name, ids.first()});
        return;
    }
    showRecord(index.row());
    m_shell.setInspectorVisible(true);
}

void DataView::openHeaderMenu(int column, const QPoint &at)
{
    const QString name = m_model->fieldAt(column);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.header.menu"_s);
    menu->setAccessibleName(tr("Column %1").arg(name));
    connect(menu->addAction(tr("Sort ascending")), &QAction::triggered, this, [this, name] {
        setSort({name});
    });
    connect(menu->addAction(tr("Sort descending")), &QAction::triggered, this, [this, name] {
        setSort({QString(u'-' + name)});
    });
    connect(menu->addAction(tr("Filter by %1").arg(name)), &QAction::triggered, this, [this, name] {
        m_filterBar->openBuilder(name);
    });
    menu->addSeparator();
    const bool isPinned = m_layout.pinned.contains(name);
    connect(menu->addAction(isPinned ? tr("Unpin") : tr("Pin")),
            &QAction::triggered,
            this,
            [this, column, isPinned] { emit m_grid->pinRequested(column, !isPinned); });
    connect(menu->addAction(tr("Hide")), &QAction::triggered, this, [this, name] {
        ColumnLayout layout = m_layout;
        layout.hidden.insert(name);
        setLayout(layout);
    });
    connect(menu->addAction(tr("Fit width")), &QAction::triggered, this, [this, column] {
        m_grid->fitColumn(column);
    });
    menu->addSeparator();
    connect(menu->addAction(tr("Copy name")), &QAction::triggered, this, [this, name] {
        QGuiApplication::clipboard()->setText(name);
        m_shell.status(tr("Copied %1").arg(name));
    });
    menu->popup(at);
}

void DataView::openCellMenu(const QModelIndex &index, const QPoint &at)
{
    if (!index.isValid()) {
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.cell.menu"_s);
    menu->setAccessibleName(tr("Cell"));
    const QPersistentModelIndex cell(index);
    const auto add = [&](const QString &text, const QString &keys, auto run) {
        QAction *action = menu->addAction(text);
        action->setShortcut(
            QKeySequence(keys, QKeySequence::PortableText)); // shown, the grid has the key itself
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    const bool canEdit = m_model->flags(index) & Qt::ItemIsEditable && !m_grid->isReadOnly();
    add(tr("Edit"), u"F2"_s, [this, cell] { m_grid->editCell(cell); })->setEnabled(canEdit);
    const StagedField *staged
        = m_context.staging().find(m_model->keyAt(index.row()), m_model->fieldAt(index.column()));
    if (staged != nullptr) {
        const QString was = index.data(RecordRole::Was).toString();
        add(was.isEmpty() ? tr("Undo this edit") : tr("Back to %1").arg(was), {}, [this, cell] {
            m_context.staging().revertField(m_model->keyAt(cell.row()),
                                            m_model->fieldAt(cell.column()));
        });
    }
    add(tr("Copy"), u"Ctrl+C"_s, [this] {
        QGuiApplication::clipboard()->setText(m_grid->selectionAsTsv());
        m_shell.status(tr("Copied"));
    });
    add(tr("Paste"), u"Ctrl+V"_s, [this, cell] {
        m_commands->paste(cell, QGuiApplication::clipboard()->text());
    })->setEnabled(canEdit);
    menu->addSeparator();
    add(tr("Filter by this value"), u"Alt+F"_s, [this, cell] { filterByCell(cell, false); });
    add(tr("Exclude this value"), u"Alt+Shift+F"_s, [this, cell] { filterByCell(cell, true); });
    menu->addSeparator();
    add(tr("Show record"), u"Alt+Return"_s, [this] { m_shell.setInspectorVisible(true); });
    add(tr("Duplicate"), u"Ctrl+Shift+D"_s, [this] {
        m_duplicateAction->trigger();
    })->setEnabled(m_duplicateAction->isEnabled());
    const StagedRecord *record = m_context.staging().find(m_model->keyAt(index.row()));
    const bool isDeleted = record != nullptr && record->kind == ChangeKind::Delete;
    add(isDeleted ? tr("Keep record") : tr("Delete"), u"Ctrl+Del"_s, [this] {
        m_deleteAction->trigger();
    })->setEnabled(m_deleteAction->isEnabled());
    menu->popup(at);
}

} // namespace socle::studio
