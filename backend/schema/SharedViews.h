// Shared views of the studio's data browser: rows of the system collection `_savedViews`
// (capability `views.shared`).
//
// Read and written through the ordinary record routes by superusers, so that realtime, batch and
// backups know them without a word more; the peer sees one more locked collection. Here is only
// what the rows cannot know themselves: their collection may go.
#pragma once

#include <string_view>

namespace socle::schema {

class SchemaStore;

inline constexpr std::string_view kSharedViewsCollection = "_savedViews";

/// The views of a deleted collection go in the transaction that deletes it. Call once, after
/// SchemaStore::open(); writer thread afterwards.
void removeSharedViewsWithCollection(SchemaStore &schema);

} // namespace socle::schema
