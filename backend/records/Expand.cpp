#include "backend/records/Expand.h"

#include "backend/records/UniqueIndex.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RuleCheck.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Limits.h"

#include <algorithm>
#include <unordered_map>

namespace socle::records {

namespace {

using rules::callerOf;

using storage::Next;
using storage::ReadTransaction;

struct Node
{
    std::string key; // the segment as sent
    schema::CollectionPtr target;
    const fields::Field *field
        = nullptr; // the relation field, of the parent or (back relation) of the target
    bool isBack = false;
    bool isSingle = false; // an object, not an array
    bool isBroken
        = false; // a path goes on below that leads nowhere: fine as long as no row gets that far
    std::vector<Node> children = {};
};

/// `comments_via_post` or the old spelling `comments(post)`.
bool splitBackSegment(std::string_view segment,
                      std::string_view &collection,
                      std::string_view &field)
{
    constexpr std::string_view kVia = "_via_";
    if (const auto at = segment.rfind(kVia); at != std::string_view::npos && at > 0) {
        collection = segment.substr(0, at);
        field = segment.substr(at + kVia.size());
        return !field.empty();
    }
    const auto open = segment.find('(');
    if (open != std::string_view::npos && open > 0 && segment.back() == ')') {
        collection = segment.substr(0, open);
        field = segment.substr(open + 1, segment.size() - open - 2);
        return !field.empty();
    }
    return false;
}

/// The node of one segment below `parent`; nothing when the segment leads nowhere for this caller.
std::optional<Node> resolve(const schema::Collection &parent,
                            std::string_view segment,
                            const rules::RequestContext &request)
{
    Node node{.key = std::string(segment), .target = nullptr};
    std::string_view collectionName;
    std::string_view fieldName;
    if (splitBackSegment(segment, collectionName, fieldName)) {
        node.target = request.catalogue->findByNameOrId(collectionName);
        node.field = node.target ? node.target->field(fieldName) : nullptr;
        node.isBack = node.field != nullptr && node.field->isType(fields::kRelation)
            && node.field->text("collectionId") == parent.id;
        node.isSingle = node.isBack && singleColumnUniqueIndex(*node.target, fieldName).has_value();
        if (!node.isBack && parent.field(segment) == nullptr) {
            return std::nullopt;
        }
    }
    if (!node.isBack) {
        node.field = parent.field(segment);
        if (node.field == nullptr || !node.field->isType(fields::kRelation)) {
            return std::nullopt;
        }
        node.target = request.catalogue->findById(node.field->text("collectionId"));
        node.isSingle = !node.field->isMultiple();
    }
    if (!node.target || !rules::isInScope(callerOf(request), node.target->name, "view")
        || rules::gate(node.target->viewRule, callerOf(request)) == rules::Gate::Locked) {
        return std::nullopt;
    }
    return node;
}

/// Adds one path to the tree. One that leads nowhere from the start is dropped; one that does so
/// further down is cut there and marked, because the peer notices only when it has rows to go on
/// from.
void addPath(std::vector<Node> &roots,
             const schema::Collection &base,
             const std::string &path,
             const rules::RequestContext &request)
{
    std::vector<Node> chain;
    const schema::Collection *current = &base;
    for (const std::string &segment : split(path, '.')) {
        if (chain.size() == static_cast<std::size_t>(protocol::kMaxExpandDepth)) {
            break; // deeper segments are ignored
        }
        auto node = resolve(*current, segment, request);
        if (!node) {
            if (chain.empty()) {
                return;
            }
            chain.back().isBroken = true;
            break;
        }
        current = node->target.get();
        chain.push_back(std::move(*node));
    }
    std::vector<Node> *level = &roots;
    for (Node &node : chain) {
        auto found = std::find_if(
            level->begin(), level->end(), [&](const Node &other) { return other.key == node.key; });
        if (found == level->end()) {
            level->push_back(std::move(node));
            found = level->end() - 1;
        } else {
            found->isBroken = found->isBroken || node.isBroken;
        }
        level = &found->children;
    }
}

void sortTree(std::vector<Node> &nodes)
{
    std::sort(
        nodes.begin(), nodes.end(), [](const Node &a, const Node &b) { return a.key < b.key; });
    for (Node &node : nodes) {
        sortTree(node.children);
    }
}

std::vector<std::string> idsIn(const fields::StoredView &cell, const fields::Field &field)
{
    return fields::toTextList(field.kind->fromStored(cell, field));
}

std::string idOf(const KeptRow &row, const RecordPlan &plan)
{
    const auto cell = row.cell(plan.idColumn);
    if (const auto *text = std::get_if<std::string_view>(&cell)) {
        return std::string(*text);
    }
    const fields::Field &field = *plan.fields[static_cast<std::size_t>(plan.idColumn)];
    return field.kind->fromStored(cell, field).toText();
}

class Expander
{
public:
    Expander(ReadTransaction &transaction, const rules::RequestContext &request)
        : m_transaction(transaction)
        , m_request(request)
    {
        m_request.context = "expand"; // what viewRules of related records see
    }

