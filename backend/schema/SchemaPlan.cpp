// See SchemaPlan.h. Comparing catalogues is in SchemaDiff.cpp.
#include "backend/schema/SchemaPlan.h"

#include "backend/schema/PlanReferences.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>

namespace socle::schema {

namespace {

using storage::sql;

constexpr std::size_t kTemporarySuffix = 5; // of TableSync's names for columns in between

/// The back-quoted names of a statement.
std::vector<std::string_view> namesIn(std::string_view statement)
{
    std::vector<std::string_view> names;
    for (auto open = statement.find('`'); open != std::string_view::npos;) {
        const auto close = statement.find('`', open + 1);
        if (close == std::string_view::npos) {
            break;
        }
        names.push_back(statement.substr(open + 1, close - open - 1));
        open = statement.find('`', close + 1);
    }
    return names;
}

/// `name`, or a column's temporary form of it: title -> titlea1b2c, _titlea1b2c.
bool isNameOf(std::string_view found, std::string_view name, bool isColumn)
{
    if (equalsIgnoreCase(found, name)) {
        return true;
    }
    if (!isColumn) {
        return false;
    }
    if (startsWith(found, "_")) {
        found.remove_prefix(1);
    }
    return found.size() == name.size() + kTemporarySuffix && startsWith(found, name);
}

bool mentions(const std::vector<std::string_view> &names, std::string_view name, bool isColumn)
{
    return std::any_of(names.begin(), names.end(), [&](std::string_view found) {
        return isNameOf(found, name, isColumn);
    });
}

/// Gives every recorded statement to the change it belongs to.
void shareScripts(const std::vector<std::string> &scripts,
                  const PlanSides &sides,
                  std::vector<PlannedChange> &changes)
{
    for (const std::string &script : scripts) {
        const auto names = namesIn(script);
        const bool isIndex = script.find("INDEX") != std::string::npos;
        for (PlannedChange &change : changes) {
            const bool isAboutIndex = startsWith(change.kind, "index.");
            const bool isAboutField = startsWith(change.kind, "field.");
            const bool isAboutTable
                = startsWith(change.kind, "collection.") || change.kind == "view.change";
            const auto [oldTable, newTable] = sides.tableNames(change.collection);
            const bool isOfTable
                = mentions(names, oldTable, false) || mentions(names, newTable, false);
            const auto [oldField, newField] = sides.fieldNames(change);
            const bool belongs = (isAboutIndex && mentions(names, change.field, false))
                || (isAboutField && isOfTable && !isIndex
                    && (mentions(names, oldField, true) || mentions(names, newField, true)))
                || (isAboutTable && isOfTable && !(names.size() > 2 && isIndex));
            if (belongs) {
                change.sql.push_back(script);
                break;
            }
        }
    }
}

/// How many values (records for whole collections) a change touches, in the state before it.
Result<std::int64_t> countAffected(storage::ReadTransaction &tx,
                                   const PlanSides &sides,
                                   const PlannedChange &change)
{
    const Collection *before = sides.before(change.collection);
    if (before == nullptr || before->isView() || change.kind == "option.change"
        || change.kind == "rule.change") {
        return 0;
    }
    const storage::Dialect &dialect = tx.dialect();
    storage::SqlFragment count = sql("SELECT COUNT(*) FROM " + dialect.identifier(before->name));
    const fields::Field *field = sides.fieldBefore(change);
    if (field != nullptr) {
        const std::string column = dialect.identifier(field->name);
        const auto zero = field->kind->toStored(field->kind->zeroValue(*field), *field);
        count.append(" WHERE " + column + " IS NOT NULL AND " + column + " IS NOT ");
        std::visit([&](const auto &value) { count.bind(value); }, zero);
    }
    const auto counted = SOCLE_TRY(tx.scalar(count));
    return counted ? storage::integerOf(*counted) : 0;
}

void judge(PlannedChange &change)
{
    if (change.kind == "collection.drop") {
        change.severity = change.affected > 0 ? Severity::Destructive : Severity::Careful;
        change.summary = "Drops the collection with " + std::to_string(change.affected)
            + (change.affected == 1 ? " record" : " records");
    } else if (change.kind == "field.remove") {
        change.severity = change.affected > 0 ? Severity::Destructive : Severity::Careful;
        change.summary = "Drops " + std::to_string(change.affected)
            + (change.affected == 1 ? " value" : " values");
    }
}

} // namespace

std::string_view toText(Severity severity)
{
    switch (severity) {
    case Severity::Safe:
        return "safe";
    case Severity::Careful:
        return "careful";
    case Severity::Destructive:
        break;
    }
    return "destructive";
}

Result<SchemaPlan> planImport(storage::WriteTransaction &tx,
                              SchemaStore &schema,
                              const Json &collections,
                              Missing missing)
{
    if (!collections.isArray() || collections.array().empty()) {
        return schema.import(tx, collections, missing).takeError(); // malformed: nothing was done
    }
    const CataloguePtr before = SOCLE_TRY(schema.catalogue(tx));
    CataloguePtr after;
    SchemaPlan plan;
    std::vector<std::string> scripts;
    tx.recordScripts(&scripts);
    const auto undone = tx.savepoint([&]() -> Result<void> {
        if (auto imported = schema.import(tx, collections, missing); !imported) {
            plan.refusal = imported.takeError();
        }
        if (auto reached = schema.catalogue(tx)) {
            after = reached.takeValue();
        }
        return Error{.kind = ErrorKind::Cancelled};
    });
    tx.recordScripts(nullptr);
    discard(undone, "the savepoint ends with an error in order to be rolled back");
    if (plan.refusal && plan.refusal->kind == ErrorKind::Unavailable) {
        return *plan.refusal;
    }
    if (!after) {
        return plan;
    }
    plan.changes = compareCatalogues(*before, *after);
    const PlanSides sides(*before, *after);
    shareScripts(scripts, sides, plan.changes);
    for (PlannedChange &change : plan.changes) {
        change.affected = SOCLE_TRY(countAffected(tx, sides, change));
        change.references = referencesOf(change, sides);
        judge(change);
    }
    return plan;
}

} // namespace socle::schema
