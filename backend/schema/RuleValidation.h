// Rules of a collection as texts: do they compile, and may they change (admin-api.md A1.5)?
#pragma once

#include "backend/schema/CollectionRules.h"

#include <optional>
#include <string_view>

namespace socle::schema {

/// `old` is the rule before the change, null for a new collection.
std::optional<FieldError> checkRule(const Rule &rule,
                                    const Rule *old,
                                    const Collection &collection,
                                    const SaveContext &context);

} // namespace socle::schema
