// What a commit leaves on the stage and on the undo stack (studio.md 3.15, 4.3.9).
//
// Written records leave the stage; one marker a collection stays on the undo stack, and undoing it
// stages the inverse for review. The last kKeptCommits commits can be taken back by number from
// wherever they are offered, in whatever order.
#include "studio/domain/FieldValue.h"
#include "studio/domain/StagingDraft.h"
#include "studio/domain/StagingEngine.h"

#include <QUndoCommand>
#include <QUndoStack>

namespace socle::studio {

struct StagingEngine::Commit
{
    qint64 number = 0;
    QMap<QString, std::vector<StagedRecord>> inverses = {}; // by collection
};

/// Stands where a commit happened. It grows with its commit, which it shares.
class StagingEngine::CommitMarker final : public QUndoCommand
{
public:
    CommitMarker(StagingEngine &engine, std::shared_ptr<Commit> commit, QString collection)
        : QUndoCommand(StagingEngine::tr("Commit"))
        , m_engine(engine)
        , m_commit(std::move(commit))
        , m_collection(std::move(collection))
    {
    }

    void undo() override
    {
        m_before.clear();
        for (const StagedRecord &inverse : m_commit->inverses[m_collection]) {
            const StagedRecord *now = m_engine.find(inverse.key);
            m_before.emplace_back(inverse.key, now != nullptr ? State(*now) : State());
            m_engine.apply(inverse.key, m_engine.merged(inverse.key, inverse, true), {});
        }
    }

