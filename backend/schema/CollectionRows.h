// The rows of `_collections`: read tolerantly, written completely (data-directory.md B2.1, B2.6).
#pragma once

#include "backend/schema/Catalogue.h"

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::schema {

/// Rows that were read before, by collection id. A row that did not change gives the same
/// Collection again: most changes touch one of many, and what is cached by Collection (record
/// plans) stays good for the others.
struct CollectionMemo
{
    struct Entry
    {
        std::string row; // its columns, one after the other
        CollectionPtr collection;
    };

    std::mutex
        mutex; // guards `entries`; nothing is called while it is held but the reading of rows
    std::map<std::string, Entry, std::less<>> entries;
};

/// All collections in rowid order. Error: Internal when a row cannot be understood.
Result<std::vector<CollectionPtr>> readCollections(storage::ReadTransaction &tx,
                                                   CollectionMemo *memo = nullptr);
Result<void> insertCollection(storage::WriteTransaction &tx, const Collection &collection);
/// `id` is the key; everything else is written.
Result<void> updateCollection(storage::WriteTransaction &tx, const Collection &collection);
Result<void> deleteCollection(storage::WriteTransaction &tx, std::string_view id);

} // namespace socle::schema
