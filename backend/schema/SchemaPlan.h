// What an import of collections would do, without doing it: the whole change runs in a savepoint
// that is always rolled back, and what it did is described (socle-api.md 4, design.md 10).
#pragma once

#include "backend/schema/SchemaStore.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace socle::schema {

enum class Severity {
    Safe, // nothing is lost, nobody notices
    Careful, // clients, records or rules may be affected
    Destructive, // data goes
};

/// Something that names what a change takes away or renames.
struct PlanReference
{
    std::string kind = {}; // rule, index, view, relation, option
    std::string collection = {};
    std::string where = {}; // "listRule", the index's name, the field's name
};

struct PlannedChange
{
    std::string collection = {};
    std::string kind = {}; // "field.remove"
    std::string field = {}; // field, index, rule or option it is about; "" for the collection
    Severity severity = Severity::Safe;
    std::string summary = {}; // a sentence
    std::int64_t affected = 0; // records or values
    std::vector<std::string> sql = {};
    std::vector<PlanReference> references = {};
};

struct SchemaPlan
{
    std::vector<PlannedChange> changes = {};
    /// What the real import would answer; absent when it would go through.
    std::optional<Error> refusal = {};
};

/// Errors: InvalidInput for a malformed body, as SchemaStore::import(); storage failures.
Result<SchemaPlan> planImport(storage::WriteTransaction &tx,
                              SchemaStore &schema,
                              const Json &collections,
                              Missing missing);

/// The differences between two catalogues in the order of the later one; without SQL and counts.
std::vector<PlannedChange> compareCatalogues(const Catalogue &before, const Catalogue &after);

std::string_view toText(Severity severity);

} // namespace socle::schema
