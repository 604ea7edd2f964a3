// Values of fields between the wire (Json) and the interface (QVariant), checked with the server's
// own code.
//
// | Types                      | QVariant                                                  |
// |----------------------------|-----------------------------------------------------------|
// | text editor email url      | QString                                                   |
// | password                   | QString (only ever a new one)                             |
// | number                     | double, or qlonglong for a whole number                   |
// | bool                       | bool                                                      |
// | date autodate              | QDateTime in UTC with milliseconds; null = empty          |
// | select relation file       | QString, or QStringList when the field is multiple        |
// | json                       | QString: the JSON text, "" for null                       |
// | geoPoint                   | QPointF(lon, lat)                                         |
#pragma once

#include "shared/core/Error.h"
#include "shared/fields/Field.h"
#include "shared/fields/FieldType.h"
#include "shared/json/Json.h"

#include <QString>
#include <QVariant>

#include <optional>

namespace socle::studio {

/// Wire value to the table above; a value of a foreign shape reads as the type's zero value.
QVariant toVariant(const Json &value, const fields::Field &field);
/// Back again, normalised as the server would. A json text that does not parse becomes a JSON
/// string.
Json toJson(const QVariant &value, const fields::Field &field);
/// One line for a cell or a review: "3 tags", ISO dates, compact JSON. Not localised.
QString displayText(const Json &value, const fields::Field &field);

/// A number as text with `decimals` digits after the point, so that prices line up; one that needs
/// more, or that has an exponent, stays as it is, and so does everything with `decimals` below 0.
QString withDecimals(const QString &number, int decimals);

/// Raw text (paste, CSV) to a value of the field: "yes" is a bool, "1,5" stays no number, lists are
/// JSON or separated by comma. Error: the reason in `message`, nothing lost silently.
Result<Json> parseText(const QString &text, const fields::Field &field);

/// The first broken rule, with the server's words; nothing when legal. Existence, uniqueness and
/// files are the server's.
std::optional<FieldError> validate(const Json &value,
                                   const fields::Field &field,
                                   const Json *original = nullptr);
/// Message of validate(), empty when legal.
QString validationMessage(const Json &value,
                          const fields::Field &field,
                          const Json *original = nullptr);

/// Same value on the wire: numbers by value, objects regardless of order.
bool sameValue(const Json &a, const Json &b);

/// Regular expressions through QRegularExpression, with a step limit against runaway patterns.
const fields::PatternMatcher &patternMatcher();

} // namespace socle::studio
