// A staged record as the JSON of a draft, and the change that would undo a committed one.
//
// | key                          | meaning                                                        |
// |------------------------------|----------------------------------------------------------------|
// | collection, record, kind     | key; "insert", "update", "delete"                              |
// | stamp, etag, base, order     | as StagedRecord                                                |
// | fields.NAME {base,value,files} | staged values; errors and conflicts are found anew |
#pragma once

#include "studio/domain/StagingEngine.h"

namespace socle::studio {

struct CollectionSchema;

/// Values of password fields are left out (drafts hold no secrets); `schema` null: every field
/// named like one.
QByteArray writeStagedDraft(const StagedRecord &record, const CollectionSchema *schema);
Result<StagedRecord> readStagedDraft(const QByteArray &bytes);

/// What to stage to get the state before a written change: an update with the old values, a delete
/// for an insert, an insert with the same id for a delete.
StagedRecord inverseOf(const StagedRecord &written, const CommitOutcome &outcome);

} // namespace socle::studio
