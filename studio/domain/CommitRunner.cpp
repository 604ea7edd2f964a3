#include "studio/domain/CommitRunner.h"

#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/CommitAnswers.h"
#include "studio/domain/CommitCheck.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/UploadProgress.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <functional>

namespace socle::studio {

namespace {

constexpr std::size_t kSlice = 16; // outcomes between two looks at the clock
constexpr qint64 kTurnMs = 4; // of work in one turn of the event loop (studio.md 2.3)

} // namespace

struct CommitRunner::Impl
{
    Impl(
        CommitRunner &owner, ApiClient &c, StagingEngine &s, const SchemaStore &store, CommitPlan p)
        : self(owner)
        , client(c)
        , staging(s)
        , schema(store)
        , plan(std::move(p))
    {
    }

    CommitRunner &self;
    ApiClient &client;
    StagingEngine &staging;
    const SchemaStore &schema;
    CommitPlan plan;
    Summary summary;
    QPointer<CommitCheck> check; // child of the runner
    QList<RecordKey> clashes; // refused because they changed between the check and the write
    QHash<QString, QString> newIds; // temporary -> real, where they differ
    QSet<QString> failedInserts; // temporary ids
    QHash<RecordKey, StagedRecord> sent; // as the plan was made
    std::size_t group = 0;
    std::size_t step = 0; // inside a group that is no batch
    int total = 0;
    int done = 0;
    bool isCancelled = false;
    bool hasSettled = false;
    Trail trail = Trail::New;

    void finish()
    {
        if (clashes.isEmpty() || summary.error.failure != TransportFailure::None) {
            end();
            return;
        }
        // What the others wrote is fetched, so that the conflict can be merged.
        runCheck(std::exchange(clashes, {}), CommitCheck::Depth::Whole, [this] { end(); });
    }

    void end()
    {
        summary.wasCancelled = isCancelled;
        emit self.finished(summary);
        self.deleteLater();
    }

    // Before writing: did somebody else change these records?

    void runCheck(const QList<RecordKey> &keys,
                  CommitCheck::Depth depth,
                  const std::function<void()> &then)
    {
        check = new CommitCheck(client, staging, schema, plan.capabilities, &self);
        connect(check, &CommitCheck::finished, &self, then);
        check->start(keys, depth);
    }

    void start()
    {
        QList<RecordKey> keys;
        for (const CommitGroup &g : plan.groups) {
            for (const CommitStep &s : g.steps) {
                if (s.kind != ChangeKind::Insert) {
                    keys.append(s.key);
                }
            }
        }
        runCheck(keys, CommitCheck::Depth::Stamps, [this] { checked(); });
    }

    void checked()
    {
        if (check->error()) {
            summary.error = *check->error();
        }
        if (check->error() || isCancelled) {
            finish(); // nothing was sent, everything stays staged
            return;
        }
        replan();
    }

    /// The check may have moved bases and etags, or found conflicts: the plan is made again for the
    /// same records.
    void replan()
    {
        std::vector<const StagedRecord *> records;
        for (const CommitGroup &g : plan.groups) {
            for (const CommitStep &s : g.steps) {
                if (const StagedRecord *record = staging.find(s.key)) {
                    records.push_back(record);
                    sent.insert(s.key, *record);
                    summary.conflicts += record->hasConflict() ? 1 : 0;
                } else {
                    ++summary.written; // the server has it already
                }
            }
        }
        const Capabilities capabilities = plan.capabilities;
        plan = CommitPlan::make(records, schema, capabilities);
        for (CommitGroup &g : plan.groups) {
            for (CommitStep &s : g.steps) {
                const auto tag = check->etags().find(s.key);
                if (tag != check->etags().end() && s.kind != ChangeKind::Insert) {
                    s.ifMatch = *tag;
                }
            }
        }
        total = plan.stepCount();
        emit self.progress(0, total);
        next();
    }

    // Writing.

