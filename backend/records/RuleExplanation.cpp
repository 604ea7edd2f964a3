// See RuleExplanation.h.
#include "backend/records/RuleExplanation.h"

#include "backend/records/InputResolver.h"
#include "backend/records/RuleInput.h"
#include "backend/rules/Caller.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RuleCheck.h"
#include "backend/rules/RuleExplain.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/filter/Parser.h"
#include "shared/protocol/Messages.h"

#include <array>
#include <utility>

namespace socle::records {

namespace {

using rules::Gate;
using rules::RequestContext;

// Of "password": no explained write is kept, so no password is hashed for one.
constexpr std::string_view kAnyHash
    = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

constexpr std::array kActions{std::pair{std::string_view("list"), RuleAction::List},
                              std::pair{std::string_view("view"), RuleAction::View},
                              std::pair{std::string_view("create"), RuleAction::Create},
                              std::pair{std::string_view("update"), RuleAction::Update},
                              std::pair{std::string_view("delete"), RuleAction::Delete}};

/// Why the gate alone decides, "" when the expression does.
std::string_view reasonOf(const schema::Rule &rule, const rules::Caller &caller)
{
    if (caller.isSuperuser()) {
        return "superuser";
    }
    if (!rule) {
        return "locked";
    }
    return rule->empty() ? "public" : "rule";
}

/// The tree of a rule, or where it is wrong.
struct Tree
{
    bool isSatisfied = false;
    bool isBroken = false; // the rule does not compile: the real request sees it as unsatisfied
    Json json = {};
};

Result<Tree> treeOf(storage::ReadTransaction &tx,
                    const schema::Rule &rule,
                    const rules::ExplainTarget &target)
{
    Tree tree;
    if (!rule || rule->empty()) {
        return tree;
    }
    filter::FilterError problem;
    const auto valid = rules::validateRule(
        target.collection, *target.request.catalogue, tx.dialect(), *rule, &problem);
    if (!valid) {
        tree.isBroken = true;
        tree.json = JsonObject{{"error", problem.message},
                               {"start", static_cast<std::int64_t>(problem.start)},
                               {"end", static_cast<std::int64_t>(problem.end)}};
        return tree;
    }
    auto explained = SOCLE_TRY(rules::explainRule(tx, *rule, target));
    tree.isSatisfied = explained.isSatisfied;
    tree.json = std::move(explained.tree);
    return tree;
}

Result<std::int64_t> countOf(storage::ReadTransaction &tx,
                             const schema::Collection &collection,
                             const RequestContext &request,
                             std::string_view rule)
{
    rules::QueryBuilder query(collection, request, tx.dialect());
    SOCLE_TRY(query.where(rule, rules::Access::Full));
    const auto counted = SOCLE_TRY(tx.scalar(query.count()));
    return counted ? storage::integerOf(*counted) : 0;
}

RecordInput inputOf(const JsonObject &body)
{
    RecordInput input{.body = body};
    for (const auto &[key, value] : body) {
        const std::string plain = value.toText();
        if (!plain.empty() && plain.size() <= 72) {
            input.passwordHashes.emplace(plain, kAnyHash);
        }
    }
    return input;
}

} // namespace

std::optional<RuleAction> ruleAction(std::string_view text)
{
    for (const auto &[name, action] : kActions) {
        if (name == text) {
            return action;
        }
    }
    return std::nullopt;
}

schema::Rule schema::Collection::*ruleMember(RuleAction action)
{
    switch (action) {
    case RuleAction::List:
        return &schema::Collection::listRule;
    case RuleAction::View:
        return &schema::Collection::viewRule;
    case RuleAction::Create:
        return &schema::Collection::createRule;
    case RuleAction::Update:
        return &schema::Collection::updateRule;
    case RuleAction::Delete:
        break;
    }
    return &schema::Collection::deleteRule;
}

Result<Explanation> RuleExplanation::explainRead(storage::ReadTransaction &tx,
                                                 const ExplainQuery &query,
                                                 const RequestContext &request) const
{
    const schema::Collection &collection = *query.collection;
    const schema::Rule &rule = collection.*ruleMember(query.action);
    const Gate gate = rules::gate(rule, *request.caller);
    const bool isList = query.action == RuleAction::List;

    rules::ExplainTarget target{.collection = collection, .request = request};
    const std::string_view id = query.record;
    const bool exists = !query.record.empty() && m_records.find(tx, query.collection, query.record);
    if (exists) {
        target.recordId = &id;
    }
    Tree tree = SOCLE_TRY(treeOf(tx, rule, target));
    Explanation explained{.reason = std::string(reasonOf(rule, *request.caller)),
                          .tree = std::move(tree.json)};
    if (gate == Gate::Locked) {
        explained.refusal = forbidden(std::string(protocol::kOnlySuperusers));
        return explained;
    }
    const bool passes = gate == Gate::Open || tree.isSatisfied;
    const bool isBroken = tree.isBroken && gate == Gate::Conditional;
    explained.isAllowed = !isBroken && (exists ? passes : isList && query.record.empty());
    if (isBroken) {
        explained.reason = "invalid";
    } else if (!exists && !(isList && query.record.empty())) {
        explained.reason = "record";
    }
    if (!isList) {
        if (!explained.isAllowed) {
            explained.refusal = notFound();
        }
        return explained;
    }
    if (isBroken) { // fails the whole list
        explained.refusal = invalidInput();
        return explained;
    }
    const std::int64_t total = SOCLE_TRY(countOf(tx, collection, request, {}));
    const std::int64_t matching
        = gate == Gate::Open ? total : SOCLE_TRY(countOf(tx, collection, request, *rule));
    explained.counts.emplace(matching, total);
    return explained;
}

Result<void> RuleExplanation::tryWrite(storage::WriteTransaction &tx,
                                       const ExplainQuery &query,
                                       const RequestContext &request) const
{
    switch (query.action) {
    case RuleAction::List:
    case RuleAction::View:
        break;
    case RuleAction::Create:
        SOCLE_TRY(m_records.create(tx, query.collection, inputOf(query.body), request));
        break;
    case RuleAction::Update:
        SOCLE_TRY(
            m_records.update(tx, query.collection, query.record, inputOf(query.body), request));
        break;
    case RuleAction::Delete:
        return m_records.remove(tx, query.collection, query.record, request);
    }
    return {};
}

Result<Explanation> RuleExplanation::explainWrite(storage::WriteTransaction &tx,
                                                  const ExplainQuery &query,
                                                  const RequestContext &request) const
{
    const schema::Collection &collection = *query.collection;
    const schema::Rule &rule = collection.*ruleMember(query.action);

    // 1. What the real request would be answered; whatever it wrote is undone.
    std::optional<Error> refusal;
    const auto undone = tx.savepoint([&]() -> Result<void> {
        if (auto tried = tryWrite(tx, query, request); !tried) {
            refusal = tried.takeError();
        }
        return Error{.kind = ErrorKind::Cancelled};
    });
    discard(undone, "the savepoint ends with an error in order to be rolled back");
    if (refusal && refusal->kind == ErrorKind::Unavailable) {
        return *refusal;
    }

    // 2. The tree, with what the rule of the write saw.
    const std::string_view id = query.record;
    RequestContext seen = request;
    rules::ExplainTarget target{.collection = collection, .request = seen};
    Json candidate;
    bool exists = true;
    const RecordInput input = inputOf(query.body);
    const auto see = [&](const Record &current) {
        if (auto resolved = resolveInput(current, input, *request.caller, m_random)) {
            seen = withBody(request, resolved->body);
            candidate = candidateOf(resolved->record);
        }
    };
    if (query.action == RuleAction::Create) {
        if (!collection.isView()) {
            see(Record(query.collection));
            target.candidate = &candidate;
        }
    } else if (const auto current = m_records.find(tx, query.collection, query.record)) {
        target.recordId = &id;
        if (query.action == RuleAction::Update) {
            see(*current);
        }
    } else {
        exists = false;
    }
    Tree tree = SOCLE_TRY(treeOf(tx, rule, target));

    Explanation explained{.isAllowed = !refusal,
                          .reason = std::string(reasonOf(rule, *request.caller)),
                          .tree = std::move(tree.json)};
    if (refusal && explained.reason != "locked") {
        const bool passes = rules::gate(rule, *request.caller) == Gate::Open || tree.isSatisfied;
        if (!exists) {
            explained.reason = "record";
        } else if (tree.isBroken) {
            explained.reason = "invalid";
        } else if (passes) {
            explained.reason = "validation";
        }
    }
    explained.refusal = std::move(refusal);
    return explained;
}

} // namespace socle::records
