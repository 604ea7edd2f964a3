// From the stage to the server: review, commit, what came of it, discard, merge (studio.md 4.3.9).
#include "studio/api/Text.h"
#include "studio/domain/CommitPlan.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/InstantEdits.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/FileTiles.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Sheet.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/MergeSheet.h"
#include "studio/views/data/RecordPanel.h"
#include "studio/views/data/ReviewSheet.h"
#include "studio/views/data/StagedBar.h"

#include <QAction>
#include <QApplication>
#include <QLocale>
#include <QTimer>

#include <utility>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kDiscardAsksAbove = 20; // studio.md 4.3.9
constexpr int kDiscardKeptMs = 10 * 60 * 1000;
constexpr int kStagingAsksAbove = 100; // studio.md 3.18

void collectTexts(const Json &value, QSet<QString> &texts)
{
    if (value.isString()) {
        texts.insert(toQString(value.text()));
    }
    for (const Json &item : value.array()) {
        collectTexts(item, texts);
    }
}

/// The staged records of one collection, and new records elsewhere that they refer to.
std::vector<const StagedRecord *> withDependencies(const StagingEngine &staging,
                                                   const QString &collectionId)
{
    std::vector<const StagedRecord *> chosen = staging.records(collectionId);
    QHash<QString, const StagedRecord *> fresh; // new records of other collections, not chosen yet
    for (const StagedRecord *other : staging.allRecords()) {
        if (other->kind == ChangeKind::Insert && other->key.collection != collectionId) {
            fresh.insert(other->key.record, other);
        }
    }
    for (std::size_t i = 0; i < chosen.size() && !fresh.isEmpty(); ++i) { // grows meanwhile
        QSet<QString> texts;
        for (const StagedField &field : chosen[i]->fields) {
            collectTexts(field.value, texts);
        }
        for (const QString &text : std::as_const(texts)) {
            if (const StagedRecord *needed = fresh.take(text)) {
                chosen.push_back(needed);
            }
        }
    }
    return chosen;
}

} // namespace

void DataView::openReview()
{
    if (m_collection == nullptr || m_context.staging().isEmpty()) {
        return;
    }
    auto *sheet = new ReviewSheet(m_context, m_collection->id, m_shell.window());
    connect(sheet, &ReviewSheet::commitRequested, this, [this] {
        runCommit(m_context.staging().allRecords());
    });
    connect(sheet, &ReviewSheet::editRequested, this, &DataView::editStaged);
    m_shell.showSheet(sheet);
}

void DataView::editStaged(const RecordKey &key, const QString &field)
{
    const CollectionPtr collection = m_context.schema().find(key.collection);
    if (collection == nullptr || collection->id != m_collection->id) {
        m_shell.open(RecordRef{key.collection, key.record});
        return;
    }
    const int row = m_model->rowOf(key);
    if (row >= 0) {
        m_grid->setCurrentIndex(m_model->index(row, std::max(0, m_model->columnOf(field))));
    }
    const StagedRecord *staged = m_context.staging().find(key);
    if (row < 0 && staged != nullptr) { // not among the loaded rows
        if (staged->kind == ChangeKind::Insert) {
            m_panel->showRecord(key, nullptr);
        } else if (staged->isBasePartial) { // of the form nothing may be missing
            m_selectWhenThere = key.record;
            m_selectColumn = field;
            selectionMoved();
        } else {
            const Record record{key.record, staged->base, staged->etag};
            m_panel->showRecord(key, &record);
        }
    }
    m_shell.setInspectorVisible(true);
    m_panel->focusForm();
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
    m_context.staging().recheckFiles();
    CommitPlan plan = CommitPlan::make(records, m_context.schema(), m_context.capabilities());
    if (plan.isEmpty()) {
        m_shell.status(plan.blocked.empty() ? tr("Nothing is ticked to be committed")
                                            : tr("Fix what is marked first; nothing was sent"));
        showFirstProblem();
        mergeNext(); // a conflict may be known before anything is sent
        return;
    }
    const int steps = plan.stepCount();
    if (m_context.profile().environment != Environment::Staging || steps <= kStagingAsksAbove) {
        startCommit(std::move(plan));
        return;
    }
    auto *sheet = new Sheet(
        m_shell.window(),
        tr("Commit %1 changes to %2?").arg(QLocale().toString(steps), m_context.profile().name));
    sheet->setObjectName(u"data.commit.ask"_s);
    sheet->setSubtitle(tr("This is a staging server; other people may be working on it."));
    sheet->addStandardButtons(tr("Commit %1 changes").arg(QLocale().toString(steps)))
        ->setObjectName(u"data.commit.ask.accept"_s);
    connect(sheet, &Sheet::accepted, this, [this, plan] { startCommit(plan); });
    m_shell.showSheet(sheet);
}

