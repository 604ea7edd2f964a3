// Rows that hang on an auth record by `collectionRef` and `recordRef` (auth-api.md 8).
#pragma once

#include "backend/records/Record.h"
#include "shared/core/Result.h"

#include <vector>

namespace socle::storage {
class ReadTransaction;
}

namespace socle::auth {

/// Rows of `collection` that belong to `owner`, newest first.
Result<std::vector<records::Record>> linkedRecords(storage::ReadTransaction &transaction,
                                                   const schema::CollectionPtr &collection,
                                                   const records::Record &owner);

/// A blank row that belongs to `owner`.
records::Record linkedTo(const schema::CollectionPtr &collection, const records::Record &owner);

} // namespace socle::auth
