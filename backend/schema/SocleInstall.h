// Socle's own migrations: its system collections and first settings, after everything of the peer's
// (design.md 10, "Fresh folder").
//
// Each migration has a name, runs once and leaves a row in `_socleMigrations`. The peer knows
// nothing of them: the tables are ordinary system collections, rows of its own are never touched.
#pragma once

#include "shared/core/Result.h"

namespace socle::storage {
class Database;
class WriteTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Clock;
}

namespace socle::schema {

class SchemaStore;

/// Runs what is missing. After SchemaStore::open(), before anything reads the tables.
Result<void> installSocle(storage::Database &database,
                          SchemaStore &schema,
                          const runtime::Clock &clock);

/// `_socleOptions` (collection id or "", key, value) for callers that may run before the migrations
/// of a folder did.
Result<void> ensureOptions(storage::WriteTransaction &tx, SchemaStore &schema);

/// Remembers that this folder was made by Socle and not by the peer. Part of the fresh install.
Result<void> markNewFolder(storage::WriteTransaction &tx, const runtime::Clock &clock);

} // namespace socle::schema