void DataView::startCommit(CommitPlan plan)
{
    if (m_runner != nullptr) {
        return;
    }
    m_focusBeforeCommit = QApplication::focusWidget();
    m_fieldBeforeCommit = m_panel != nullptr ? m_panel->focusedField() : QString();
    m_runner = new CommitRunner(
        m_context.client(), m_context.staging(), m_context.schema(), std::move(plan), this);
    connect(m_runner, &CommitRunner::progress, this, [this](int done, int total) {
        m_stagedBar->setProgress(true, done, total);
    });
    connect(m_runner,
            &CommitRunner::uploading,
            this,
            [this](const QString &path, const QString &name, double share) {
                m_stagedBar->setUpload(name, share);
                if (m_panel != nullptr) {
                    for (FileTiles *tiles : m_panel->findChildren<FileTiles *>()) {
                        tiles->setUpload(path, share);
                    }
                }
            });
    connect(m_runner, &CommitRunner::finished, this, &DataView::commitFinished);
    m_stagedBar->setProgress(true);
    updateActions();
    m_runner->start();
}

/// The button that was pressed is gone or asleep now; whoever types in a form goes on there.
void DataView::focusAfterCommit()
{
    if (const QString field = std::exchange(m_fieldBeforeCommit, {}); !field.isEmpty()) {
        // The form was built anew where the record got its id, and a button of it may have slept.
        if (m_panel != nullptr && m_panel->isVisible() && m_panel->focusedField().isEmpty()) {
            m_panel->focusField(field);
        }
        if (m_panel != nullptr && !m_panel->focusedField().isEmpty()) {
            return;
        }
    }
    const QWidget *before = m_focusBeforeCommit;
    const QWidget *now = QApplication::focusWidget();
    const bool isTyping = before != nullptr && now == before && before->isVisible()
        && (before->inherits("QLineEdit") || before->inherits("QPlainTextEdit"));
    // Ctrl+F while the last answers came: the filter is typed already.
    const bool isFiltering
        = now != nullptr && m_filterBar->isAncestorOf(now) && now->inherits("QPlainTextEdit");
    if (m_isActive && !isTyping && !isFiltering && m_shell.window()->isVisible()
        && m_grid->isVisibleTo(window())) {
        m_grid->setFocus(Qt::OtherFocusReason);
    }
}

