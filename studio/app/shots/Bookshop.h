// The sample project on a server, one request after the other: what screenshots and tests stand on.
#pragma once

#include "shared/core/Result.h"
#include "studio/app/shots/Door.h"

namespace socle::studio {

/// Makes the collections and records on an empty server. Errors: what the server refused, with its
/// words.
Result<void> seedBookshop(Door &door);

} // namespace socle::studio
