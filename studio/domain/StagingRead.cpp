// What is on the stage: one record, one field, all of a collection, how many.
#include "studio/domain/StagingEngine.h"

#include <QSet>
#include <QUndoGroup>
#include <QUndoStack>

#include <algorithm>

namespace socle::studio {

const StagedRecord *StagingEngine::find(const RecordKey &key) const
{
    const auto it = m_records.find(key);
    return it != m_records.end() ? &*it : nullptr;
}

const StagedField *StagingEngine::find(const RecordKey &key, const QString &field) const
{
    const StagedRecord *record = find(key);
    if (record == nullptr) {
        return nullptr;
    }
    const auto it = record->fields.find(field);
    return it != record->fields.end() ? &*it : nullptr;
}

std::vector<const StagedRecord *> StagingEngine::records(const QString &collectionId) const
{
    std::vector<const StagedRecord *> result;
    for (const StagedRecord &record : m_records) {
        if (record.key.collection == collectionId) {
            result.push_back(&record);
        }
    }
    std::sort(result.begin(), result.end(), [](const StagedRecord *a, const StagedRecord *b) {
        const bool aIsNew = a->kind == ChangeKind::Insert;
        const bool bIsNew = b->kind == ChangeKind::Insert;
        if (aIsNew != bIsNew) {
            return aIsNew;
        }
        return aIsNew ? a->order > b->order : a->key < b->key;
    });
    return result;
}

std::vector<const StagedRecord *> StagingEngine::allRecords() const
{
    std::vector<const StagedRecord *> result;
    const QStringList ids = collections();
    for (const QString &id : ids) {
        const auto some = records(id);
        result.insert(result.end(), some.begin(), some.end());
    }
    return result;
}

QStringList StagingEngine::collections() const
{
    QSet<QString> ids;
    for (const StagedRecord &record : m_records) {
        ids.insert(record.key.collection);
    }
    QStringList result(ids.begin(), ids.end());
    result.sort();
    return result;
}

StagedCounts StagingEngine::counts(const QString &collectionId) const
{
    if (!collectionId.isNull()) {
        return m_counts.value(collectionId);
    }
    StagedCounts all;
    for (const StagedCounts &each : m_counts) {
        all.inserts += each.inserts;
        all.updates += each.updates;
        all.deletes += each.deletes;
        all.conflicts += each.conflicts;
        all.invalid += each.invalid;
    }
    return all;
}

void StagingEngine::count(const StagedRecord &record, int by)
{
    StagedCounts &counts = m_counts[record.key.collection];
    switch (record.kind) {
    case ChangeKind::Insert:
        counts.inserts += by;
        break;
    case ChangeKind::Update:
        counts.updates += by;
        break;
    case ChangeKind::Delete:
        counts.deletes += by;
        break;
    }
    counts.conflicts += record.hasConflict() ? by : 0;
    counts.invalid += record.kind != ChangeKind::Delete && record.hasError() ? by : 0;
}

StagedCounts StagingEngine::totalCounts() const { return counts({}); }

QUndoStack *StagingEngine::undoStack(const QString &collectionId)
{
    QUndoStack *&stack = m_undoStacks[collectionId];
    if (stack == nullptr) {
        stack = new QUndoStack(this);
        m_undoGroup->addStack(stack);
    }
    return stack;
}

} // namespace socle::studio