void DataView::commitFinished(const CommitRunner::Summary &summary)
{
    m_runner = nullptr;
    m_stagedBar->setProgress(false);
    if (m_panel != nullptr) {
        for (FileTiles *tiles : m_panel->findChildren<FileTiles *>()) {
            tiles->setUpload({}, -1); // what was refused stays, and goes again
        }
    }
    updateActions();
    showTotals();
    focusAfterCommit();
    const int problems = summary.failed + summary.conflicts;
    const auto revert
        = [view = QPointer<DataView>(this), commit = m_context.staging().lastCommit()] {
              if (view != nullptr) {
                  view->revertCommit(commit);
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
                      revert);
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
    if (summary.conflicts > 0) {
        mergeNext();
    }
}

/// Nothing is sent: what the commit wrote is staged as it was before, for review.
void DataView::revertCommit(qint64 commit)
{
    const int count = m_context.staging().revertCommit(commit);
    if (count == 0) {
        m_shell.status(tr("This commit is too long ago to be taken back as a whole"));
        return;
    }
    m_shell.status(count == 1
                       ? tr("1 record is staged as it was before; review and commit it")
                       : tr("%Ln records are staged as they were before; review and commit them",
                            nullptr,
                            count));
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
        StagingEngine &staging = m_context.staging();
        // Kept for the toast and the bell, whatever is staged or undone meanwhile.
        const auto discarded = std::make_shared<std::vector<StagedRecord>>();
        for (const StagedRecord *record : staging.records(m_collection->id)) {
            discarded->push_back(*record);
        }
        QTimer::singleShot(kDiscardKeptMs, this, [discarded] { discarded->clear(); });
        m_focusBeforeCommit = QApplication::focusWidget();
        m_fieldBeforeCommit = m_panel != nullptr ? m_panel->focusedField() : QString();
        staging.discard(m_collection->id);
        focusAfterCommit(); // the bar with its button has gone
        m_shell.toast(Tone::Neutral,
                      tr("Discarded the staged changes of %1.").arg(m_collection->name),
                      tr("Undo"),
                      [view = QPointer<DataView>(this), discarded] {
                          if (view == nullptr) {
                              return;
                          }
                          const bool isTooLate = discarded->empty();
                          view->m_context.staging().bringBack(std::exchange(*discarded, {}),
                                                              tr("Bring back discarded changes"));
                          view->m_shell.status(isTooLate ? tr("Discarded more than 10 minutes ago")
                                                         : tr("The discarded changes are back"));
                      });
    };
    if (count <= kDiscardAsksAbove) {
        run();
        return;
    }
    auto *sheet = new Sheet(m_shell.window(), tr("Discard %Ln staged changes?", nullptr, count));
    sheet->setObjectName(u"data.discard"_s);
    sheet->setSubtitle(tr("Undo brings them back for 10 minutes."));
    sheet->addStandardButtons(tr("Discard %Ln changes", nullptr, count), ButtonVariant::Danger)
        ->setObjectName(u"data.discard.accept"_s);
    connect(sheet, &Sheet::accepted, this, run);
    m_shell.showSheet(sheet);
}

void DataView::merge(const RecordKey &key)
{
    auto *sheet = new MergeSheet(m_context, key, m_shell.window());
    connect(sheet, &Sheet::accepted, this, &DataView::mergeNext, Qt::QueuedConnection);
    m_shell.showSheet(sheet);
}

/// One sheet after the other, until nothing is in conflict or the user turns away.
void DataView::mergeNext()
{
    for (const StagedRecord *record : m_context.staging().records(m_collection->id)) {
        if (record->hasConflict() && !record->isMissing) {
            merge(record->key);
            return;
        }
    }
}

// Instant mode
// -------------------------------------------------------------------------------------------------

void DataView::walkUndo(bool isForward)
{
    InstantEdits &instant = m_context.instantEdits();
    if (instant.isOn() && isForward) {
        instant.redo(m_collection->id);
    } else if (instant.isOn()) {
        instant.undo(m_collection->id);
    } else if (isForward) {
        m_context.staging().redo(m_collection->id);
    } else {
        m_context.staging().undo(m_collection->id);
    }
}

void DataView::setInstant(bool isInstant)
{
    m_context.setEditMode(isInstant ? EditMode::Instant : EditMode::Staged);
    updateActions();
    m_shell.status(isInstant ? tr("Each accepted cell is saved at once")
                             : tr("Edits are staged until you commit"));
}

void DataView::instantFinished(const CommitRunner::Summary &summary)
{
    updateActions();
    if (m_collection == nullptr || !m_isActive) {
        return;
    }
    if (summary.error.failure != TransportFailure::None) {
        m_shell.status(tr("Not saved: %1. The change stays staged.").arg(summary.error.title()));
    } else if (summary.conflicts > 0) {
        mergeNext();
    } else if (summary.failed > 0) {
        m_shell.status(tr("Not saved: the server refused it. The change stays staged."));
    } else if (summary.written > 0) {
        m_shell.status(tr("Saved"));
    }
}

} // namespace socle::studio
