// Owner of the collections: the rows of `_collections`, their tables, and the snapshot everyone
// reads.
//
// A change runs inside the writer's transaction: normalise (A1.4), validate (A1.5), write the row,
// bring the table in line (data-directory.md B4). The new snapshot is swapped in by afterCommit();
// a rolled-back change leaves nothing behind. Inside a transaction the current state is read from
// the transaction itself, so several changes in one commit see each other.
#pragma once

#include "backend/schema/Catalogue.h"
#include "backend/schema/RuleChecker.h"
#include "shared/core/UniqueFunction.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace socle::storage {
class Database;
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::schema {

enum class Missing {
    Keep,
    Delete,
};

/// Told inside the write transaction, after the row and the table are done. Exactly one of the two
/// may be null.
struct CollectionChange
{
    CollectionPtr before; // null: created
    CollectionPtr after; // null: deleted
};

class SchemaStore
{
public:
    using Listener
        = UniqueFunction<Result<void>(storage::WriteTransaction &, const CollectionChange &)>;

    /// The references outlive the store.
    SchemaStore(storage::Database &database, const runtime::Clock &clock, runtime::Random &random);
    SchemaStore(const SchemaStore &) = delete;
    SchemaStore &operator=(const SchemaStore &) = delete;
    ~SchemaStore();

    /// Fresh install, opening, or upgrading of the folder's data.db (B1.5, B2, B5.7, B5.8), then
    /// loads the snapshot. Called once at start-up. Error: Unavailable with one sentence when the
    /// folder's layout is too old.
    Result<void> open();
    /// Reads the collections again, after another process changed them. Any thread but the writer.
    Result<void> reload();

    /// The current snapshot; any thread.
    CataloguePtr catalogue() const;
    /// The state inside `tx`, including changes that are not committed yet.
    Result<CataloguePtr> catalogue(storage::ReadTransaction &tx) const;

    /// Before the first change; the checker outlives the store.
    void setRuleChecker(const RuleChecker &checker);
    /// Called in registration order inside the transaction of every change (rename in rate limits,
    /// deletion of files…).
    void addListener(Listener listener);

    // Changes. `body` is the decoded request body. Errors: InvalidInput with the surface's whole
    // message ("Failed to create collection.", also the "Raw error" forms) and fields. Source:
    // admin-api.md A1.2, A1.3, A1.8, A1.12.
    Result<CollectionPtr> create(storage::WriteTransaction &tx, const Json &body);
    Result<CollectionPtr> update(storage::WriteTransaction &tx,
                                 std::string_view id,
                                 const Json &body);
    Result<void> remove(storage::WriteTransaction &tx, std::string_view id);
    Result<void> import(storage::WriteTransaction &tx, const Json &collections, Missing missing);
    /// A collection made in code (Socle's own system collections): created when no collection of
    /// that name exists.
    Result<CollectionPtr> ensure(storage::WriteTransaction &tx, Collection collection);

    /// {"auth":…,"base":…,"view":…} (A1.10).
    Json scaffolds() const;
    /// A blank collection of `type` with default fields, options and fresh secrets; id and indexes
    /// are derived from `name`.
    Collection scaffold(CollectionType type, std::string_view name) const;

    /// {"fields":[…]} and up to 10 sample rows of a view query. Nothing is kept. Errors:
    /// InvalidInput with SQLite's text.
    Result<Collection> dryRunView(storage::WriteTransaction &tx, std::string_view query) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::schema
