#include "backend/records/RecordPlan.h"

#include "backend/storage/Dialect.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"

#include <algorithm>
#include <unordered_map>

namespace socle::records {

namespace {

// Schema changes leave old plans behind; a thread forgets all of them when it has met this many
// collections.
constexpr std::size_t kMaxPlansPerThread = 1024;

using Output = RecordPlan::Output;

Output outputOf(const RecordPlan &plan, int column)
{
    const fields::Field &field = *plan.fields[static_cast<std::size_t>(column)];
    Output output{.column = column, .superusersOnly = field.hidden};
    if (field.isType(fields::kPassword)) {
        output.kind = Output::Kind::Password;
    } else if (column == plan.emailColumn) {
        output.kind = Output::Kind::Email;
    }
    return output;
}

void addOutputs(RecordPlan &plan)
{
    std::vector<std::pair<std::string, Output>> named;
    const auto constant = [&](const char *key, const std::string &text) {
        Output output{.kind = Output::Kind::Constant};
        appendJsonString(output.constant, text);
        named.emplace_back(key, std::move(output));
    };
    constant("collectionId", plan.collection->id);
    constant("collectionName", plan.collection->name);
    named.emplace_back("expand", Output{.kind = Output::Kind::Expand});
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        const std::string &name = plan.columns[i];
        // The credentials of auth records leave the server for nobody.
        if (plan.collection->isAuth() && (name == "password" || name == "tokenKey")) {
            continue;
        }
        named.emplace_back(name, outputOf(plan, static_cast<int>(i)));
    }
    std::sort(
        named.begin(), named.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    for (auto &[name, output] : named) {
        appendJsonString(output.prefix, name);
        output.prefix += ':';
        plan.outputs.push_back(std::move(output));
    }
}

void addStatements(RecordPlan &plan, const storage::Dialect &dialect)
{
    const std::string table = dialect.identifier(plan.collection->name);
    std::string columns;
    std::string marks;
    for (const std::string &name : plan.columns) {
        const char *comma = columns.empty() ? "" : ", ";
        columns += comma + dialect.identifier(name);
        marks += comma;
        marks += '?';
    }
    const std::string id = dialect.identifier("id");
    plan.select = "SELECT " + columns + " FROM " + table;
    plan.selectById = plan.select + " WHERE " + id + " = ? LIMIT 1";
    plan.selectPage = plan.select + " " + dialect.limit("?", "?");
    plan.count = "SELECT COUNT(*) FROM " + table;
    plan.insert = "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks + ")";
    plan.removeById = "DELETE FROM " + table + " WHERE " + id + " = ?";
}

PlanPtr makePlan(const schema::CollectionPtr &collection, const storage::Dialect &dialect)
{
    auto plan = std::make_shared<RecordPlan>();
    plan->collection = collection;
    for (const fields::Field &field : collection->fields) {
        plan->fields.push_back(&field);
    }
    std::sort(plan->fields.begin(),
              plan->fields.end(),
              [](const fields::Field *a, const fields::Field *b) { return a->name < b->name; });
    for (const fields::Field *field : plan->fields) {
        plan->columns.push_back(field->name);
    }
    plan->idColumn = plan->columnOf("id");
    if (collection->isAuth()) {
        plan->emailColumn = plan->columnOf("email");
        plan->emailVisibilityColumn = plan->columnOf("emailVisibility");
    }
    addOutputs(*plan);
    addStatements(*plan, dialect);
    return plan;
}

} // namespace

int RecordPlan::columnOf(std::string_view name) const
{
    const auto found = std::lower_bound(columns.begin(), columns.end(), name);
    return found != columns.end() && *found == name ? static_cast<int>(found - columns.begin())
                                                    : -1;
}

PlanPtr planOf(const schema::CollectionPtr &collection, const storage::Dialect &dialect)
{
    // The plan keeps its collection alive, so an address in this map is never taken by another one.
    thread_local std::unordered_map<const schema::Collection *, PlanPtr> plans;
    if (const auto found = plans.find(collection.get()); found != plans.end()) {
        return found->second;
    }
    if (plans.size() >= kMaxPlansPerThread) {
        plans.clear();
    }
    return plans.emplace(collection.get(), makePlan(collection, dialect)).first->second;
}

} // namespace socle::records
