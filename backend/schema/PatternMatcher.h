// Regular expressions of the server: RE2, linear time, so a user's pattern cannot hang it. Compiled
// patterns are cached.
#pragma once

#include "shared/fields/FieldType.h"

namespace socle::schema {

/// The process-wide matcher; any thread.
const fields::PatternMatcher &patternMatcher();

} // namespace socle::schema
