// Staged edits of one connection: what would be written, and nothing is until commit
// (studio.md 4.3.9).
//
// A staged record knows its base (what the server had), the new values field by field, and what is
// wrong with them. Every step is undoable: one QUndoStack a collection; edits of one cell in a row
// merge. Everything is in the DraftStore at once, so a crash loses nothing; passwords and file
// bytes are never stored there.
//
// States of a staged field: base (as fetched) -> value (mine), isInvalid when validate() refuses
// it, hasConflict when the server's value changed under it (then `theirs` is set). After a commit,
// records that were written leave, refused ones stay with `error` on their fields. UI thread.
#pragma once

#include "shared/json/Json.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/DraftStore.h"
#include "studio/domain/RecordKey.h"

#include <QHash>
#include <QMap>
#include <QObject>
#include <QSet>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QUndoStack;
class QUndoGroup;

namespace socle::studio {

class SchemaStore;

enum class ChangeKind { Insert, Update, Delete };

struct StagedField
{
    Json base = {};
    Json value = {};
    QStringList files = {}; // local paths to upload; `value` then holds the names that stay
    QString error = {}; // local validation or the server's refusal
    bool hasConflict = false;
    Json theirs = {}; // the server's value now, when hasConflict
    bool isIncluded = true; // unticked in the review: stays staged, not sent

    bool operator==(const StagedField &) const = default;
};

struct StagedRecord
{
    RecordKey key = {};
    ChangeKind kind = ChangeKind::Update;
    QString baseStamp = {}; // value of the update stamp when the base was fetched
    QString etag = {};
    JsonObject base = {}; // the record as fetched; empty for inserts
    bool isBasePartial = false; // fields are missing in it that the server has
    QMap<QString, StagedField> fields = {};
    QString error = {}; // of the record as a whole
    bool isIncluded = true;
    bool isMissing = false; // deleted on the server meanwhile
    qint64 order = 0; // inserts: the newest is the largest

    bool hasConflict() const;
    bool hasError() const;
    /// Value of a field with the stage laid over the base.
    const Json &effective(QStringView field) const;
    bool operator==(const StagedRecord &) const = default;
};

struct StagedCounts
{
    int inserts = 0;
    int updates = 0;
    int deletes = 0;
    int conflicts = 0;
    int invalid = 0;

    int total() const { return inserts + updates + deletes; }
};

enum class Resolution { TakeTheirs, KeepMine };

/// What a commit leaves on the undo stack: a marker, or nothing because it sent what an undo or
/// redo of a marker staged (instant mode walks along its markers).
enum class Trail { New, Kept };

/// How one record of a commit ended.
struct CommitOutcome
{
    RecordKey key = {};
    bool isWritten = false;
    QString newId = {}; // inserts: the id it really got
    QString error = {}; // refusal of the record
    QMap<QString, QString> fieldErrors = {};
    bool isConflict = false; // 412, or the base changed
    bool isMissing = false; // 404
    std::optional<Record> record = {}; // as stored now
};

class StagingEngine : public QObject
{
    Q_OBJECT

public:
    /// `drafts` may be null. Staged records of earlier runs are restored by restore().
    StagingEngine(const SchemaStore &schema, DraftStore *drafts, QObject *parent = nullptr);
    ~StagingEngine() override;

    // Editing: each call is one undo step (cell edits of the same cell merge).
    /// Stages a value; equal to the base it leaves the stage again. `base` is the record as
    /// fetched.
    void setValue(const RecordKey &key,
                  const Record &base,
                  const QString &field,
                  const Json &value);
    /// Several values of one record as one step.
    void setValues(const RecordKey &key,
                   const Record &base,
                   const std::vector<std::pair<QString, Json>> &values);
    /// The same for a record that is on the stage already (inserts).
    void setValue(const RecordKey &key, const QString &field, const Json &value);
    void setFiles(const RecordKey &key,
                  const Record &base,
                  const QString &field,
                  const QStringList &keep,
                  const QStringList &paths);
    /// A new record with a generated id; returns its key.
    RecordKey insert(const QString &collectionId, const JsonObject &values = {});
    /// A record that is gone on the server, staged as a new one with the same id and all that is
    /// known of it: what was fetched, and what was edited over it.
    void recreate(const RecordKey &key);
    /// Stages a deletion; of a staged insert it takes the insert away.
    void remove(const RecordKey &key, const Record &base);
    void revert(const RecordKey &key);
    void revertField(const RecordKey &key, const QString &field);
    void discard(const QString &collectionId);
    void discardAll();
    /// Several edits as one undo step.
    void beginMacro(const QString &collectionId, const QString &text);
    void endMacro(const QString &collectionId);
    /// One step of the collection's undo stack; a step of many records is told once.
    void undo(const QString &collectionId);
    void redo(const QString &collectionId);
    /// Looks again whether the local files of uploads are there and fit; before a commit.
    void recheckFiles();

    // Reading.
    const StagedRecord *find(const RecordKey &key) const;
    const StagedField *find(const RecordKey &key, const QString &field) const;
    /// Of one collection: inserts newest first, then the others by id.
    std::vector<const StagedRecord *> records(const QString &collectionId) const;
    std::vector<const StagedRecord *> allRecords() const;
    QStringList collections() const; // ids with something staged
    StagedCounts counts(const QString &collectionId) const;
    StagedCounts totalCounts() const;

