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
    m_isRestoring = true;
    ++m_batchDepth;
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
    endBatch();
    m_isRestoring = false;
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
