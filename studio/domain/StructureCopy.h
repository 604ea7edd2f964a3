// A collection's structure as the beginning of a new one: fields, rules, options and indexes,
// without records ("Duplicate structure", studio.md 3.4).
#pragma once

#include "shared/json/Json.h"
#include "studio/api/Text.h"

#include <QString>

namespace socle::studio {

/// `collection` as the server has it. Field ids stay (they are unique within a
/// collection); indexes are put on the new table under new names, since a database has each name
/// once. A relation of the collection to itself stays a relation to the original.
Json structureCopy(const Json &collection, const QString &name);

/// "books_copy", or with the first number that `taken` does not have.
QString copyName(const QString &name, const QStringList &taken);

} // namespace socle::studio
