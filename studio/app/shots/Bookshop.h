// The sample project of screenshots and tests: a small bookshop, the same every time.
//
// Collections as in studio.md Appendix D (those a picture needs), about 200 books whose newest are
// the rows of mockups/browser-light.png; ids from a seeded generator; on purpose with Arabic,
// Japanese, emoji and empty values.
#pragma once

#include "shared/core/Result.h"
#include "studio/app/shots/Door.h"

namespace socle::studio {

/// Makes the collections and records on an empty server. Errors: what the server refused, with its
/// words.
Result<void> seedBookshop(Door &door);

} // namespace socle::studio
