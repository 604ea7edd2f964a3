// What the server's side does to the stage: changes of others, conflicts and their resolution, and
// what a commit left behind.
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingDraft.h"
#include "studio/domain/StagingEngine.h"

#include <QUndoCommand>
#include <QUndoStack>

#include <algorithm>

namespace socle::studio {

void StagingEngine::noteServerRecord(const RecordKey &key, const Record &record)
{
    const StagedRecord *current = find(key);
    if (current == nullptr || current->kind == ChangeKind::Insert) {
        return;
    }
    StagedRecord next = *current;
    for (const auto &[name, value] : record.values) {
        if (name == "expand") {
            continue;
        }
        const QString field = toQString(name);
        const auto staged = next.fields.find(field);
        if (staged == next.fields.end()) {
            next.base.set(name, value);
            continue;
        }
        if (sameValue(staged->value, value) && staged->files.isEmpty()) {
            next.base.set(name, value);
            next.fields.erase(staged); // the server has it already
        } else if (sameValue(staged->base, value)) {
            staged->hasConflict = false;
            staged->theirs = {};
        } else {
            staged->hasConflict = true;
            staged->theirs = value;
        }
    }
    const CollectionPtr collection = m_schema.find(key.collection);
    if (collection && !collection->stampField().isEmpty() && record.has(collection->stampField())) {
        next.baseStamp = toQString(record.value(collection->stampField()).text());
    }
    if (!record.etag.isEmpty()) {
        next.etag = record.etag;
    }
    next.isMissing = false;
    if (next == *current) {
        return;
    }
    const bool isEmpty = next.kind == ChangeKind::Update && next.fields.isEmpty();
    apply(key, isEmpty ? State() : State(std::move(next)), {});
}

void StagingEngine::noteServerDelete(const RecordKey &key)
{
    const StagedRecord *current = find(key);
    if (current == nullptr || current->kind == ChangeKind::Insert) {
        return;
    }
    if (current->kind == ChangeKind::Delete) {
        apply(key, {}, {}); // done by somebody else
        return;
    }
    StagedRecord next = *current;
    next.isMissing = true;
    next.error = tr("This record no longer exists.");
    apply(key, std::move(next), {});
}

void StagingEngine::resolve(const RecordKey &key, const QString &field, Resolution resolution)
{
    const StagedField *staged = find(key, field);
    if (staged == nullptr || !staged->hasConflict) {
        return;
    }
    StagedRecord next = *find(key);
    const Json theirs = staged->theirs;
    next.base.set(toUtf8(field), theirs);
    if (resolution == Resolution::TakeTheirs) {
        next.fields.remove(field);
    } else {
        StagedField &kept = next.fields[field];
        kept.base = theirs;
        kept.theirs = {};
        kept.hasConflict = false;
    }
    const bool isEmpty = next.kind == ChangeKind::Update && next.fields.isEmpty();
    push(key, isEmpty ? State() : State(std::move(next)), {}, tr("Resolve %1").arg(field));
}

void StagingEngine::settle(const std::vector<CommitOutcome> &outcomes, bool continues)
{
    ++m_batchDepth;
    QMap<QString, std::vector<std::pair<RecordKey, StagedRecord>>> inverses;
    QSet<QString> touched;
    for (const CommitOutcome &outcome : outcomes) {
        const StagedRecord *current = find(outcome.key);
        if (current == nullptr) {
            continue;
        }
        touched.insert(outcome.key.collection);
        if (!outcome.isWritten) {
            StagedRecord next = *current;
            next.error = outcome.fieldErrors.isEmpty() ? outcome.error : QString();
            next.isMissing = outcome.isMissing;
            for (auto it = outcome.fieldErrors.begin(); it != outcome.fieldErrors.end(); ++it) {
                // "tags.0" belongs to the cell of `tags`; a field that is not staged shows its
                // error all the same.
                const QString field = it.key().section(u'.', 0, 0);
                StagedField &staged = next.fields[field];
                if (!current->fields.contains(field)) {
                    staged.base = current->effective(field);
                    staged.value = staged.base;
                }
                staged.error = it.value();
            }
            apply(outcome.key, std::move(next), {});
            continue;
        }
        inverses[outcome.key.collection].emplace_back(outcome.key, inverseOf(*current, outcome));
        apply(outcome.key, {}, {}, outcome.newId);
    }
    for (const QString &collectionId : touched) {
        // Commands of before the commit describe a stage that is gone. One marker stays: undoing it
        // stages the inverse.
        QUndoStack *stack = undoStack(collectionId);
        if (!continues) {
            stack->clear();
        }
        const auto list = inverses.value(collectionId);
        if (list.empty()) {
            continue;
        }
        auto *marker = new QUndoCommand(tr("Commit"));
        for (const auto &[key, inverse] : list) {
            class Inverse final : public QUndoCommand
            {
            public:
                Inverse(StagingEngine &engine, StagedRecord record, QUndoCommand *parent)
                    : QUndoCommand(parent)
                    , m_engine(engine)
                    , m_record(std::move(record))
                {
                }

                void undo() override { m_engine.apply(m_record.key, m_record, {}); }

                void redo() override { m_engine.apply(m_record.key, {}, {}); }

            private:
                StagingEngine &m_engine;
                StagedRecord m_record;
            };

            new Inverse(*this, inverse, marker);
        }
        stack->push(marker);
    }
    endBatch();
    emit committed(outcomes);
}

} // namespace socle::studio