    /// One text per row; only called with at least one node. A failing node is left out.
    Result<std::vector<std::string>> level(const RecordPlan &plan,
                                           std::span<const KeptRow> rows,
                                           const std::vector<Node> &nodes)
    {
        std::vector<std::string> texts(rows.size(), "{");
        bool anyWorked = false;
        for (const Node &node : nodes) {
            auto done = add(node, plan, rows, texts);
            if (done) {
                anyWorked = true;
            } else if (isStorageFailure(done.error())) {
                return done.takeError();
            }
        }
        if (!anyWorked) {
            return notFound("no path could be followed");
        }
        for (std::string &text : texts) {
            text += '}';
        }
        return texts;
    }

private:
    struct Fetched
    {
        std::vector<KeptRow> rows;
        std::vector<std::vector<std::size_t>> ofParent; // indices into `rows`
    };

    Result<void> add(const Node &node,
                     const RecordPlan &plan,
                     std::span<const KeptRow> parents,
                     std::vector<std::string> &texts)
    {
        const PlanPtr target = planOf(node.target, m_transaction.dialect());
        const Fetched fetched = node.isBack ? SOCLE_TRY(fetchBack(node, plan, *target, parents))
                                            : SOCLE_TRY(fetchDirect(node, plan, *target, parents));
        if (node.isBroken && node.children.empty() && !fetched.rows.empty()) {
            return notFound("the path leads nowhere"); // takes its parent levels with it
        }
        std::vector<std::string> nested(fetched.rows.size());
        if (!node.children.empty() && !fetched.rows.empty()) {
            nested = SOCLE_TRY(level(*target, fetched.rows, node.children));
        }
        const auto managed = SOCLE_TRY(managedIds(m_transaction, *target, fetched.rows, m_request));
        Viewer viewer = Viewer::of(callerOf(m_request));
        viewer.managed = &managed;
        std::vector<std::string> encoded(fetched.rows.size());
        for (std::size_t i = 0; i < encoded.size(); ++i) {
            const KeptRow &row = fetched.rows[i];
            writeRecord(encoded[i],
                        *target,
                        [&](int column) { return row.cell(column); },
                        viewer,
                        {.expand = nested[i]});
        }
        for (std::size_t i = 0; i < parents.size(); ++i) {
            put(texts[i], node, fetched.ofParent[i], encoded);
        }
        return {};
    }

    static void put(std::string &text,
                    const Node &node,
                    const std::vector<std::size_t> &indices,
                    const std::vector<std::string> &encoded)
    {
        if (indices.empty()) {
            return; // never null, never []
        }
        if (text.size() > 1) {
            text += ',';
        }
        appendJsonString(text, node.key);
        text += ':';
        if (node.isSingle) {
            text += encoded[indices.front()];
            return;
        }
        text += '[';
        for (std::size_t i = 0; i < indices.size(); ++i) {
            text += (i != 0 ? "," : "");
            text += encoded[indices[i]];
        }
        text += ']';
    }

    /// The rows of `target` that pass its viewRule and `narrow`.
    Result<void> select(const RecordPlan &target,
                        FunctionRef<void(rules::QueryBuilder &)> narrow,
                        FunctionRef<Next(const storage::Row &)> each)
    {
        const schema::Collection &collection = *target.collection;
        rules::QueryBuilder builder(collection, m_request, m_transaction.dialect());
        if (rules::gate(collection.viewRule, callerOf(m_request)) == rules::Gate::Conditional) {
            SOCLE_TRY(builder.where(*collection.viewRule, rules::Access::Full));
        }
        narrow(builder);
        return m_transaction.query(builder.select(target.columns), each);
    }

    Result<Fetched> fetchDirect(const Node &node,
                                const RecordPlan &plan,
                                const RecordPlan &target,
                                std::span<const KeptRow> parents)
    {
        const int column = plan.columnOf(node.field->name);
        std::vector<std::vector<std::string>> wanted(parents.size());
        std::vector<std::string> ids;
        for (std::size_t i = 0; i < parents.size(); ++i) {
            wanted[i] = idsIn(parents[i].cell(column), *node.field);
            ids.insert(ids.end(), wanted[i].begin(), wanted[i].end());
        }
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());

        Fetched fetched;
        fetched.ofParent.resize(parents.size());
        if (ids.empty()) {
            return fetched;
        }
        std::unordered_map<std::string, std::size_t> places;
        SOCLE_TRY(select(
            target,
            [&](rules::QueryBuilder &builder) { builder.whereIdIn(ids); },
            [&](const storage::Row &row) {
                KeptRow kept = keep(row, target);
                places.emplace(idOf(kept, target), fetched.rows.size());
                fetched.rows.push_back(std::move(kept));
                return Next::Continue;
            }));
        for (std::size_t i = 0; i < parents.size(); ++i) {
            for (const std::string &id : wanted[i]) {
                if (const auto found = places.find(id); found != places.end()) {
                    fetched.ofParent[i].push_back(found->second);
                }
            }
        }
        return fetched;
    }