    void next()
    {
        while (group < plan.groups.size() && step >= plan.groups[group].steps.size()) {
            ++group;
            step = 0;
        }
        if (group >= plan.groups.size() || isCancelled) {
            finish();
            return;
        }
        CommitGroup &current = plan.groups[group];
        if (current.isBatch) {
            sendBatch(current);
        } else {
            sendSingle(current.steps[step]);
        }
    }

    void prepare(CommitStep &what)
    {
        for (auto &[name, value] : what.body) {
            if (name != "id") {
                replaceIds(value, newIds);
            }
        }
    }

    void advance(int steps)
    {
        done += steps;
        emit self.progress(done, total);
        if (plan.groups[group].isBatch) {
            ++group;
            step = 0;
        } else {
            ++step;
        }
        next();
    }

    void note(const CommitOutcome &outcome)
    {
        summary.written += outcome.isWritten ? 1 : 0;
        summary.conflicts += outcome.isConflict ? 1 : 0;
        summary.failed += !outcome.isWritten && !outcome.isConflict ? 1 : 0;
        if (outcome.isWritten && !outcome.newId.isEmpty() && outcome.newId != outcome.key.record) {
            newIds.insert(outcome.key.record, outcome.newId);
        }
        if (!outcome.isWritten) {
            failedInserts.insert(outcome.key.record);
        }
        if (outcome.isConflict) {
            clashes.append(outcome.key);
        }
    }

    /// What was not ticked, and what was typed or deleted while the commit was under way: it is
    /// staged again over the record as it is now.
    void settleKeepingEdits(const std::vector<CommitOutcome> &outcomes)
    {
        std::vector<std::pair<Record, std::vector<std::pair<QString, Json>>>> later;
        std::vector<QString> collections;
        std::vector<std::pair<RecordKey, Record>> deletions;
        for (const CommitOutcome &outcome : outcomes) {
            const StagedRecord *now = staging.find(outcome.key);
            if (!outcome.isWritten || !outcome.record || now == nullptr) {
                continue;
            }
            const StagedRecord sentRecord = sent.value(outcome.key);
            const QMap<QString, StagedField> &before = sentRecord.fields;
            if (now->kind == ChangeKind::Delete && sentRecord.kind != ChangeKind::Delete) {
                deletions.emplace_back(RecordKey{outcome.key.collection, outcome.record->id},
                                       *outcome.record);
                continue;
            }
            std::vector<std::pair<QString, Json>> values;
            for (auto it = now->fields.begin(); it != now->fields.end(); ++it) {
                const auto was = before.find(it.key());
                if (was == before.end() || !it->isIncluded || !sameValue(was->value, it->value)) {
                    values.emplace_back(it.key(), it->value);
                }
            }
            if (!values.empty()) {
                later.emplace_back(*outcome.record, std::move(values));
                collections.push_back(outcome.key.collection);
            }
        }
        staging.settleSlice(outcomes, std::exchange(hasSettled, true), trail);
        for (std::size_t i = 0; i < later.size(); ++i) {
            const auto &[record, values] = later[i];
            staging.setValues({collections[i], record.id}, record, values);
        }
        for (const auto &[key, record] : deletions) {
            staging.remove(key, record);
        }
    }

    void settle(const std::vector<CommitOutcome> &outcomes)
    {
        std::for_each(
            outcomes.begin(), outcomes.end(), [this](const CommitOutcome &o) { note(o); });
        settleKeepingEdits(outcomes);
        staging.announce(outcomes);
    }

    /// The outcomes of a batch, a few milliseconds a turn: a thousand of them at once would hold
    /// the window up.
    struct Slices
    {
        std::size_t count = 0;
        std::function<CommitOutcome(std::size_t)> make = {};
        std::function<void()> then = {};
        std::vector<CommitOutcome> outcomes = {};
    };

