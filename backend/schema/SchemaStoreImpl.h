// The inside of SchemaStore, shared by SchemaStore.cpp and Import.cpp only.
#pragma once

#include "backend/schema/CollectionRows.h"
#include "backend/schema/CollectionRules.h"
#include "backend/schema/SchemaStore.h"
#include "backend/schema/ViewQuery.h"

#include <optional>

namespace socle::schema {

struct SchemaStore::Impl
{
    Impl(storage::Database &database, const runtime::Clock &clock, runtime::Random &random);

    std::string now() const;
    Result<CataloguePtr> read(storage::ReadTransaction &tx) const;
    void publish(CataloguePtr next);
    Collection scaffold(CollectionType type, std::string_view name) const;

    /// Normalises `collection`, derives a view's fields and its plan, and validates.
    Result<FieldErrors> check(storage::ReadTransaction &tx,
                              Collection &collection,
                              const SaveContext &context,
                              std::optional<ViewPlan> &plan);
    /// Row and table or view; no validation.
    Result<void> persist(storage::WriteTransaction &tx,
                         Collection &collection,
                         const Collection *original,
                         const std::optional<ViewPlan> &plan);
    Result<void> drop(storage::WriteTransaction &tx, const Collection &collection);
    /// Every view of the database can still be read.
    Result<void> checkViews(storage::WriteTransaction &tx);
    /// Other views take over fields that changed under them.
    Result<void> refreshViews(storage::WriteTransaction &tx, std::string_view exceptId);
    Result<void> notify(storage::WriteTransaction &tx, const CollectionChange &change);
    Result<void> publishAfterCommit(storage::WriteTransaction &tx);
    Result<CollectionPtr> finish(storage::WriteTransaction &tx,
                                 CollectionPtr before,
                                 Collection collection);
    void enforceSuperusers(Collection &collection) const;

    storage::Database &database;
    const runtime::Clock &clock;
    runtime::Random &random;
    const RuleChecker *ruleChecker = nullptr;
    std::vector<SchemaStore::Listener> listeners = {};

    mutable std::mutex mutex = {}; // guards snapshot; nothing is called while it is held
    CataloguePtr snapshot;
    mutable CollectionMemo memo = {};
};

} // namespace socle::schema
