// The one place that turns filters, rules and sorts into SQL (records-api.md 3 and 4.1).
//
// A builder makes one query over one collection. Rule, client filter and sort are added to it one
// after the other and share their joins, so that conditions on the same relation mean the same
// related row (3.10). Values are always bound; names come from the catalogue; SQL words come from
// the dialect. The same inputs give the same text, so prepared statements are found again.
//
// A builder is used by one thread and lives shorter than its collection, context and dialect.
#pragma once

#include "shared/core/Result.h"
#include "shared/filter/Ast.h"
#include "shared/filter/Parser.h"
#include "shared/json/Json.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace socle::schema {
struct Collection;
}

namespace socle::storage {
class Dialect;
struct SqlFragment;
} // namespace socle::storage

namespace socle::rules {

struct Caller;
struct RequestContext;

enum class Access {
    Full, // rules, and the filters of superusers
    Keyed, // filters of a superuser's API key: over the collections it may list (socle-api.md 10)
    Restricted, // client filters and sorts of everybody else (records-api.md 3.13)
};

/// What filters and sorts of the caller's own may name.
Access clientAccess(const Caller &caller);

enum class Candidate {
    Unsaved, // of a create rule: `verified` is false whatever the body says
    Stored, // a record as it is or was (realtime)
};

struct Slice
{
    std::int64_t limit = -1; // -1: all
    std::int64_t offset = 0;
};

class QueryBuilder
{
public:
    QueryBuilder(const schema::Collection &base,
                 const RequestContext &request,
                 const storage::Dialect &dialect);
    ~QueryBuilder();
    QueryBuilder(QueryBuilder &&) noexcept;

    /// Create rules: the unsaved record takes the collection's place as base table, as a one-row
    /// CTE (2.6). `values` is an object of normalised field values; absent fields are empty, an
    /// empty id gets a temporary one, `verified` of an unsaved one is false. Call it before
    /// anything else.
    void withCandidate(const Json &values, Candidate kind = Candidate::Unsaved);

    /// ANDs a filter or rule to the query. "" adds nothing.
    /// Errors: InvalidInput without a message, since the wire reveals nothing; problem() knows
    /// more.
    Result<void> where(std::string_view filter, Access access);
    Result<void> where(const filter::ast::Expression &filter, Access access);
    /// ANDs `id = recordId` / `id IN (ids)`; the number of ids does not change the text.
    void whereId(std::string_view recordId);
    void whereIdIn(std::span<const std::string> recordIds);
    /// ANDs a condition written by backend code; columns of the base through baseColumn().
    void whereSql(const storage::SqlFragment &condition);
    /// Appends the items of a `sort` parameter (4.1). "" adds nothing. Errors as where().
    Result<void> sort(std::string_view sort, Access access);
    /// A field path of the filter language as SQL operand, its joins added: for grouping and
    /// aggregating.
    Result<storage::SqlFragment> operand(std::string_view path, Access access);
    /// One side of a comparison (path, literal, function, macro) as SQL, its joins added: what
    /// explaining a rule shows beside a clause.
    Result<storage::SqlFragment> operand(const filter::ast::Operand &operand, Access access);

    /// Quoted and qualified column of the base table.
    std::string baseColumn(std::string_view column) const;
    /// True when a join was needed: rows may repeat, select() is DISTINCT.
    bool hasJoins() const;

    /// SELECT [DISTINCT] columns FROM … WHERE … ORDER BY … LIMIT; columns of the base by name, in
    /// this order.
    storage::SqlFragment select(std::span<const std::string> columns, Slice slice = {}) const;
    /// SELECT DISTINCT expressions of operand() FROM … WHERE … LIMIT.
    storage::SqlFragment selectValues(std::span<const storage::SqlFragment> expressions,
                                      std::int64_t limit) const;
    /// One row with the number of distinct records.
    storage::SqlFragment count() const;
    /// One row when a record satisfies everything, else none.
    storage::SqlFragment exists() const;
    /// `FROM … WHERE …` without SELECT and ORDER BY, for callers with their own columns. No
    /// candidate allowed.
    storage::SqlFragment from() const;

    /// What the last failing call found, with the place in its text.
    const std::optional<filter::FilterError> &problem() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::rules
