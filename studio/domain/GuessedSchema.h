// The fields of a collection nobody describes, read from its records.
//
// Only superusers may ask a server for its collections. Any other account sees records by the
// rules, and what a record shows of itself is enough to browse and edit it: booleans, numbers,
// dates, file names, places. What values cannot tell apart becomes the plainest type that loses
// nothing (a list of options is JSON), and limits are left to the server. A few short texts that
// come again and again are taken for the options of a select; it says that it is a guess, and takes
// every other text as well (isGuess).
#pragma once

#include "shared/fields/Field.h"
#include "studio/api/RecordsEndpoint.h"

#include <QHash>

namespace socle::studio {

/// A select whose options are only those that were seen: no text is refused, and nothing is made
/// that would leave out a value which was not seen (columns of a board, groups).
bool isGuess(const fields::Field &field);

/// What an expand answered: field -> (id of the target collection, its name).
using SeenRelations = QHash<QString, std::pair<QString, QString>>;

/// Fields that may hold record ids, worth an expand.
QStringList possibleRelations(const std::vector<Record> &records);
/// Those that the server resolved.
SeenRelations seenRelations(const std::vector<Record> &expanded);

/// Collection JSON (admin-api.md A1.1) as far as the records tell. Without a record it has an id
/// and nothing else, and `name` stands for the collection's id.
Json guessCollection(const QString &name,
                     const std::vector<Record> &records,
                     const SeenRelations &relations);

} // namespace socle::studio
