#include "backend/rules/RuleCheck.h"

#include "backend/rules/Caller.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/ReadTransaction.h"

#include <utility>

namespace socle::rules {

namespace {

Result<void> addRule(QueryBuilder &query, const Rule &rule, Gate gate)
{
    return gate == Gate::Conditional ? query.where(*rule, Access::Full) : Result<void>();
}

} // namespace

Gate gate(const Rule &rule, const Caller &caller)
{
    if (caller.isSuperuser()) {
        return Gate::Open;
    }
    if (!rule) {
        return Gate::Locked;
    }
    return rule->empty() ? Gate::Open : Gate::Conditional;
}

Result<bool> isSatisfied(storage::ReadTransaction &tx,
                         const schema::Collection &collection,
                         const Rule &rule,
                         const RequestContext &request,
                         std::string_view recordId)
{
    const Gate open = gate(rule, callerOf(request));
    if (open == Gate::Locked) {
        return false;
    }
    QueryBuilder query(collection, request, tx.dialect());
    query.whereId(recordId);
    SOCLE_TRY(addRule(query, rule, open));
    return tx.exists(query.exists());
}

Result<bool> holdsFor(storage::ReadTransaction &tx,
                      const schema::Collection &collection,
                      const std::string &condition,
                      const RequestContext &request,
                      std::string_view recordId)
{
    QueryBuilder query(collection, request, tx.dialect());
    query.whereId(recordId);
    SOCLE_TRY(addRule(query, Rule(condition), Gate::Conditional));
    return tx.exists(query.exists());
}

Result<std::vector<std::string>> satisfyingIds(storage::ReadTransaction &tx,
                                               const schema::Collection &collection,
                                               const Rule &rule,
                                               const RequestContext &request,
                                               std::span<const std::string> recordIds)
{
    std::vector<std::string> ids;
    const Gate open = gate(rule, callerOf(request));
    if (open == Gate::Locked || recordIds.empty()) {
        return ids;
    }
    QueryBuilder query(collection, request, tx.dialect());
    query.whereIdIn(recordIds);
    SOCLE_TRY(addRule(query, rule, open));
    const std::vector<std::string> columns{"id"};
    SOCLE_TRY(tx.query(query.select(columns), [&ids](const storage::Row &row) {
        ids.emplace_back(row.text(0));
        return storage::Next::Continue;
    }));
    return ids;
}

Result<bool> isSatisfiedByCandidate(storage::ReadTransaction &tx,
                                    const schema::Collection &collection,
                                    const Rule &rule,
                                    const RequestContext &request,
                                    const Json &values)
{
    const Gate open = gate(rule, callerOf(request));
    if (open != Gate::Conditional) {
        return open == Gate::Open;
    }
    QueryBuilder query(collection, request, tx.dialect());
    query.withCandidate(values);
    SOCLE_TRY(addRule(query, rule, open));
    return tx.exists(query.exists());
}

Result<void> requireClientTokens(std::string_view expression, const Caller &caller)
{
    if (caller.isSuperuser()) {
        return {};
    }
    if (expression.find("@collection.") != std::string_view::npos) {
        return forbidden("Only superusers can filter by @collection.");
    }
    if (expression.find("@request.") != std::string_view::npos) {
        return forbidden("Only superusers can filter by @request.");
    }
    return {};
}

Result<void> validateRule(const schema::Collection &collection,
                          const schema::Catalogue &catalogue,
                          const storage::Dialect &dialect,
                          std::string_view rule,
                          filter::FilterError *problem)
{
    RequestContext request;
    request.catalogue = &catalogue;
    QueryBuilder query(collection, request, dialect);
    auto compiled = query.where(rule, Access::Full);
    if (!compiled && problem != nullptr && query.problem()) {
        *problem = *query.problem();
    }
    return compiled;
}

} // namespace socle::rules
