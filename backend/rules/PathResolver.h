// Identifiers of the filter language -> operands: field paths over relations, `@request.*`,
// `@collection.*`, modifiers (records-api.md 3.4 to 3.7, 3.10, 3.13).
//
// A path is walked twice at the same time: once over the query's shared joins, and once over tables
// of its own, from which a multi-valued path makes the subquery of all its values (3.12).
#pragma once

#include "backend/rules/JoinSet.h"
#include "backend/rules/Operand.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/schema/Catalogue.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace socle::rules {

/// Where a filter is compiled: its base row and the query it belongs to. References outlive the
/// compilation.
struct Scope
{
    const schema::Collection &base;
    std::string baseAlias; // of the row in the query, plain
    std::string baseTable; // what subqueries select the base row from
    std::string keyPrefix; // sets apart the joins of a list rule from those of the client's filter
    const RequestContext &request;
    const storage::Dialect &dialect;
    JoinSet &joins;
    bool isUnsaved = false; // the base row is the candidate of a create rule
};

class PathResolver
{
public:
    /// Called once for every join a path without full access adds: ANDs the target's list rule to
    /// the query, or refuses.
    using Constrain
        = std::function<Result<void>(const schema::Collection &target, const std::string &alias)>;

    PathResolver(const Scope &scope, Access access, Constrain constrain);

    /// Macro, field path, @request path, @collection path, or one of the words null, true, false.
    /// Errors: InvalidInput with the reason in `cause`.
    Result<Operand> resolve(const std::string &identifier);

private:
    enum class OnUnknown { Refuse, Null };
    struct Cursor;
    using Segments = std::span<const std::string>;

    Result<Operand> resolveBase(const std::string &path);
    Result<Operand> resolveRequest(Segments segments);
    Result<Operand> resolveAuth(Segments segments);
    Result<Operand> resolveBody(Segments segments);
    Result<Operand> resolveBodyModifier(Segments path, std::string_view modifier);
    Result<Operand> resolveStatic(const Json &root, Segments path, std::string_view modifier);
    Result<Operand> resolveCollection(Segments segments);

    Result<Operand> walk(Cursor cursor, Segments segments);
    Result<bool> hop(Cursor &cursor, const std::string &segment); // false: no such thing
    Result<Operand> lastSegment(Cursor &cursor, std::string_view segment);
    Result<Operand> unknown(const Cursor &cursor, std::string_view segment) const;
    Operand finish(const Cursor &cursor, SqlFragment outer, SqlFragment inner) const;

    Cursor baseCursor() const;
    static Result<void> countHop(Cursor &cursor);
    Result<void> joinRelation(Cursor &cursor, const fields::Field &field);
    Result<void> joinBackRelation(Cursor &cursor, const std::string &segment, bool &found);
    /// Moves the cursor to a newly joined table; `on` writes the condition for an alias and the row
    /// before it.
    using On = std::function<SqlFragment(const std::string &alias, const std::string &previous)>;
    Result<void> joinTable(Cursor &cursor,
                           const std::string &key,
                           schema::CollectionPtr target,
                           const On &on);

    /// Joins a table function over items; returns nothing, the aliases are in `outer` and `inner`.
    struct ItemAliases
    {
        std::string outer;
        std::string inner;
    };

    ItemAliases joinItems(Cursor &cursor,
                          const std::string &key,
                          const std::function<SqlFragment(const std::string &row)> &items);
    bool isForbidden(const fields::Field &field) const;

    const Scope &m_scope;
    Access m_access;
    Constrain m_constrain;
};

/// Error for a filter that does not compile: nothing for the wire, `reason` for the log and for
/// problem().
Error cannotCompile(std::string reason);

} // namespace socle::rules
