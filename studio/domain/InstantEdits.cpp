#include "studio/domain/InstantEdits.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"

#include <QTimer>

namespace socle::studio {

namespace {

constexpr int kHandRestMs = 250; // typing in a form is one value, not one a key

} // namespace

InstantEdits::InstantEdits(ConnectionContext &context)
    : QObject(&context)
    , m_context(context)
    , m_rest(new QTimer(this))
{
    m_rest->setSingleShot(true);
    m_rest->setInterval(kHandRestMs);
    connect(m_rest, &QTimer::timeout, this, &InstantEdits::send);
    connect(&context.staging(), &StagingEngine::changed, this, &InstantEdits::stageChanged);
}

bool InstantEdits::isPossible() const
{
    const Environment environment = m_context.profile().environment;
    return environment == Environment::Local || environment == Environment::Development;
}

bool InstantEdits::isOn() const
{
    return m_context.profile().editMode == EditMode::Instant && isPossible()
        && !m_context.isLocked();
}

void InstantEdits::stageChanged(const RecordKey &key)
{
    const StagedRecord *record = m_context.staging().find(key);
    // What an earlier run left is not sent behind anybody's back.
    if (!isOn() || m_context.staging().isRestoring() || record == nullptr || record->hasError()
        || record->hasConflict() || (!m_isWalking && !isComplete(*record))) {
        return;
    }
    m_pending.insert(key);
    if (m_runner == nullptr) {
        m_rest->start(m_isWalking ? 0 : kHandRestMs);
    }
}

/// Deletions wait for a commit on purpose, new records for what the schema requires.
bool InstantEdits::isComplete(const StagedRecord &record) const
{
    if (record.kind != ChangeKind::Insert) {
        return record.kind == ChangeKind::Update;
    }
    const CollectionPtr collection = m_context.schema().find(record.key.collection);
    return collection != nullptr
        && std::all_of(collection->fields.begin(),
                       collection->fields.end(),
                       [&record](const fields::Field &field) {
                           const auto staged = record.fields.find(toQString(field.name));
                           return !field.required || field.system || field.isType(fields::kAutodate)
                               || (staged != record.fields.end()
                                   && (!staged->files.isEmpty() || !staged->value.isNull()));
                       });
}

void InstantEdits::send()
{
    if (m_runner != nullptr || !isOn()) {
        return;
    }
    const Trail trail = std::exchange(m_trail, Trail::New);
    std::vector<const StagedRecord *> records;
    for (const RecordKey &key : std::exchange(m_pending, {})) {
        const StagedRecord *record = m_context.staging().find(key);
        if (record != nullptr && !record->hasError() && !record->hasConflict()) {
            records.push_back(record);
        }
    }
    m_context.staging().recheckFiles();
    CommitPlan plan = CommitPlan::make(records, m_context.schema(), m_context.capabilities());
    if (plan.isEmpty()) {
        emit finished({});
        return;
    }
    m_runner = new CommitRunner(
        m_context.client(), m_context.staging(), m_context.schema(), std::move(plan), this);
    m_runner->setTrail(trail);
    connect(m_runner, &CommitRunner::finished, this, [this](const CommitRunner::Summary &summary) {
        m_runner = nullptr;
        // The check before a write touches the stage too; what was written is gone from it.
        m_pending.removeIf(
            [this](const RecordKey &key) { return m_context.staging().find(key) == nullptr; });
        if (!m_pending.isEmpty()) {
            m_rest->start(kHandRestMs);
        }
        emit finished(summary);
    });
    m_runner->start();
}

void InstantEdits::undo(const QString &collectionId) { walk(collectionId, false); }

void InstantEdits::redo(const QString &collectionId) { walk(collectionId, true); }

void InstantEdits::walk(const QString &collectionId, bool isForward)
{
    if (isBusy()) {
        return; // the answer decides where on the stack we are
    }
    m_isWalking = true;
    m_trail = Trail::Kept;
    if (isForward) {
        m_context.staging().redo(collectionId);
    } else {
        m_context.staging().undo(collectionId);
    }
    m_isWalking = false;
    if (m_pending.isEmpty()) {
        m_trail = Trail::New;
    }
}

} // namespace socle::studio
