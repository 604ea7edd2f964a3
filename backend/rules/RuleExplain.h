// Why a rule said what it said: the parsed expression as a tree, every group and comparison with
// its own verdict (socle-api.md 3).
//
// There is no second evaluator: each node is compiled by the QueryBuilder that the real request
// uses and run as a query of its own against the same record.
#pragma once

#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <string_view>

namespace socle::schema {
struct Collection;
}

namespace socle::storage {
class ReadTransaction;
}

namespace socle::rules {

struct RequestContext;

/// What a rule is looked at with. Exactly one of the two pointers names the record; with neither,
/// the tree has no verdicts.
struct ExplainTarget
{
    const schema::Collection &collection;
    const RequestContext &request;
    const std::string_view *recordId = nullptr; // a stored record
    const Json *candidate = nullptr; // an unsaved one: QueryBuilder::withCandidate()
};

struct ExplainedRule
{
    bool isSatisfied = false; // meaningful with a record only
    /// Groups {"op","result","decides","children","start","end"}, comparisons {"expr","left","op",
    /// "right","result","decides","start","end"}; offsets are bytes of `rule`.
    Json tree = {};
};

/// `rule` is not empty. Values of passwords and token keys are left out.
/// Errors: InvalidInput when it does not compile (validateRule() knows the place), or of the
/// queries.
Result<ExplainedRule> explainRule(storage::ReadTransaction &tx,
                                  std::string_view rule,
                                  const ExplainTarget &target);

} // namespace socle::rules
