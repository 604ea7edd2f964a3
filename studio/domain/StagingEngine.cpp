#include "studio/domain/StagingEngine.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/Merge.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingDraft.h"

#include <QUndoCommand>
#include <QUndoGroup>
#include <QUndoStack>

#include <algorithm>

namespace socle::studio {

namespace {

const QString kKind = QStringLiteral("staged");

QString draftId(const RecordKey &key) { return kKind + u'/' + key.collection + u'/' + key.record; }

StagedRecord updateOf(const RecordKey &key, const Record &base, const QString &stampField)
{
    StagedRecord record;
    record.key = key;
    record.kind = ChangeKind::Update;
    record.base = base.values;
    record.base.erase("expand");
    record.etag = base.etag;
    if (!stampField.isEmpty()) {
        record.baseStamp = toQString(base.value(stampField).text());
    }
    return record;
}

} // namespace

bool StagedRecord::hasConflict() const
{
    return isMissing || std::any_of(fields.begin(), fields.end(), [](const StagedField &f) {
               return f.hasConflict;
           });
}

bool StagedRecord::hasError() const
{
    return !error.isEmpty() || std::any_of(fields.begin(), fields.end(), [](const StagedField &f) {
        return !f.error.isEmpty();
    });
}

const Json &StagedRecord::effective(QStringView field) const
{
    static const Json null;
    if (const auto it = fields.find(field.toString()); it != fields.end()) {
        return it->value;
    }
    const Json *found = base.find(toUtf8(field));
    return found != nullptr ? *found : null;
}

/// One undo step: the staged state of one record before and after. Small: states share nothing,
/// records are few.
class StagingEngine::ChangeCommand final : public QUndoCommand
{
public:
    ChangeCommand(StagingEngine &engine,
                  RecordKey key,
                  State before,
                  State after,
                  QString field,
                  const QString &text)
        : QUndoCommand(text)
        , m_engine(engine)
        , m_key(std::move(key))
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_field(std::move(field))
    {
    }

    void undo() override { m_engine.apply(m_key, m_before, m_field); }

    void redo() override { m_engine.apply(m_key, m_after, m_field); }

    int id() const override { return m_field.isEmpty() ? -1 : 1; }

    /// Typing in one cell is one step; a step that ends where it began vanishes.
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const ChangeCommand *>(other);
        if (next->m_key != m_key || next->m_field != m_field) {
            return false;
        }
        m_after = next->m_after;
        setObsolete(m_before == m_after);
        return true;
    }

private:
    StagingEngine &m_engine;
    RecordKey m_key;
    State m_before;
    State m_after;
    QString m_field;
};

StagingEngine::StagingEngine(const SchemaStore &schema, DraftStore *drafts, QObject *parent)
    : QObject(parent)
    , m_schema(schema)
    , m_drafts(drafts)
    , m_undoGroup(new QUndoGroup(this))
{
}

StagingEngine::~StagingEngine() = default;

// Editing
// -------------------------------------------------------------------------------------------------------------

void StagingEngine::setValue(const RecordKey &key,
                             const Record &base,
                             const QString &field,
                             const Json &value)
{
    const CollectionPtr schema = m_schema.find(key.collection);
    const fields::Field *type = schema != nullptr ? schema->field(field) : nullptr;
    if (type != nullptr && type->isType(fields::kFile)) {
        const FileItems items = splitFileItems(value);
        const StagedField *before = find(key, field);
        if (!items.paths.isEmpty() || (before != nullptr && !before->files.isEmpty())) {
            setFiles(key, base, field, items.stored, items.paths);
            return;
        }
    }
    const StagedRecord *current = find(key);
    StagedRecord next;
    if (current != nullptr) {
        next = *current;
    } else {
        const CollectionPtr collection = m_schema.find(key.collection);
        next = updateOf(key, base, collection ? collection->stampField() : QString());
    }
    const Json *baseValue = next.base.find(toUtf8(field));
    StagedField staged = next.fields.value(field);
    if (!next.fields.contains(field)) {
        staged.base = baseValue != nullptr ? *baseValue : Json();
    }
    staged.value = value;
    staged.error.clear();
    const bool isBack = sameValue(staged.base, value) && staged.files.isEmpty()
        && next.kind == ChangeKind::Update;
    if (isBack) {
        next.fields.remove(field);
    } else {
        next.fields.insert(field, staged);
        check(next, field);
    }
    next.error.clear();
    const bool isEmpty = next.kind == ChangeKind::Update && next.fields.isEmpty();
    push(key, isEmpty ? State() : State(std::move(next)), field, tr("Edit %1").arg(field));
}