    Result<Fetched> fetchBack(const Node &node,
                              const RecordPlan &plan,
                              const RecordPlan &target,
                              std::span<const KeptRow> parents)
    {
        std::unordered_map<std::string, std::size_t> parentPlaces;
        JsonArray ids;
        for (std::size_t i = 0; i < parents.size(); ++i) {
            std::string id = idOf(parents[i], plan);
            ids.emplace_back(id);
            parentPlaces.emplace(std::move(id), i);
        }
        const int column = target.columnOf(node.field->name);
        Fetched fetched;
        fetched.ofParent.resize(parents.size());
        SOCLE_TRY(select(
            target,
            [&](rules::QueryBuilder &builder) {
                builder.whereSql(
                    pointsTo(builder.baseColumn(node.field->name), *node.field, Json(ids).dump()));
            },
            [&](const storage::Row &row) {
                KeptRow kept = keep(row, target);
                bool isWanted = false;
                for (const std::string &id : idsIn(kept.cell(column), *node.field)) {
                    const auto parent = parentPlaces.find(id);
                    if (parent == parentPlaces.end()) {
                        continue;
                    }
                    auto &places = fetched.ofParent[parent->second];
                    if (places.size() < static_cast<std::size_t>(protocol::kMaxBackRelationItems)) {
                        places.push_back(fetched.rows.size());
                        isWanted = true;
                    }
                }
                if (isWanted) {
                    fetched.rows.push_back(std::move(kept));
                }
                return Next::Continue;
            }));
        return fetched;
    }

    /// The relation column holds one of `ids` (JSON array text).
    storage::SqlFragment pointsTo(const std::string &column,
                                  const fields::Field &field,
                                  std::string ids)
    {
        const storage::Dialect &dialect = m_transaction.dialect();
        storage::SqlFragment condition;
        const std::string wanted = " IN (SELECT value FROM " + dialect.jsonEach("?") + ")";
        if (field.isMultiple()) {
            condition.text = "EXISTS (SELECT 1 FROM " + dialect.jsonItems(column)
                + " AS item WHERE item.value" + wanted + ")";
        } else {
            condition.text = column + wanted;
        }
        condition.bindings.emplace_back(std::move(ids));
        return condition;
    }

    ReadTransaction &m_transaction;
    rules::RequestContext m_request; // a copy whose context is "expand"
};

} // namespace

bool isStorageFailure(const Error &error)
{
    return error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Cancelled;
}

std::vector<std::string> expandPaths(std::string_view expand)
{
    std::vector<std::string> paths;
    for (std::string path : split(expand, ',')) {
        std::erase(path, ' ');
        const auto first = path.find_first_not_of('.');
        if (first == std::string::npos) {
            continue;
        }
        path = path.substr(first, path.find_last_not_of('.') - first + 1);
        if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
            paths.push_back(std::move(path));
        }
    }
    std::vector<std::string> result;
    for (const std::string &path : paths) {
        const bool isContained
            = std::any_of(paths.begin(), paths.end(), [&](const std::string &other) {
                  return startsWith(other, path + ".");
              });
        if (!isContained) {
            result.push_back(path);
        }
    }
    return result;
}

Result<std::vector<std::string>> expandRows(ReadTransaction &transaction,
                                            const RecordPlan &plan,
                                            std::span<const KeptRow> rows,
                                            std::string_view expand,
                                            const rules::RequestContext &request)
{
    std::vector<Node> roots;
    for (const std::string &path : expandPaths(expand)) {
        addPath(roots, *plan.collection, path, request);
    }
    std::vector<std::string> none(rows.size());
    if (roots.empty() || rows.empty()) {
        return none;
    }
    sortTree(roots);
    auto texts = Expander(transaction, request).level(plan, rows, roots);
    if (!texts && !isStorageFailure(texts.error())) {
        return none;
    }
    return texts;
}

Result<std::unordered_set<std::string>> managedIds(ReadTransaction &transaction,
                                                   const RecordPlan &plan,
                                                   std::span<const KeptRow> rows,
                                                   const rules::RequestContext &request)
{
    std::unordered_set<std::string> managed;
    const schema::Collection &collection = *plan.collection;
    const auto &rule = collection.auth.manageRule;
    if (!collection.isAuth() || !rule || rule->empty() || rows.empty()
        || callerOf(request).isSuperuser()) {
        return managed;
    }
    std::vector<std::string> ids;
    for (const KeptRow &row : rows) {
        ids.push_back(idOf(row, plan));
    }
    auto allowed = rules::satisfyingIds(transaction, collection, rule, request, ids);
    if (!allowed) {
        if (isStorageFailure(allowed.error())) {
            return allowed.takeError();
        }
        return managed; // a rule that does not compile lets nobody manage
    }
    managed.insert(allowed->begin(), allowed->end());
    return managed;
}

} // namespace socle::records
