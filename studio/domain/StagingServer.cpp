// What the server's side does to the stage: changes of others, conflicts and their resolution.
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"

#include <algorithm>

namespace socle::studio {

void StagingEngine::noteServerRecords(const QString &collectionId,
                                      const std::vector<Record> &records)
{
    const Batch batch(*this);
    for (const Record &record : records) {
        noteServerRecord({collectionId, record.id}, record);
    }
}

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
    const QString stampField = collection ? collection->stampField() : QString();
    const bool hasStamp = !stampField.isEmpty() && record.has(stampField);
    const QString stamp = hasStamp ? toQString(record.value(stampField).text()) : QString();
    // Of a record that came in part anything else may have changed as well: what the base says of
    // it is no longer known. Where that is staged the stamp stays the old one, so that the check
    // before the commit finds out.
    const bool isOlder = record.isPartial && (!hasStamp || stamp != next.baseStamp);
    const bool isSeen = !record.isPartial
        || std::all_of(next.fields.keyBegin(),
                       next.fields.keyEnd(),
                       [&record](const QString &name) { return record.has(name); });
    if (isSeen && hasStamp) {
        next.baseStamp = stamp;
    }
    if (isSeen && !record.etag.isEmpty()) {
        next.etag = record.etag;
    }
    next.isMissing = false;
    next.isBasePartial = record.isPartial && (next.isBasePartial || isOlder);
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
    if (!next.hasConflict()) {
        next.error.clear(); // "changed in the meantime" is settled
    }
    const bool isEmpty = next.kind == ChangeKind::Update && next.fields.isEmpty();
    push(key, isEmpty ? State() : State(std::move(next)), {}, tr("Resolve %1").arg(field));
}

} // namespace socle::studio
