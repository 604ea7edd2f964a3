// The joins of a path: relations, back relations and items of lists (records-api.md 3.10).
#include "backend/rules/BackRelation.h"
#include "backend/rules/PathCursor.h"
#include "backend/rules/RequestContext.h"
#include "backend/storage/Dialect.h"
#include "shared/protocol/Limits.h"

#include <utility>

namespace socle::rules {

using fields::Field;

Result<void> PathResolver::joinTable(Cursor &cursor,
                                     const std::string &key,
                                     schema::CollectionPtr target,
                                     const On &on)
{
    const auto &dialect = m_scope.dialect;
    const auto clause = [&](const std::string &alias, const std::string &previous) {
        SqlFragment sql;
        sql.append(" LEFT JOIN ")
            .append(dialect.identifier(target->name))
            .append(" ")
            .append(dialect.identifier(alias))
            .append(" ON ")
            += on(alias, previous);
        return sql;
    };
    const std::string fullKey = m_scope.keyPrefix + key;
    JoinSet::Join &join = m_scope.joins.at(fullKey);
    const std::string alias = join.alias;
    if (join.clause.isEmpty()) {
        join.clause = clause(alias, cursor.outer);
    }
    const std::string inner = cursor.nextInner();
    cursor.innerJoins += clause(inner, cursor.inner);
    if (m_access != Access::Full && !join.isConstrained) {
        join.isConstrained = true;
        SOCLE_TRY(m_constrain(*target, alias)); // may add joins: `join` is not used after it
    }
    cursor.outer = alias;
    cursor.inner = inner;
    cursor.key = key;
    cursor.collection = target.get();
    cursor.held = std::move(target);
    return {};
}

PathResolver::ItemAliases PathResolver::joinItems(
    Cursor &cursor,
    const std::string &key,
    const std::function<SqlFragment(const std::string &row)> &items)
{
    const auto &dialect = m_scope.dialect;
    const auto clause = [&](const std::string &alias, const std::string &row) {
        SqlFragment sql;
        sql.append(" LEFT JOIN ") += items(row);
        sql.append(" ")
            .append(dialect.identifier(alias))
            .append(" ON ")
            .append(dialect.booleanLiteral(true));
        return sql;
    };
    JoinSet::Join &join = m_scope.joins.at(m_scope.keyPrefix + key + "[]");
    if (join.clause.isEmpty()) {
        join.clause = clause(join.alias, cursor.outer);
    }
    ItemAliases aliases{join.alias, cursor.nextInner()};
    cursor.innerJoins += clause(aliases.inner, cursor.inner);
    return aliases;
}

Result<void> PathResolver::countHop(Cursor &cursor)
{
    if (++cursor.hops > protocol::kMaxRelationHops) {
        return cannotCompile("A path crosses more than 6 relations.");
    }
    return {};
}

Result<void> PathResolver::joinRelation(Cursor &cursor, const Field &field)
{
    SOCLE_TRY(countHop(cursor));
    auto target = m_scope.request.catalogue->findById(field.text("collectionId"));
    if (!target) {
        return cannotCompile("The collection of relation \"" + field.name + "\" is gone.");
    }
    const auto &dialect = m_scope.dialect;
    const std::string key = cursor.key + "." + field.name;
    if (!field.isMultiple()) {
        return joinTable(cursor,
                         key,
                         std::move(target),
                         [&](const std::string &alias, const std::string &previous) {
                             return text(dialect.column(alias, "id") + " = "
                                         + dialect.column(previous, field.name));
                         });
    }
    cursor.isMany = true;
    const ItemAliases items = joinItems(cursor, key, [&](const std::string &row) {
        return text(dialect.jsonItems(dialect.column(row, field.name)));
    });
    const std::string outerRow = cursor.outer;
    return joinTable(
        cursor, key, std::move(target), [&](const std::string &alias, const std::string &previous) {
            const std::string &item = previous == outerRow ? items.outer : items.inner;
            return text(dialect.column(alias, "id") + " = " + dialect.column(item, "value"));
        });
}

Result<void> PathResolver::joinBackRelation(Cursor &cursor, const std::string &segment, bool &found)
{
    auto relation = findBackRelation(segment, *cursor.collection, *m_scope.request.catalogue);
    found = relation && !isForbidden(*relation->field);
    if (!found) {
        return {};
    }
    if (cursor.inner == kBaseRow && m_scope.isUnsaved) {
        return cannotCompile("Nothing refers to a record that is not there yet.");
    }
    SOCLE_TRY(countHop(cursor));
    cursor.isMany = cursor.isMany || relation->count == RelatedCount::Many;
    const auto &dialect = m_scope.dialect;
    const Field &field = *relation->field;
    return joinTable(cursor,
                     cursor.key + "." + segment,
                     relation->collection,
                     [&](const std::string &alias, const std::string &previous) {
                         const std::string id = dialect.column(previous, "id");
                         const std::string column = dialect.column(alias, field.name);
                         if (!field.isMultiple()) {
                             return text(column + " = " + id);
                         }
                         return text(id + " IN (SELECT " + dialect.column("i$", "value") + " FROM "
                                     + dialect.jsonItems(column) + " " + dialect.identifier("i$")
                                     + ")");
                     });
}

} // namespace socle::rules
