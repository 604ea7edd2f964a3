// Options of an auth collection: the struct phase reports everything together, the second phase
// only its first fault (admin-api.md A1.5 "Auth options").
#pragma once

#include "backend/schema/CollectionRules.h"

#include <span>
#include <string_view>

namespace socle::schema {

void validateAuth(const Collection &collection, const SaveContext &context, FieldErrors &errors);

/// Names of the OAuth2 providers the server knows, in the order of A1.10.
std::span<const std::string_view> oauth2ProviderNames();

} // namespace socle::schema
