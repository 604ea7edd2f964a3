// Checks of a collection's index list that need no engine (admin-api.md A1.6, the table).
#pragma once

#include "backend/schema/CollectionRules.h"

#include <optional>

namespace socle::schema {

/// The error for `data.indexes`: one of its own, or a group with the first failing index.
Result<std::optional<FieldError>> checkIndexes(storage::ReadTransaction &tx,
                                               const Collection &collection,
                                               const SaveContext &context);

} // namespace socle::schema
