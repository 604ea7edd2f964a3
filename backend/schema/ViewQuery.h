// View collections: is the query allowed, which fields does it give, and the view it becomes
// (admin-api.md A1.11).
//
// Column types come from the engine, which knows the origin of every result column; only what it
// cannot know (count(…), cast(… as …)) is read from the text.
#pragma once

#include "backend/schema/Catalogue.h"

#include <string>
#include <string_view>

namespace socle::storage {
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Random;
}

namespace socle::schema {

struct ViewPlan
{
    std::string select = {}; // what the view selects from, the id cast to text when needed
    fields::FieldList fields = {};
    std::string problem
        = {}; // the peer's text of what is wrong with the query; empty when it is allowed
};

/// What can be known of the query; with a `problem` the fields that could still be derived.
ViewPlan analyzeView(storage::ReadTransaction &tx,
                     std::string_view query,
                     const Catalogue &catalogue,
                     runtime::Random &random);
/// The same for callers that need a good one. Error: InvalidInput with the problem as message.
Result<ViewPlan> planView(storage::ReadTransaction &tx,
                          std::string_view query,
                          const Catalogue &catalogue,
                          runtime::Random &random);

/// Drops `oldName` when there is one and makes the view.
Result<void> replaceView(storage::WriteTransaction &tx,
                         std::string_view oldName,
                         std::string_view name,
                         const ViewPlan &plan);

/// Equal but for the ids, which change at every save.
bool hasSameShape(const fields::FieldList &a, const fields::FieldList &b);

} // namespace socle::schema