    void settleSlices(const std::shared_ptr<Slices> &slices) // shared by the turns
    {
        QElapsedTimer turn;
        turn.start();
        std::vector<CommitOutcome> &outcomes = slices->outcomes;
        while (outcomes.size() < slices->count && turn.elapsed() < kTurnMs) {
            std::vector<CommitOutcome> slice;
            for (std::size_t i = outcomes.size(); i < slices->count && slice.size() < kSlice; ++i) {
                slice.push_back(slices->make(i));
                note(slice.back());
            }
            settleKeepingEdits(slice);
            std::move(slice.begin(), slice.end(), std::back_inserter(outcomes));
        }
        if (outcomes.size() < slices->count) {
            QTimer::singleShot(0, &self, [this, slices] { settleSlices(slices); });
            return;
        }
        staging.announce(outcomes);
        slices->then();
    }

    void sendBatch(CommitGroup &current)
    {
        std::vector<BatchRequest> requests;
        QList<FilePart> files;
        for (CommitStep &what : current.steps) {
            prepare(what);
            if (what.references.intersects(failedInserts)) {
                settle({refused(
                    what, 400, CommitRunner::tr("A new record it refers to was refused."), {})});
                advance(static_cast<int>(current.steps.size()));
                return;
            }
            requests.push_back(toRequest(what));
            files += requests.back().files;
        }
        onResult(
            BatchEndpoint(client).send(requests, QStringLiteral("commit.batch"), teller(files)),
            &self,
            [this](Result<BatchReply> reply) { batchEnded(std::move(reply)); });
    }

    void batchEnded(Result<BatchReply> reply)
    {
        const std::vector<CommitStep> &steps = plan.groups[group].steps;
        if (reply) {
            const auto items = std::make_shared<BatchReply>(reply.takeValue()); // of all turns
            const auto slices = std::make_shared<Slices>();
            slices->count = steps.size();
            slices->make = [this, items](std::size_t i) {
                return written(plan.groups[group].steps[i],
                               i < items->size() ? (*items)[i].body : Json());
            };
            slices->then = [this] { advance(static_cast<int>(plan.groups[group].steps.size())); };
            settleSlices(slices);
            return;
        }
        const ApiError error = apiError(reply.error());
        if (error.failure != TransportFailure::None) {
            verify(steps.front(), error); // all or nothing: one record tells for all
            return;
        }
        const BatchFailure failure = BatchEndpoint::failureOf(error);
        const bool isKnown = failure.index >= 0 && failure.index < static_cast<int>(steps.size());
        if (isKnown
            && wasPerhapsStored(steps[static_cast<std::size_t>(failure.index)], failure.fields)) {
            adoptStored(static_cast<std::size_t>(failure.index), failure);
            return;
        }
        if (isKnown) {
            settle({refused(steps[static_cast<std::size_t>(failure.index)],
                            failure.status,
                            failure.message,
                            failure.fields)});
            for (const CommitStep &other : steps) {
                failedInserts.insert(other.key.record); // rolled back with it
            }
            advance(static_cast<int>(steps.size()));
            return;
        }
        summary.error = error;
        finish();
    }

    /// Says which file goes, while it goes; empty without files.
    std::function<void(qint64, qint64)> teller(const QList<FilePart> &files)
    {
        if (files.isEmpty()) {
            return {};
        }
        return [runner = QPointer<CommitRunner>(&self), files, sizes = sizesOf(files)](
                   qint64 sentBytes, qint64 allBytes) {
            const UploadedFile file = uploadedFile(files, sizes, sentBytes, allBytes);
            if (runner && file.index >= 0) {
                emit runner->uploading(file.path, file.name, file.share);
            }
        };
    }

    void sendSingle(CommitStep &what)
    {
        prepare(what);
        if (what.references.intersects(failedInserts)) {
            settle({refused(
                what, 400, CommitRunner::tr("A new record it refers to was refused."), {})});
            advance(1);
            return;
        }
        WriteOptions options;
        options.purpose = QStringLiteral("commit.single");
        options.files = what.files;
        options.onUpload = teller(what.files);
        options.ifMatch = what.ifMatch;
        const RecordsEndpoint records(client);
        const auto ended = [this](Result<Record> result) { singleEnded(std::move(result)); };
        switch (what.kind) {
        case ChangeKind::Insert:
            onResult(records.create(what.collectionName, what.body, options), &self, ended);
            break;
        case ChangeKind::Update:
            onResult(records.update(what.collectionName, what.key.record, what.body, options),
                     &self,
                     ended);
            break;
        case ChangeKind::Delete:
            onResult(records.remove(what.collectionName, what.key.record, options),
                     &self,
                     [this](Result<void> result) {
                         singleEnded(result ? Result<Record>(Record{})
                                            : Result<Record>(result.takeError()));
                     });
            break;
        }
    }

