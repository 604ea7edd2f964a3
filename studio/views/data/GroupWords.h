// How a group is called: by its value, its related record's name, its month. For the group panel
// and the chart.
#pragma once

#include "shared/fields/Field.h"
#include "shared/json/Json.h"

#include <QString>

namespace socle::studio {

class ConnectionContext;

/// date or autodate.
bool isDateField(const fields::Field &field);

/// One group in words: "Yes", "published", the label of a related record (its id until that is
/// known), "(empty)". A value "2026-03" of a date field is written with `monthFormat`. `field` may
/// be null. Translated.
QString groupWords(ConnectionContext &context,
                   const fields::Field *field,
                   const Json &value,
                   const QString &monthFormat);

} // namespace socle::studio