    /// Nothing when it is first pushed. When the inverse was sent meanwhile, the change itself is
    /// staged again.
    void redo() override
    {
        for (std::size_t i = m_before.size(); i-- > 0;) {
            const StagedRecord &inverse = m_commit->inverses[m_collection][i];
            if (m_engine.find(inverse.key) != nullptr || m_before[i].second) {
                m_engine.apply(m_before[i].first, m_before[i].second, {});
            } else {
                m_engine.apply(inverse.key, inverseOf(inverse, {}), {});
            }
        }
    }

private:
    StagingEngine &m_engine;
    std::shared_ptr<Commit> m_commit;
    QString m_collection;
    std::vector<std::pair<RecordKey, State>> m_before; // the stage when it was undone
};

StagingEngine::State StagingEngine::merged(const RecordKey &key,
                                           const StagedRecord &wanted,
                                           bool hasTheWord) const
{
    const StagedRecord *now = find(key);
    if (now == nullptr) {
        return wanted;
    }
    if (now->kind != ChangeKind::Update || wanted.kind != ChangeKind::Update) {
        return hasTheWord ? wanted : *now;
    }
    StagedRecord next = *now;
    for (auto it = wanted.fields.begin(); it != wanted.fields.end(); ++it) {
        const auto mine = next.fields.find(it.key());
        if (mine == next.fields.end()) {
            next.fields.insert(it.key(), *it);
        } else if (hasTheWord) {
            mine->value = it->value;
            mine->files = it->files;
            mine->error.clear();
            if (mine->files.isEmpty() && !mine->hasConflict && sameValue(mine->base, mine->value)) {
                next.fields.erase(mine);
            }
        }
    }
    return next.fields.isEmpty() ? State() : State(std::move(next));
}

void StagingEngine::settle(const std::vector<CommitOutcome> &outcomes, bool continues)
{
    settleSlice(outcomes, continues);
    announce(outcomes);
}

void StagingEngine::announce(const std::vector<CommitOutcome> &outcomes)
{
    emit committed(outcomes);
}

void StagingEngine::openCommit()
{
    m_commits.push_back(std::make_shared<Commit>());
    m_commits.back()->number = ++m_lastCommit;
    std::size_t inverses = 0;
    for (const std::shared_ptr<Commit> &commit : m_commits) {
        for (const auto &list : std::as_const(commit->inverses)) {
            inverses += list.size();
        }
    }
    while (m_commits.size() > 2 && (m_commits.size() > kKeptCommits || inverses > kKeptInverses)) {
        for (const auto &list : std::as_const(m_commits.front()->inverses)) {
            inverses -= list.size();
        }
        m_commits.erase(m_commits.begin());
    }
}

void StagingEngine::settleSlice(const std::vector<CommitOutcome> &outcomes,
                                bool continues,
                                Trail trail)
{
    const Batch batch(*this);
    if (trail == Trail::New && (!continues || m_commits.empty())) {
        openCommit();
    }
    for (const CommitOutcome &outcome : outcomes) {
        const StagedRecord *current = find(outcome.key);
        if (current == nullptr) {
            continue;
        }
        if (!outcome.isWritten) {
            settleRefused(outcome);
            continue;
        }
        emit recordWritten(*current, outcome);
        const QString &collectionId = outcome.key.collection;
        if (trail == Trail::New) {
            Commit &commit = *m_commits.back();
            if (!commit.inverses.contains(collectionId)) {
                // Edits of before the commit describe a stage that is gone; the markers stay.
                commit.inverses.insert(collectionId, {});
                QUndoStack *stack = undoStack(collectionId);
                stack->clear();
                for (const std::shared_ptr<Commit> &each : m_commits) {
                    if (each->inverses.contains(collectionId)) {
                        stack->push(new CommitMarker(*this, each, collectionId));
                    }
                }
            }
            commit.inverses[collectionId].push_back(inverseOf(*current, outcome));
        }
        apply(outcome.key, {}, {}, outcome.newId);
    }
}

/// A refused record stays, with its errors on the cells.
void StagingEngine::settleRefused(const CommitOutcome &outcome)
{
    const StagedRecord *current = find(outcome.key);
    StagedRecord next = *current;
    next.error = outcome.fieldErrors.isEmpty() ? outcome.error : QString();
    next.isMissing = outcome.isMissing;
    for (auto it = outcome.fieldErrors.begin(); it != outcome.fieldErrors.end(); ++it) {
        // "tags.0" belongs to the cell of `tags`; a field that is not staged shows its error all
        // the same.
        const QString field = it.key().section(u'.', 0, 0);
        StagedField &staged = next.fields[field];
        if (!current->fields.contains(field)) {
            staged.base = current->effective(field);
            staged.value = staged.base;
        }
        staged.error = it.value();
    }
    apply(outcome.key, std::move(next), {});
}

int StagingEngine::stageStep(const QString &collectionId,
                             const std::vector<StagedRecord> &records,
                             bool hasTheWord,
                             const QString &text)
{
    int staged = 0;
    beginMacro(collectionId, text);
    for (const StagedRecord &record : records) {
        const StagedRecord *now = find(record.key);
        State next = merged(record.key, record, hasTheWord);
        if (now == nullptr || !next || !(*next == *now)) {
            push(record.key, std::move(next), {}, text);
            ++staged;
        }
    }
    endMacro(collectionId);
    return staged;
}

int StagingEngine::revertCommit(qint64 commit)
{
    for (const std::shared_ptr<Commit> &kept : m_commits) {
        if (kept->number != commit) {
            continue;
        }
        int staged = 0;
        const QMap<QString, std::vector<StagedRecord>> inverses = kept->inverses;
        for (auto it = inverses.begin(); it != inverses.end(); ++it) {
            staged += stageStep(it.key(), *it, true, tr("Revert commit"));
        }
        return staged;
    }
    return 0;
}

int StagingEngine::bringBack(const std::vector<StagedRecord> &records, const QString &text)
{
    QMap<QString, std::vector<StagedRecord>> byCollection;
    for (const StagedRecord &record : records) {
        byCollection[record.key.collection].push_back(record);
    }
    int staged = 0;
    for (auto it = byCollection.begin(); it != byCollection.end(); ++it) {
        staged += stageStep(it.key(), *it, false, text);
    }
    return staged;
}

} // namespace socle::studio