    void singleEnded(Result<Record> result)
    {
        const CommitStep &what = plan.groups[group].steps[step];
        if (result) {
            const bool isDelete = what.kind == ChangeKind::Delete;
            CommitOutcome outcome = written(what, isDelete ? Json() : Json(result->values));
            if (outcome.record) {
                outcome.record->etag = result->etag;
            }
            settle({std::move(outcome)});
            advance(1);
            return;
        }
        const ApiError error = apiError(result.error());
        if (error.failure != TransportFailure::None) {
            verify(what, error);
            return;
        }
        if (error.status == 401
            || error.status >= 500) { // not this record's fault: the rest would fare no better
            summary.error = error;
            settle({refused(what, error.status, error.message, {})});
            finish();
            return;
        }
        if (wasPerhapsStored(what, error.fields)) {
            adoptStored(step, {-1, error.status, error.message, error.fields, error.codes});
            return;
        }
        settle({refused(what, error.status, error.message, error.fields)});
        advance(1);
    }

    /// Takes the stored record for ours and goes on with the others of its group.
    void adoptStored(std::size_t index, const BatchFailure &failure)
    {
        const CommitStep copy = plan.groups[group].steps[index];
        onResult(RecordsEndpoint(client).view(
                     copy.collectionName, copy.key.record, {}, {}, QStringLiteral("commit.verify")),
                 &self,
                 [this, index, copy, failure](const Result<Record> &record) {
                     CommitGroup &current = plan.groups[group];
                     if (record) {
                         settle({written(copy, Json(record->values))});
                     } else {
                         settle({refused(copy, failure.status, failure.message, failure.fields)});
                     }
                     current.steps.erase(current.steps.begin()
                                         + static_cast<std::ptrdiff_t>(index));
                     ++done;
                     emit self.progress(done, total);
                     next(); // which leaves the group when nothing is in it any more
                 });
    }

    /// No answer came. The write may have happened: look before calling it failed.
    void verify(const CommitStep &what, const ApiError &error)
    {
        summary.error = error;
        if (what.kind == ChangeKind::Insert && !what.sendsId) {
            finish();
            return;
        }
        const QString id = what.key.record;
        const CommitStep copy = what;
        onResult(RecordsEndpoint(client).view(
                     what.collectionName, id, {}, {}, QStringLiteral("commit.verify")),
                 &self,
                 [this, copy](Result<Record> record) {
                     if (wasWritten(copy, record)) {
                         summary.error = {};
                         const CommitGroup &current = plan.groups[group];
                         std::vector<CommitOutcome> outcomes;
                         if (current.isBatch) {
                             for (const CommitStep &one : current.steps) {
                                 outcomes.push_back(written(one, {}));
                             }
                         } else {
                             outcomes.push_back(
                                 written(copy, record ? Json(record->values) : Json()));
                         }
                         const int count = static_cast<int>(outcomes.size());
                         settle(std::move(outcomes));
                         advance(count);
                         return;
                     }
                     finish();
                 });
    }
};

CommitRunner::CommitRunner(ApiClient &client,
                           StagingEngine &staging,
                           const SchemaStore &schema,
                           CommitPlan plan,
                           QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(*this, client, staging, schema, std::move(plan)))
{
}

CommitRunner::~CommitRunner() = default;

// finished() never comes out of this call: the check ends from the event loop.
void CommitRunner::start() { m_impl->start(); }

void CommitRunner::setTrail(Trail trail) { m_impl->trail = trail; }

void CommitRunner::cancel() { m_impl->isCancelled = true; }

} // namespace socle::studio
