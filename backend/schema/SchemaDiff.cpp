// The differences between two catalogues, as the changes of a schema plan (design.md 10).
#include "backend/schema/IndexStatement.h"
#include "backend/schema/PlanReferences.h"
#include "backend/schema/SchemaPlan.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>

namespace socle::schema {

namespace {

/// Gathers the changes of one collection.
class Differ
{
public:
    Differ(std::vector<PlannedChange> &changes, std::string collection)
        : m_changes(changes)
        , m_collection(std::move(collection))
    {
    }

    void add(std::string_view kind, std::string field, Severity severity, std::string summary)
    {
        m_changes.push_back({.collection = m_collection,
                             .kind = std::string(kind),
                             .field = std::move(field),
                             .severity = severity,
                             .summary = std::move(summary)});
    }

    void compareFields(const Collection &before, const Collection &after)
    {
        for (const fields::Field &field : after.fields) {
            const fields::Field *old = before.fieldById(field.id);
            if (old == nullptr) {
                add("field.add",
                    field.name,
                    field.required ? Severity::Careful : Severity::Safe,
                    field.required
                        ? "Adds a required " + field.type + " field: existing records have no value"
                        : "Adds a " + field.type + " field");
                continue;
            }
            if (old->name != field.name) {
                add("field.rename",
                    field.name,
                    Severity::Careful,
                    "Renames the field " + old->name + " to " + field.name);
            }
            compareOptions(*old, field);
        }
        for (const fields::Field &field : before.fields) {
            if (after.fieldById(field.id) == nullptr) {
                add("field.remove", field.name, Severity::Destructive, "Drops the field");
            }
        }
    }

    void compareIndexes(const Collection &before, const Collection &after)
    {
        const auto has = [](const Collection &in, const IndexStatement &wanted) {
            return std::any_of(in.indexes.begin(), in.indexes.end(), [&](const std::string &text) {
                const IndexStatement index = parseIndex(text);
                return equalsIgnoreCase(index.indexName, wanted.indexName)
                    && index.definition() == wanted.definition();
            });
        };
        for (const std::string &text : after.indexes) {
            const IndexStatement index = parseIndex(text);
            if (!has(before, index)) {
                add("index.add",
                    index.indexName,
                    index.isUnique ? Severity::Careful : Severity::Safe,
                    index.isUnique ? "Adds a unique index: duplicates would refuse it"
                                   : "Adds an index");
            }
        }
        for (const std::string &text : before.indexes) {
            const IndexStatement index = parseIndex(text);
            if (!has(after, index)) {
                add("index.remove",
                    index.indexName,
                    index.isUnique ? Severity::Careful : Severity::Safe,
                    index.isUnique ? "Drops a unique index: duplicates become possible"
                                   : "Drops an index");
            }
        }
    }

    void compareRules(const Collection &before, const Collection &after)
    {
        const auto old = namedRules(before);
        const auto now = namedRules(after);
        for (std::size_t i = 0; i < std::min(old.size(), now.size()); ++i) {
            const Rule &rule = *now[i].second;
            if (*old[i].second == rule) {
                continue;
            }
            add("rule.change",
                std::string(now[i].first),
                rule ? Severity::Careful : Severity::Safe,
                !rule               ? "Locks it: superusers only"
                    : rule->empty() ? "Opens it to everyone"
                                    : "Changes the condition");
        }
    }

    void compareRest(const Collection &before, const Collection &after)
    {
        if (after.isView()) {
            if (before.viewQuery != after.viewQuery) {
                add("view.change", "viewQuery", Severity::Careful, "Changes the query of the view");
            }
            return;
        }
        const Json old = optionsJson(before, Secrets::Show); // compared, never shown
        const Json now = optionsJson(after, Secrets::Show);
        for (const auto &[key, value] : now.object()) {
            if (key != "authRule" && key != "manageRule" && old[key] != value) {
                add("option.change", key, Severity::Careful, "Changes the option " + key);
            }
        }
    }

private:
    void compareOptions(const fields::Field &old, const fields::Field &field)
    {
        fields::Field renamed = old;
        renamed.name = field.name;
        if (renamed == field) {
            return;
        }
        if (old.isMultiple() && !field.isMultiple()) {
            add("field.change",
                field.name,
                Severity::Destructive,
                "Keeps the last item of each list only");
        } else if (!old.required && field.required) {
            add("field.change",
                field.name,
                Severity::Careful,
                "Makes the field required: records without a value cannot be saved again");
        } else {
            const bool changesValues = old.isMultiple() != field.isMultiple();
            add("field.change",
                field.name,
                changesValues || !(old.options == field.options) ? Severity::Careful
                                                                 : Severity::Safe,
                changesValues ? "Turns the value into a list" : "Changes options of the field");
        }
    }

    std::vector<PlannedChange> &m_changes;
    std::string m_collection;
};

} // namespace

std::vector<PlannedChange> compareCatalogues(const Catalogue &before, const Catalogue &after)
{
    std::vector<PlannedChange> changes;
    for (const CollectionPtr &now : after.all()) {
        Differ differ(changes, now->name);
        const CollectionPtr old = before.findById(now->id);
        if (!old) {
            differ.add("collection.create",
                       "",
                       Severity::Safe,
                       "Creates the collection with " + std::to_string(now->fields.size())
                           + " fields");
            continue;
        }
        if (old->name != now->name) {
            differ.add("collection.rename",
                       "",
                       Severity::Careful,
                       "Renames the collection " + old->name + " to " + now->name);
        }
        if (!now->isView()) {
            differ.compareFields(*old, *now);
            differ.compareIndexes(*old, *now);
        }
        differ.compareRules(*old, *now);
        differ.compareRest(*old, *now);
        if (old->system != now->system) {
            differ.add("collection.change", "system", Severity::Careful, "Changes the system flag");
        }
    }
    for (const CollectionPtr &old : before.all()) {
        if (!after.findById(old->id)) {
            Differ(changes, old->name)
                .add("collection.drop", "", Severity::Destructive, "Drops the collection");
        }
    }
    return changes;
}

} // namespace socle::schema
