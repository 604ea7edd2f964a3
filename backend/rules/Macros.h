// The date macros of the filter language, counted from the request's time in UTC
// (records-api.md 3.8).
#pragma once

#include "backend/storage/Value.h"
#include "shared/core/DateTime.h"

#include <optional>
#include <string_view>

namespace socle::rules {

/// Value of `@now`, `@todayStart`, `@hour` …; nothing when `name` is no macro. Case-sensitive.
std::optional<storage::Value> macroValue(std::string_view name, DateTime now);

} // namespace socle::rules
