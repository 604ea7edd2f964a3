// What is typed into the filter row under the header, as a condition (studio.md 4.3.3).
//
// Short forms: texts contain what is typed; numbers take "12", ">12", "<=12", "10..20"; yes and no
// for bools; the beginning of a date ("2026-03"); a relation's label. "-" alone means empty.
#pragma once

#include "shared/fields/Field.h"

#include <QString>

namespace socle::studio {

class SchemaStore;

/// Text of the filter language; empty when nothing was typed, or nothing that fits the field.
QString quickCondition(const fields::Field &field, const QString &typed, const SchemaStore &schema);

} // namespace socle::studio
