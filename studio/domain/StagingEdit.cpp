// How work comes onto the stage: values, files, new records, deletions, and back off again. Each is
// one step of the collection's undo stack.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"

namespace socle::studio {

namespace {

StagedRecord updateOf(const RecordKey &key, const Record &base, const QString &stampField)
{
    StagedRecord record;
    record.key = key;
    record.kind = ChangeKind::Update;
    record.base = base.values;
    record.base.erase("expand");
    record.isBasePartial = base.isPartial;
    record.etag = base.etag;
    if (!stampField.isEmpty()) {
        record.baseStamp = toQString(base.value(stampField).text());
    }
    return record;
}

/// What `fresh` says of fields that nothing is known of yet.
void completeBase(StagedRecord &record, const Record &fresh)
{
    if (!record.isBasePartial) {
        return;
    }
    for (const auto &[name, value] : fresh.values) {
        if (name != "expand" && !record.base.contains(name)) {
            record.base.set(name, value);
        }
    }
    record.isBasePartial = fresh.isPartial;
}

} // namespace

void StagingEngine::setValue(const RecordKey &key,
                             const Record &base,
                             const QString &field,
                             const Json &value)
{
    setValues(key, base, {{field, value}});
}

void StagingEngine::setValues(const RecordKey &key,
                              const Record &base,
                              const std::vector<std::pair<QString, Json>> &values)
{
    const CollectionPtr collection = m_schema.find(key.collection);
    const StagedRecord *current = find(key);
    StagedRecord next = current != nullptr
        ? *current
        : updateOf(key, base, collection ? collection->stampField() : QString());
    completeBase(next, base);
    for (const auto &[field, value] : values) {
        const fields::Field *type = collection != nullptr ? collection->field(field) : nullptr;
        if (type != nullptr && type->isType(fields::kFile)) {
            const FileItems items = splitFileItems(value);
            const auto before = next.fields.constFind(field);
            if (!items.paths.isEmpty()
                || (before != next.fields.constEnd() && !before->files.isEmpty())) {
                setFiles(key, base, field, items.stored, items.paths); // a step of its own
                if (values.size() == 1) {
                    return;
                }
                if (const StagedRecord *changed = find(key)) {
                    next.fields[field] = changed->fields.value(field);
                }
                continue;
            }
        }
        StagedField staged = next.fields.value(field);
        if (!next.fields.contains(field)) {
            const Json *baseValue = next.base.find(toUtf8(field));
            staged.base = baseValue != nullptr ? *baseValue : Json();
        }
        staged.value = value;
        staged.error.clear();
        const bool isBack = sameValue(staged.base, value) && staged.files.isEmpty()
            && next.kind == ChangeKind::Update;
        if (isBack) {
            next.fields.remove(field);
        } else {
            next.fields.insert(field, std::move(staged));
            check(next, field);
        }
    }
    next.error.clear();
    const bool isEmpty = next.kind == ChangeKind::Update && next.fields.isEmpty();
    const bool isOne = values.size() == 1;
    push(key,
         isEmpty ? State() : State(std::move(next)),
         isOne ? values.front().first : QString(),
         isOne ? tr("Edit %1").arg(values.front().first) : tr("Edit record"));
}

void StagingEngine::setValue(const RecordKey &key, const QString &field, const Json &value)
{
    const StagedRecord *current = find(key);
    if (current == nullptr) {
        return;
    }
    const Record base{current->key.record, current->base, current->etag, current->isBasePartial};
    setValue(key, base, field, value);
}

void StagingEngine::setFiles(const RecordKey &key,
                             const Record &base,
                             const QString &field,
                             const QStringList &keep,
                             const QStringList &paths)
{
    const StagedRecord *current = find(key);
    const CollectionPtr collection = m_schema.find(key.collection);
    StagedRecord next = current != nullptr
        ? *current
        : updateOf(key, base, collection ? collection->stampField() : QString());
    completeBase(next, base);
    const Json *baseValue = next.base.find(toUtf8(field));
    StagedField staged = next.fields.value(field);
    if (!next.fields.contains(field)) {
        staged.base = baseValue != nullptr ? *baseValue : Json();
    }
    const fields::Field *schema = collection ? collection->field(field) : nullptr;
    if (schema != nullptr && schema->isMultiple()) {
        JsonArray names;
        for (const QString &name : keep) {
            names.push_back(toUtf8(name));
        }
        staged.value = std::move(names);
    } else {
        staged.value = keep.isEmpty() ? std::string() : toUtf8(keep.last());
    }
    staged.files = paths;
    staged.error.clear();
    if (paths.isEmpty() && sameValue(staged.base, staged.value)
        && next.kind == ChangeKind::Update) {
        next.fields.remove(field);
    } else {
        next.fields.insert(field, staged);
        check(next, field);
    }
    next.error.clear();
    const bool isEmpty = next.kind == ChangeKind::Update && next.fields.isEmpty();
    push(key, isEmpty ? State() : State(std::move(next)), field, tr("Edit %1").arg(field));
}

RecordKey StagingEngine::insert(const QString &collectionId, const JsonObject &values)
{
    StagedRecord record;
    record.key = {collectionId, makeRecordId()};
    record.kind = ChangeKind::Insert;
    record.order = m_nextOrder++;
    for (const auto &[name, value] : values) {
        record.fields.insert(toQString(name), StagedField{.value = value});
    }
    const QStringList names = record.fields.keys();
    for (const QString &name : names) {
        check(record, name);
    }
    const RecordKey key = record.key;
    push(key, std::move(record), {}, tr("New record"));
    return key;
}

void StagingEngine::recreate(const RecordKey &key)
{
    const StagedRecord *current = find(key);
    const CollectionPtr collection = m_schema.find(key.collection);
    if (current == nullptr || !current->isMissing || collection == nullptr) {
        return;
    }
    StagedRecord next = *current;
    next.kind = ChangeKind::Insert;
    next.order = m_nextOrder++;
    next.isMissing = false;
    next.error.clear();
    for (const auto &[name, value] : current->base) {
        const fields::Field *field = collection->field(toQString(name));
        // The server fills in its own; files of the old record are gone with it.
        const bool isOwn = field != nullptr && !field->system && field->type != "autodate"
            && field->type != "file";
        if (isOwn && !next.fields.contains(toQString(name))) {
            next.fields.insert(toQString(name), StagedField{.value = value});
        }
    }
    for (StagedField &field : next.fields) {
        field.base = {};
        field.theirs = {};
        field.hasConflict = false;
    }
    next.base = {};
    push(key, std::move(next), {}, tr("Create again"));
}

void StagingEngine::remove(const RecordKey &key, const Record &base)
{
    const StagedRecord *current = find(key);
    if (current != nullptr && current->kind == ChangeKind::Insert) {
        push(key, {}, {}, tr("Remove new record"));
        return;
    }
    if (current != nullptr && current->kind == ChangeKind::Delete) {
        return;
    }
    const CollectionPtr collection = m_schema.find(key.collection);
    StagedRecord next = current != nullptr
        ? *current
        : updateOf(key, base, collection ? collection->stampField() : QString());
    completeBase(next, base);
    next.kind = ChangeKind::Delete; // staged fields stay: undo brings them back
    next.error.clear();
    push(key, std::move(next), {}, tr("Delete record"));
}

void StagingEngine::revert(const RecordKey &key)
{
    if (find(key) != nullptr) {
        push(key, {}, {}, tr("Revert record"));
    }
}

void StagingEngine::revertField(const RecordKey &key, const QString &field)
{
    const StagedRecord *current = find(key);
    if (current == nullptr || !current->fields.contains(field)) {
        return;
    }
    StagedRecord next = *current;
    next.fields.remove(field);
    const bool isEmpty = next.kind == ChangeKind::Update && next.fields.isEmpty();
    // No cell id: a revert is a step of its own, it never merges with typing.
    push(key, isEmpty ? State() : State(std::move(next)), {}, tr("Revert %1").arg(field));
}

void StagingEngine::discard(const QString &collectionId)
{
    beginMacro(collectionId, tr("Discard changes"));
    std::vector<RecordKey> keys;
    for (const StagedRecord *record : records(collectionId)) {
        keys.push_back(record->key);
    }
    for (const RecordKey &key : keys) {
        revert(key);
    }
    endMacro(collectionId);
}

void StagingEngine::discardAll()
{
    const QStringList ids = collections();
    for (const QString &id : ids) {
        discard(id);
    }
}

} // namespace socle::studio
