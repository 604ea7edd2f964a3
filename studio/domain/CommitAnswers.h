// What an answer of the server means for one step of a commit: pure functions of the CommitRunner.
#pragma once

#include "studio/domain/CommitPlan.h"

namespace socle::studio {

/// Puts the real ids of committed records where a body mentions temporary ones.
void replaceIds(Json &value, const QHash<QString, QString> &ids);

/// The step was written; `body` is the record as stored, null when it is not known.
CommitOutcome written(const CommitStep &what, const Json &body);

CommitOutcome refused(const CommitStep &what,
                      int status,
                      const QString &message,
                      QMap<QString, QString> fields);

/// An insert whose id was made here is refused because the id is taken: an earlier commit stored it
/// and its answer never came (the server or the studio was killed).
bool wasPerhapsStored(const CommitStep &what, const QMap<QString, QString> &fields);

/// Whether a step that got no answer happened, from the record as it is now.
bool wasWritten(const CommitStep &what, const Result<Record> &record);

} // namespace socle::studio
