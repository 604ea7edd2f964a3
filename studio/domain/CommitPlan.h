// In which order and in which requests staged records are written (studio.md 4.3.9): a plain value,
// made before anything is sent.
//
// Order: inserts with what they refer to first, then updates, then deletes (referring ones before
// the referred). With batch requests on, steps are grouped up to the server's limits, each group
// one transaction; otherwise one by one, "not atomic". New records carry an id made here whenever
// the collection accepts one, so that references work inside one batch; others are written first
// and their temporary id is replaced as soon as it is known.
#pragma once

#include "studio/api/BatchEndpoint.h"
#include "studio/api/Capabilities.h"
#include "studio/domain/StagingEngine.h"

#include <vector>

namespace socle::studio {

struct CommitStep
{
    RecordKey key = {};
    ChangeKind kind = ChangeKind::Update;
    QString collectionName = {};
    JsonObject body = {};
    QList<FilePart> files = {};
    QString ifMatch = {};
    bool sendsId = true; // inserts: false when the server makes the id
    QSet<QString> references = {}; // temporary ids of staged inserts that the body mentions
    qint64 bodyBytes = 0; // about, files included
};

struct CommitGroup
{
    std::vector<CommitStep> steps = {};
    bool isBatch = false; // one transaction
};

enum class NotAtomic { No, BatchOff, TooMany, TooLarge };

struct CommitPlan
{
    std::vector<CommitGroup> groups = {};
    std::vector<RecordKey> blocked = {}; // invalid or in conflict: not sent
    NotAtomic notAtomic = NotAtomic::No; // why the whole is not one transaction
    Capabilities capabilities = {}; // it was made for

    int stepCount() const;
    int requestCount() const;

    bool isEmpty() const { return groups.empty(); }

    /// "Not atomic: this server has batch requests off", empty when atomic. Translated.
    QString notAtomicText() const;

    static CommitPlan make(const std::vector<const StagedRecord *> &records,
                           const SchemaStore &schema,
                           const Capabilities &capabilities);
};

/// The single request of a step, for "Copy as request" and for the runner.
BatchRequest toRequest(const CommitStep &step);

} // namespace socle::studio
