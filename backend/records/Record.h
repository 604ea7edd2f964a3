// A record as a value: its collection and one Json per field, in the shapes of shared/fields.
//
// Records are what writes work on and what listeners are told of. Plain reads do not make any: they
// go from the row straight into the answer (RecordWriter.h).
//
// Invariant: `values()` has one entry per field of the collection, in its order; passwords hold the
// stored hash.
#pragma once

#include "backend/schema/Collection.h"
#include "shared/json/Json.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::records {

class Record
{
public:
    /// A blank record: every field has the zero value of its type.
    explicit Record(schema::CollectionPtr collection);

    const schema::Collection &collection() const { return *m_collection; }

    const schema::CollectionPtr &collectionPtr() const { return m_collection; }

    std::string_view id() const { return value("id").text(); }

    std::string_view text(std::string_view field) const { return value(field).text(); }

    bool flag(std::string_view field) const { return value(field).toBool(); }

    /// Value of a field, null for a field the collection does not have.
    const Json &value(std::string_view field) const;
    /// Does nothing when the collection has no such field.
    void set(std::string_view field, Json value);

    const std::vector<Json> &values() const { return m_values; }

    std::vector<Json> &values() { return m_values; }

    /// Every stored column by name, with `collectionId` and `collectionName`: the form of
    /// rules::Caller.
    Json toJson() const;

private:
    schema::CollectionPtr m_collection;
    std::vector<Json> m_values;
};

} // namespace socle::records
