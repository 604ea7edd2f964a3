#include "studio/domain/CommitRunner.h"

#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"

#include <algorithm>

namespace socle::studio {

namespace {

constexpr int kCheckChunk
    = 40; // ids in one filter: stays far below 3,500 characters and 200 comparisons

void replaceIds(Json &value, const QHash<QString, QString> &ids)
{
    if (value.isString()) {
        const auto it = ids.find(toQString(value.text()));
        if (it != ids.end()) {
            value = toUtf8(*it);
        }
    } else if (value.isArray()) {
        for (Json &item : value.asArray()) {
            replaceIds(item, ids);
        }
    }
}

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
    std::vector<std::pair<QString, QStringList>> checks; // collection id, ids
    QHash<QString, QString> newIds; // temporary -> real, where they differ
    QSet<QString> failedInserts; // temporary ids
    std::size_t group = 0;
    std::size_t step = 0; // inside a group that is no batch
    int total = 0;
    int done = 0;
    bool isCancelled = false;
    bool hasSettled = false;

    void finish()
    {
        summary.wasCancelled = isCancelled;
        emit self.finished(summary);
        self.deleteLater();
    }

    // Before writing: did somebody else change these records?

    void collectChecks()
    {
        QMap<QString, QStringList> ids;
        for (const CommitGroup &g : plan.groups) {
            for (const CommitStep &s : g.steps) {
                if (s.kind != ChangeKind::Insert) {
                    ids[s.key.collection].append(s.key.record);
                }
            }
        }
        for (auto it = ids.begin(); it != ids.end(); ++it) {
            for (qsizetype i = 0; i < it->size(); i += kCheckChunk) {
                checks.emplace_back(it.key(), it->mid(i, kCheckChunk));
            }
        }
    }

    void nextCheck()
    {
        if (isCancelled) {
            finish();
            return;
        }
        if (checks.empty()) {
            replan();
            return;
        }
        const auto [collectionId, ids] = checks.back();
        checks.pop_back();
        const CollectionPtr collection = schema.find(collectionId);
        ListQuery query;
        query.perPage = kCheckChunk;
        query.skipTotal = true;
        query.purpose = QStringLiteral("commit.check");
        if (plan.capabilities.has(Capability::Preconditions)) {
            query.fields = QStringLiteral("*,@etag");
        }
        query.filter = idFilter(ids);
        onResult(RecordsEndpoint(client).list(collection->name, query),
                 &self,
                 [this, collectionId = collectionId, ids = ids](Result<RecordPage> page) {
                     if (!page) {
                         summary.error = apiError(page.error());
                         finish(); // nothing was sent, everything stays staged
                         return;
                     }
                     QStringList missing = ids;
                     for (const Record &record : page->items) {
                         missing.removeAll(record.id);
                         staging.noteServerRecord({collectionId, record.id}, record);
                     }
                     for (const QString &id : missing) {
                         staging.noteServerDelete({collectionId, id});
                     }
                     nextCheck();
                 });
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
                    summary.conflicts += record->hasConflict() ? 1 : 0;
                } else {
                    ++summary.written; // the server has it already
                }
            }
        }
        const Capabilities capabilities = plan.capabilities;
        plan = CommitPlan::make(records, schema, capabilities);
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

    void settle(std::vector<CommitOutcome> outcomes)
    {
        for (const CommitOutcome &outcome : outcomes) {
            summary.written += outcome.isWritten ? 1 : 0;
            summary.conflicts += outcome.isConflict ? 1 : 0;
            summary.failed += !outcome.isWritten && !outcome.isConflict ? 1 : 0;
            if (outcome.isWritten && !outcome.newId.isEmpty()
                && outcome.newId != outcome.key.record) {
                newIds.insert(outcome.key.record, outcome.newId);
            }
            if (!outcome.isWritten) {
                failedInserts.insert(outcome.key.record);
            }
        }
        staging.settle(outcomes, std::exchange(hasSettled, true));
    }

    static CommitOutcome written(const CommitStep &what, const Json &body)
    {
        CommitOutcome outcome;
        outcome.key = what.key;
        outcome.isWritten = true;
        if (body.isObject()) {
            if (auto record = Record::fromJson(body)) {
                outcome.newId = record->id;
                outcome.record = record.takeValue();
            }
        }
        return outcome;
    }

    static CommitOutcome refused(const CommitStep &what,
                                 int status,
                                 const QString &message,
                                 QMap<QString, QString> fields)
    {
        CommitOutcome outcome;
        outcome.key = what.key;
        outcome.error = message;
        outcome.fieldErrors = std::move(fields);
        outcome.isConflict = status == 412 || status == 409;
        outcome.isMissing = status == 404 && what.kind == ChangeKind::Update;
        outcome.isWritten = status == 404 && what.kind == ChangeKind::Delete; // gone is gone
        return outcome;
    }

    void sendBatch(CommitGroup &current)
    {
        std::vector<BatchRequest> requests;
        for (CommitStep &what : current.steps) {
            prepare(what);
            if (what.references.intersects(failedInserts)) {
                settle({refused(
                    what, 400, CommitRunner::tr("A new record it refers to was refused."), {})});
                advance(static_cast<int>(current.steps.size()));
                return;
            }
            requests.push_back(toRequest(what));
        }
        onResult(BatchEndpoint(client).send(requests, QStringLiteral("commit.batch")),
                 &self,
                 [this](Result<BatchReply> reply) { batchEnded(std::move(reply)); });
    }

    void batchEnded(Result<BatchReply> reply)
    {
        const std::vector<CommitStep> &steps = plan.groups[group].steps;
        if (reply) {
            std::vector<CommitOutcome> outcomes;
            for (std::size_t i = 0; i < steps.size(); ++i) {
                outcomes.push_back(
                    written(steps[i], i < reply->size() ? (*reply)[i].body : Json()));
            }
            settle(std::move(outcomes));
            advance(static_cast<int>(steps.size()));
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

    /// An insert whose id was made here is refused because the id is taken: an earlier commit
    /// stored it and its answer never came (the server or the studio was killed).
    static bool wasPerhapsStored(const CommitStep &what, const QMap<QString, QString> &fields)
    {
        return what.kind == ChangeKind::Insert && what.sendsId
            && fields.contains(QStringLiteral("id"));
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

    static bool wasWritten(const CommitStep &what, const Result<Record> &record)
    {
        if (what.kind == ChangeKind::Delete) {
            return !record && apiError(record.error()).status == 404;
        }
        if (!record) {
            return false;
        }
        if (what.kind == ChangeKind::Insert) {
            return true; // the id was made here: nobody else has it
        }
        return what.files.isEmpty()
            && std::all_of(what.body.begin(), what.body.end(), [&record](const auto &member) {
                   const Json *now = record->values.find(member.first);
                   return now != nullptr && sameValue(*now, member.second);
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

void CommitRunner::start()
{
    m_impl->collectChecks();
    // From the event loop, so that finished() never comes out of this call.
    QMetaObject::invokeMethod(
        this, [this] { m_impl->nextCheck(); }, Qt::QueuedConnection);
}

void CommitRunner::cancel() { m_impl->isCancelled = true; }

} // namespace socle::studio
