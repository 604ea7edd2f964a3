// Known answers for what must never be wrong, checked in a few milliseconds before anything opens
// (style.md 12).
#pragma once

#include "shared/core/Result.h"

namespace socle::app {

/// Hash, signature, cipher, password check and date against fixed results. Error: Internal, naming
/// the one that is off.
Result<void> selfTest();

} // namespace socle::app
