// The two steps before a collection is saved: normalising it (admin-api.md A1.4) and validating it
// (A1.5, A1.6).
#pragma once

#include "backend/schema/Catalogue.h"
#include "backend/schema/RuleChecker.h"

#include <string>
#include <vector>

namespace socle::storage {
class ReadTransaction;
}

namespace socle::runtime {
class Random;
}

namespace socle::schema {

/// What the checks compare with.
struct SaveContext
{
    const Catalogue &catalogue; // before the change
    const Collection *original = nullptr; // null: a new collection
    bool derivesId = false; // new, and the client sent no id of its own
    bool checksIdentity = true; // false in imports: a new collection is already stored
    std::string submittedType = {}; // when it names no type or another one than `collection.type`
    const RuleChecker *rules = nullptr; // null: only the grammar is checked
};

/// Missing ids, system fields, required indexes, index table names. `now` in the stored layout.
void normalize(Collection &collection, const SaveContext &context, const std::string &now);

/// All broken rules by path; empty when the collection may be saved. Error: storage failures only.
Result<FieldErrors> validate(storage::ReadTransaction &tx,
                             const Collection &collection,
                             const SaveContext &context,
                             runtime::Random &random);

} // namespace socle::schema
