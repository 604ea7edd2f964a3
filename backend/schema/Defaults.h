// What a new collection starts with: system fields, auth options, mail templates (admin-api.md
// A1.1, A1.4, A1.10).
#pragma once

#include "backend/schema/Collection.h"

#include <string_view>

namespace socle::runtime {
class Random;
}

namespace socle::schema {

/// Default auth options with fresh secrets; `_superusers` gets its shorter sessions on a fresh
/// install only.
AuthOptions defaultAuthOptions(runtime::Random &random);
/// 50 characters of [A-Za-z0-9].
std::string newTokenSecret(runtime::Random &random);

/// Adds and enforces the system fields of the collection's type (A1.4.3).
void enforceSystemFields(Collection &collection);
/// Adds the unique indexes on tokenKey and email that an auth collection needs (A1.4.5); `suffix`
/// ends their names.
void addRequiredIndexes(Collection &collection, std::string_view suffix);

/// `pbc_<crc32(type + name)>`, without the suffix that makes it unique.
std::string derivedCollectionId(CollectionType type, std::string_view name);

} // namespace socle::schema
