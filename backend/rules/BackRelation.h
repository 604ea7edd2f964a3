// `comments_via_post`: the path segment that walks a relation backwards (records-api.md 3.5, 4.3).
#pragma once

#include "backend/schema/Catalogue.h"

#include <optional>
#include <string_view>

namespace socle::rules {

enum class RelatedCount { One, Many };

struct BackRelation
{
    schema::CollectionPtr collection; // the one that holds the relation field
    const fields::Field *field = nullptr; // lives as long as `collection`
    RelatedCount count
        = RelatedCount::Many; // One: a single relation with a UNIQUE index of its own
};

/// Reads `segment` as a back relation to `target`; the last "_via_" splits. Nothing when it is
/// none: unknown collection or field, no relation, or one that points elsewhere.
std::optional<BackRelation> findBackRelation(std::string_view segment,
                                             const schema::Collection &target,
                                             const schema::Catalogue &catalogue);

/// True when `field` alone carries a UNIQUE index of `collection`; a partial index counts.
bool hasOwnUniqueIndex(const schema::Collection &collection, std::string_view field);

} // namespace socle::rules