    bool isEmpty() const { return m_records.isEmpty(); }

    QUndoStack *undoStack(const QString &collectionId);

    QUndoGroup *undoGroup() const { return m_undoGroup; }

    // Review.
    void setIncluded(const RecordKey &key, bool included);
    void setFieldIncluded(const RecordKey &key, const QString &field, bool included);

    // The server's side.
    /// Several of noteServerRecord(), told once.
    void noteServerRecords(const QString &collectionId, const std::vector<Record> &records);
    /// A record changed on the server (live event or refetch): rebases untouched fields, marks
    /// conflicts on staged ones.
    void noteServerRecord(const RecordKey &key, const Record &record);
    void noteServerDelete(const RecordKey &key);
    void resolve(const RecordKey &key, const QString &field, Resolution resolution);
    /// After a commit: what was written leaves, what was refused stays with its errors. A marker
    /// stays on the undo stack: undoing across it stages the inverse. With `continues`, this is a
    /// later part of the same commit.
    void settle(const std::vector<CommitOutcome> &outcomes, bool continues = false);
    /// The same, without telling committed(): a long commit settles in slices and tells at the end.
    void settleSlice(const std::vector<CommitOutcome> &outcomes,
                     bool continues,
                     Trail trail = Trail::New);
    void announce(const std::vector<CommitOutcome> &outcomes);

    /// Number of the commit that settled last, 0 before the first.
    qint64 lastCommit() const { return m_lastCommit; }

    /// Stages the inverse of a commit, one undo step a collection. Returns how many records came
    /// onto the stage; 0 when the commit is too long ago (kKeptCommits, kKeptInverses).
    int revertCommit(qint64 commit);
    /// Puts records on the stage as one undo step a collection. What is staged there already stays
    /// as it is, field by field. Returns how many records came back.
    int bringBack(const std::vector<StagedRecord> &records, const QString &text);

    /// Staged records of the last run. Returns how many came back.
    int restore();

    /// Changes told now are old ones coming back.
    bool isRestoring() const { return m_isRestoring; }

signals:
    /// A record on the stage changed; `field` empty: the record as a whole (staged, reverted,
    /// settled).
    void changed(const socle::studio::RecordKey &key, const QString &field);
    void inserted(const socle::studio::RecordKey &key);
    /// An insert left the stage; `newId` is set when it was committed.
    void insertRemoved(const socle::studio::RecordKey &key, const QString &newId);
    void countsChanged(const QString &collectionId);
    /// A record of a commit was written: what was staged, before it leaves the stage.
    void recordWritten(const socle::studio::StagedRecord &staged,
                       const socle::studio::CommitOutcome &outcome);
    /// Written records, for whoever shows them.
    void committed(const std::vector<socle::studio::CommitOutcome> &outcomes);

private:
    static constexpr std::size_t kKeptCommits = 100;
    static constexpr std::size_t kKeptInverses = 20'000; // records of all kept commits
    class ChangeCommand;
    friend class ChangeCommand;
    class CommitMarker;
    friend class CommitMarker;
    struct Commit; // what would take one commit back
    using State = std::optional<StagedRecord>;

    // StagingEngine.cpp keeps the records and the undo steps, StagingEdit.cpp puts work on the
    // stage, StagingRead.cpp answers, StagingServer.cpp takes the server's side,
    // StagingCommits.cpp keeps what commits left behind.
    /// Replaces the staged state of one record, tells everybody and stores it. The only place that
    /// writes m_records.
    void apply(const RecordKey &key, State state, const QString &field, const QString &newId = {});
    void push(const RecordKey &key, State after, const QString &field, const QString &text);
    void store(const RecordKey &key);
    void check(StagedRecord &record, const QString &field) const;

    /// While one lives, changes are stored and told once a record when the outermost ends: ten
    /// thousand pasted cells are two thousand records.
    class Batch
    {
    public:
        explicit Batch(StagingEngine &engine)
            : m_engine(engine)
        {
            ++m_engine.m_batchDepth;
        }

        ~Batch() { m_engine.endBatch(); }

        Batch(const Batch &) = delete;
        Batch &operator=(const Batch &) = delete;

    private:
        StagingEngine &m_engine;
    };

    void endBatch();
    void count(const StagedRecord &record, int by);
    void openCommit();
    void settleRefused(const CommitOutcome &outcome);
    /// What `wanted` adds to the stage. Where both say something, `wanted` has the word or not.
    State merged(const RecordKey &key, const StagedRecord &wanted, bool hasTheWord) const;
    int stageStep(const QString &collectionId,
                  const std::vector<StagedRecord> &records,
                  bool hasTheWord,
                  const QString &text);

    const SchemaStore &m_schema;
    DraftStore *m_drafts;
    QHash<RecordKey, StagedRecord> m_records;
    QHash<QString, QUndoStack *> m_undoStacks; // children
    QUndoGroup *m_undoGroup; // child
    qint64 m_nextOrder = 1;
    QHash<QString, StagedCounts> m_counts; // by collection, kept by apply()
    std::vector<std::shared_ptr<Commit>> m_commits; // oldest first; their markers share them
    qint64 m_lastCommit = 0;
    int m_batchDepth = 0;
    bool m_isRestoring = false;
    QSet<RecordKey> m_touched; // inside a batch: to be stored and told
};

} // namespace socle::studio
