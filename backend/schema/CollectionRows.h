// The rows of `_collections`: read tolerantly, written completely (data-directory.md B2.1, B2.6).
#pragma once

#include "backend/schema/Catalogue.h"

#include <string_view>

namespace socle::storage {
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::schema {

/// All collections in rowid order. Error: Internal when a row cannot be understood.
Result<std::vector<CollectionPtr>> readCollections(storage::ReadTransaction &tx);
Result<void> insertCollection(storage::WriteTransaction &tx, const Collection &collection);
/// `id` is the key; everything else is written.
Result<void> updateCollection(storage::WriteTransaction &tx, const Collection &collection);
Result<void> deleteCollection(storage::WriteTransaction &tx, std::string_view id);

} // namespace socle::schema
