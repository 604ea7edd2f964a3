// The rows and tables of a new data folder, exactly as the peer makes them (data-directory.md B2),
// and what an older folder lacks (B5.7, B5.8).
#pragma once

#include "shared/core/Result.h"

namespace socle::storage {
class WriteTransaction;
}

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::schema {

/// Makes an empty data.db a fresh install, upgrades one of the last two releases, or leaves a
/// current one alone; then makes sure of `_socleMigrations`. Error: Unavailable with one sentence
/// when the layout is older than that.
Result<void> prepareFolder(storage::WriteTransaction &tx,
                           const runtime::Clock &clock,
                           runtime::Random &random);

/// `_logs` of auxiliary.db when it is not there (B1.5.3).
Result<void> prepareLogs(storage::WriteTransaction &auxiliary);

} // namespace socle::schema