void StagingEngine::setValue(const RecordKey &key, const QString &field, const Json &value)
{
    const StagedRecord *current = find(key);
    if (current == nullptr) {
        return;
    }
    setValue(key, Record{current->key.record, current->base, current->etag}, field, value);
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

void StagingEngine::beginMacro(const QString &collectionId, const QString &text)
{
    ++m_batchDepth;
    undoStack(collectionId)->beginMacro(text);
}

void StagingEngine::endMacro(const QString &collectionId)
{
    undoStack(collectionId)->endMacro();
    endBatch();
}

void StagingEngine::undo(const QString &collectionId)
{
    const Batch batch(*this);
    undoStack(collectionId)->undo();
}

void StagingEngine::redo(const QString &collectionId)
{
    const Batch batch(*this);
    undoStack(collectionId)->redo();
}

void StagingEngine::endBatch()
{
    if (--m_batchDepth > 0) {
        return;
    }
    const QSet<RecordKey> touched = std::exchange(m_touched, {});
    QSet<QString> collections;
    for (const RecordKey &key : touched) {
        store(key);
        collections.insert(key.collection);
        emit changed(key, {});
    }
    for (const QString &id : std::as_const(collections)) {
        emit countsChanged(id);
    }
}

void StagingEngine::recheckFiles()
{
    std::vector<StagedRecord> touched;
    for (const StagedRecord &record : std::as_const(m_records)) {
        StagedRecord next = record;
        for (auto it = record.fields.begin(); it != record.fields.end(); ++it) {
            if (!it->files.isEmpty()) {
                next.fields[it.key()].error.clear();
                check(next, it.key());
            }
        }
        if (!(next == record)) {
            touched.push_back(std::move(next));
        }
    }
    for (StagedRecord &record : touched) {
        const RecordKey key = record.key;
        apply(key, std::move(record), {});
    }
}

// Review
// --------------------------------------------------------------------------------------------------------------

void StagingEngine::setIncluded(const RecordKey &key, bool included)
{
    if (const StagedRecord *current = find(key)) {
        StagedRecord next = *current;
        next.isIncluded = included;
        apply(key, std::move(next), {}); // a tick of the review is no undo step
    }
}

void StagingEngine::setFieldIncluded(const RecordKey &key, const QString &field, bool included)
{
    const StagedRecord *current = find(key);
    if (current != nullptr && current->fields.contains(field)) {
        StagedRecord next = *current;
        next.fields[field].isIncluded = included;
        apply(key, std::move(next), field);
    }
}

int StagingEngine::restore()
{
    if (m_drafts == nullptr) {
        return 0;
    }
    int restored = 0;
    const Batch batch(*this);
    for (const StoredDraft &stored : m_drafts->all(kKind)) {
        auto record = readStagedDraft(stored.value);
        if (!record || m_records.contains(record->key)) {
            continue;
        }
        m_nextOrder = std::max(m_nextOrder, record->order + 1);
        const RecordKey key = record->key;
        apply(key, record.takeValue(), {});
        ++restored;
    }
    return restored;
}

// -----------------------------------------------------------------------------------------------------------------------

void StagingEngine::push(const RecordKey &key,
                         State after,
                         const QString &field,
                         const QString &text)
{
    State before;
    if (const StagedRecord *current = find(key)) {
        before = *current;
    }
    if (before == after) {
        return;
    }
    undoStack(key.collection)
        ->push(new ChangeCommand(*this, key, std::move(before), std::move(after), field, text));
}

void StagingEngine::apply(const RecordKey &key,
                          State state,
                          const QString &field,
                          const QString &newId)
{
    const auto current = m_records.find(key);
    const bool wasInsert = current != m_records.end() && current->kind == ChangeKind::Insert;
    const bool isInsert = state && state->kind == ChangeKind::Insert;
    if (current != m_records.end()) {
        count(*current, -1);
    }
    if (state) {
        count(*state, 1);
        m_records.insert(key, std::move(*state));
    } else {
        m_records.remove(key);
    }
    if (m_batchDepth > 0) {
        m_touched.insert(key);
    } else {
        store(key);
    }
    if (isInsert && !wasInsert) {
        emit inserted(key);
    } else if (wasInsert && !isInsert) {
        emit insertRemoved(key, newId);
    }
    if (m_batchDepth == 0) {
        emit changed(key, field);
        emit countsChanged(key.collection);
    }
}

void StagingEngine::store(const RecordKey &key)
{
    if (m_drafts == nullptr) {
        return;
    }
    const StagedRecord *record = find(key);
    if (record == nullptr) {
        m_drafts->remove(draftId(key));
        return;
    }
    const CollectionPtr collection = m_schema.find(key.collection);
    m_drafts->put({draftId(key), kKind, writeStagedDraft(*record, collection.get())});
}

void StagingEngine::check(StagedRecord &record, const QString &field) const
{
    const CollectionPtr collection = m_schema.find(record.key.collection);
    const fields::Field *schema = collection ? collection->field(field) : nullptr;
    if (schema == nullptr) {
        return;
    }
    StagedField &staged = record.fields[field];
    // Uploads count towards `required` on the server; only it can tell.
    if (schema->isType(fields::kFile)) {
        for (const QString &path : std::as_const(staged.files)) {
            if (const QString problem = localFileProblem(path, *schema); !problem.isEmpty()) {
                staged.error = problem;
                return;
            }
        }
        const auto most = std::max<std::int64_t>(1, schema->integer("maxSelect"));
        const auto count = splitFileItems(staged.value).stored.size() + staged.files.size();
        if (schema->isMultiple() && count > most) {
            staged.error = tr("At most %Ln files", nullptr, static_cast<int>(most));
        }
    } else {
        const Json *original = record.kind == ChangeKind::Insert ? nullptr : &staged.base;
        staged.error = validationMessage(staged.value, *schema, original);
    }
}

} // namespace socle::studio
