// Which fields are unique by themselves: sign-in may look records up by them, and a back relation
// through one is a single record (auth-api.md 3.5, records-api.md 4.3).
#pragma once

#include "backend/schema/Collection.h"

#include <optional>
#include <string_view>

namespace socle::records {

struct UniqueIndex
{
    bool ignoresCase = false; // COLLATE NOCASE
};

/// The UNIQUE index over exactly `field`, read from the collection's CREATE INDEX texts; nothing
/// when there is none.
std::optional<UniqueIndex> singleColumnUniqueIndex(const schema::Collection &collection,
                                                   std::string_view field);

} // namespace socle::records
