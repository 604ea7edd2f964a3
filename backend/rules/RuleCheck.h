// Questions about rules that more than one module asks: is it satisfied for this record, for which
// of these records, for a record that does not exist yet; and what a client may write in a filter
// at all.
#pragma once

#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socle::schema {
struct Collection;
class Catalogue;
} // namespace socle::schema

namespace socle::storage {
class ReadTransaction;
class Dialect;
} // namespace socle::storage

namespace socle::filter {
struct FilterError;
}

namespace socle::rules {

struct Caller;
struct RequestContext;

/// Null is locked, "" is public, else an expression (records-api.md 2.2).
using Rule = std::optional<std::string>;

enum class Gate {
    Open, // no condition: public rule, or a superuser
    Conditional, // the expression decides
    Locked, // superusers only
};

/// What `rule` means for `caller` before any record is looked at.
Gate gate(const Rule &rule, const Caller &caller);

/// True when `rule` lets the request's caller at the stored record. A missing record is false; a
/// locked rule is false. Errors: InvalidInput (rule does not compile), or those of the query.
Result<bool> isSatisfied(storage::ReadTransaction &tx,
                         const schema::Collection &collection,
                         const Rule &rule,
                         const RequestContext &request,
                         std::string_view recordId);
/// Whether a condition that is no permission holds for the record: superusers are asked like
/// everybody (`mfa.rule`). Errors as isSatisfied().
Result<bool> holdsFor(storage::ReadTransaction &tx,
                      const schema::Collection &collection,
                      const std::string &condition,
                      const RequestContext &request,
                      std::string_view recordId);

/// The ids out of `recordIds` that `rule` lets the caller see, in unspecified order, each once; ids
/// without a record are absent. Errors as isSatisfied().
Result<std::vector<std::string>> satisfyingIds(storage::ReadTransaction &tx,
                                               const schema::Collection &collection,
                                               const Rule &rule,
                                               const RequestContext &request,
                                               std::span<const std::string> recordIds);

/// The create rule on an unsaved record: `values` as QueryBuilder::withCandidate() wants them.
/// Errors as isSatisfied().
Result<bool> isSatisfiedByCandidate(storage::ReadTransaction &tx,
                                    const schema::Collection &collection,
                                    const Rule &rule,
                                    const RequestContext &request,
                                    const Json &values);

/// Refuses `@collection.` and `@request.` anywhere in a raw `filter` or `sort` of a non-superuser.
/// Error: Forbidden with the protocol's message. Source: records-api.md 2.4.
Result<void> requireClientTokens(std::string_view expression, const Caller &caller);

/// Compiles `rule` as an API rule of `collection` without running it: what saving a collection
/// checks. Error: InvalidInput; `problem` receives the place.
Result<void> validateRule(const schema::Collection &collection,
                          const schema::Catalogue &catalogue,
                          const storage::Dialect &dialect,
                          std::string_view rule,
                          filter::FilterError *problem = nullptr);

} // namespace socle::rules
