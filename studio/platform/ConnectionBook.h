// The list of connections as a file to give away: JSON without passwords, tokens or pinned
// certificates.
//
//   {"format":"socle-connections","version":1,"connections":[{profile without id and history}]}
//
// Source: studio.md 4.1.
#pragma once

#include "shared/core/Result.h"
#include "studio/platform/ConnectionProfile.h"

#include <vector>

namespace socle::studio {

QByteArray exportConnections(const std::vector<ConnectionProfile> &profiles);

/// Profiles without id, in the order of the file. A pinned certificate in the file does not count:
/// trust is not imported. Errors: InvalidInput (no such file, a newer version).
Result<std::vector<ConnectionProfile>> importConnections(const QByteArray &bytes);

} // namespace socle::studio
