// A value of a record in words, as reviews, merges and histories show it: relations by the label of
// their record, everything else as its field type says it.
#pragma once

#include "shared/fields/Field.h"
#include "shared/json/Json.h"

#include <QString>

namespace socle::studio {

class CollectionSchema;
class ConnectionContext;
struct StagedRecord;

/// Labels that are not known yet are asked for; LabelCache::arrived() then says so.
QString valueWords(ConnectionContext &context, const Json &value, const fields::Field &field);

/// The same as a screen may show it: in privacy mode what is private only says so. Whoever paints it
/// once does so anew on Privacy::changed().
QString shownWords(ConnectionContext &context, const Json &value, const fields::Field &field);

/// What people call a staged record: its label, "New record", or its id.
QString stagedLabel(const StagedRecord &record, const CollectionSchema &collection);

} // namespace socle::studio
