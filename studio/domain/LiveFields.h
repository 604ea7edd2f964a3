// Which fields a live subscription asks for (studio.md 4.3.16).
//
// Records of such events are partial like those of the grid's pages: what is missing in them was
// not asked for, long texts are excerpts. Nothing of them is a base for an edit.
#pragma once

#include <QString>
#include <QStringList>

namespace socle::studio {

class SchemaStore;
struct CollectionSchema;
struct RecordQuery;

/// The `fields` of a subscription: those of the grid's requests and what its filter compares
/// (FilterMatch::fields). Empty: whole records.
QString liveFieldsText(const RecordQuery &query,
                       const CollectionSchema &collection,
                       const SchemaStore &schema,
                       const QStringList &compared);

} // namespace socle::studio
