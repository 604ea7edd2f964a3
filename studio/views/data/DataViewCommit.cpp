// From the stage to the server: review, commit, what came of it, discard, merge (studio.md 4.3.9).
#include "studio/api/Text.h"
#include "studio/domain/CommitPlan.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Sheet.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/MergeSheet.h"
#include "studio/views/data/ReviewSheet.h"
#include "studio/views/data/StagedBar.h"

#include <QAction>
#include <QApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kDiscardAsksAbove = 20; // studio.md 4.3.9
constexpr int kStagingAsksAbove = 100; // studio.md 3.18

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
    m_context.staging().recheckFiles();
    CommitPlan plan = CommitPlan::make(records, m_context.schema(), m_context.capabilities());
    if (plan.isEmpty()) {
        m_shell.status(plan.blocked.empty() ? tr("Nothing is ticked to be committed")
                                            : tr("Fix what is marked first; nothing was sent"));
        showFirstProblem();
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

/// The button that was pressed is gone or asleep now; whoever types in a form goes on there.
void DataView::focusAfterCommit()
{
    const QWidget *before = m_focusBeforeCommit;
    const QWidget *now = QApplication::focusWidget();
    const bool isTyping = before != nullptr && now == before && before->isVisible()
        && (before->inherits("QLineEdit") || before->inherits("QPlainTextEdit"));
    if (m_isActive && !isTyping && m_shell.window()->isVisible() && m_grid->isVisibleTo(window())) {
        m_grid->setFocus(Qt::OtherFocusReason);
    }
}

void DataView::commitFinished(const CommitRunner::Summary &summary)
{
    m_runner = nullptr;
    m_stagedBar->setProgress(false);
    updateActions();
    showTotals();
    focusAfterCommit();
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

} // namespace socle::studio
