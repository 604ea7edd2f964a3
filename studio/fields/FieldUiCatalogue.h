// The list of field UIs: the one place that knows them all, in the order the type picker offers
// them.
#pragma once

#include "studio/fields/FieldUi.h"

#include <span>

namespace socle::studio {

/// One per type of shared/fields, in its order.
std::span<const FieldUi *const> fieldUis();

/// Exact protocol name; the fallback (read-only JSON text) for a type this studio does not know.
/// Never fails.
const FieldUi &fieldUi(QStringView typeName);
const FieldUi &fieldUi(const fields::Field &field);
/// Whose values are blurred in privacy mode: hidden fields, passwords, e-mail addresses.
bool isPrivateField(const fields::Field &field);
/// UI of types nobody knows.
const FieldUi &unknownFieldUi();

const FieldUi &autodateFieldUi();
const FieldUi &boolFieldUi();
const FieldUi &dateFieldUi();
const FieldUi &editorFieldUi();
const FieldUi &emailFieldUi();
const FieldUi &fileFieldUi();
const FieldUi &geoPointFieldUi();
const FieldUi &jsonFieldUi();
const FieldUi &numberFieldUi();
const FieldUi &passwordFieldUi();
const FieldUi &relationFieldUi();
const FieldUi &selectFieldUi();
const FieldUi &textFieldUi();
const FieldUi &urlFieldUi();

} // namespace socle::studio
