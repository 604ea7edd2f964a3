#include "backend/rules/PathResolver.h"

#include "backend/rules/BackRelation.h"
#include "backend/rules/Caller.h"
#include "backend/rules/Comparison.h"
#include "backend/rules/Macros.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RequestValues.h"
#include "backend/storage/Dialect.h"
#include "shared/core/Number.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Limits.h"

#include <algorithm>
#include <array>
#include <utility>

namespace socle::rules {

namespace {

using fields::Field;
using schema::Collection;

constexpr auto kModifiers
    = std::to_array<std::string_view>({"lower", "length", "each", "isset", "changed"});

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool isPathText(std::string_view text)
{
    return !text.empty() && isWord(text.back())
        && std::all_of(
            text.begin(), text.end(), [](char c) { return isWord(c) || c == '.' || c == ':'; });
}

/// "title:lower" -> {"title", "lower"}.
struct LastSegment
{
    std::string_view name;
    std::string_view modifier; // empty: none
};

Result<LastSegment> splitModifier(std::string_view segment)
{
    const std::size_t colon = segment.find(':');
    if (colon == std::string_view::npos) {
        return LastSegment{segment, {}};
    }
    const std::string_view modifier = segment.substr(colon + 1);
    if (std::find(kModifiers.begin(), kModifiers.end(), modifier) == kModifiers.end()) {
        return cannotCompile("There is no modifier \":" + std::string(modifier) + "\".");
    }
    return LastSegment{segment.substr(0, colon), modifier};
}

bool isListType(const Field &field)
{
    return field.isType(fields::kSelect) || field.isType(fields::kFile)
        || field.isType(fields::kRelation);
}

bool isIndex(std::string_view segment)
{
    return !segment.empty() && segment.size() <= 18
        && std::all_of(segment.begin(), segment.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// `a.0.b:lower` -> `.a[0].blower`.
Result<std::string> jsonPathOf(std::span<const std::string> segments)
{
    std::string path;
    for (const std::string &segment : segments) {
        if (isIndex(segment)) {
            path += "[" + segment + "]";
            continue;
        }
        std::string key;
        std::copy_if(segment.begin(), segment.end(), std::back_inserter(key), isWord);
        if (key.empty()) {
            return cannotCompile("A path has an empty step.");
        }
        path += "." + key;
    }
    return path;
}

/// Alias of the base row in subqueries of all values.
constexpr std::string_view kBaseRow = "m$";

SqlFragment text(std::string sql) { return SqlFragment{std::move(sql), {}}; }

} // namespace

Error cannotCompile(std::string reason)
{
    return Error{.kind = ErrorKind::InvalidInput, .cause = std::move(reason)};
}

/// The row a path has come to: in the query, and in the subquery of all values.
struct PathResolver::Cursor
{
    schema::CollectionPtr held = {}; // keeps `collection` alive; null for the base
    const Collection *collection = nullptr;
    std::string outer = {}; // alias in the query
    std::string inner = {}; // alias in the subquery
    std::string key = {}; // of the joins so far
    SqlFragment innerJoins = {};
    int innerCount = 0;
    int hops = 0;
    bool isMany = false;
    OnUnknown onUnknown = OnUnknown::Refuse;

    std::string nextInner() { return "m$" + std::to_string(++innerCount); }
};

PathResolver::PathResolver(const Scope &scope, Access access, Constrain constrain)
    : m_scope(scope)
    , m_access(access)
    , m_constrain(std::move(constrain))
{
}

Result<Operand> PathResolver::resolve(const std::string &identifier)
{
    if (auto value = macroValue(identifier, m_scope.request.now)) {
        Operand operand;
        operand.sql.bind(std::move(*value));
        return operand;
    }
    if (identifier == "@request.context") {
        return boundOperand(m_scope.request.context);
    }
    if (identifier == "@request.method") {
        return boundOperand(m_scope.request.method);
    }
    const bool isSpecial = identifier.front() == '@';
    if (!isPathText(isSpecial ? std::string_view(identifier).substr(1) : identifier)) {
        return cannotCompile("\"" + identifier + "\" is not a field path.");
    }
    const std::vector<std::string> segments = split(identifier, '.');
    if (segments.front() == "@request") {
        return resolveRequest(segments);
    }
    if (segments.front() == "@collection") {
        return resolveCollection(segments);
    }
    if (isSpecial) {
        return cannotCompile("There is no macro \"" + identifier + "\".");
    }
    return resolveBase(identifier);
}

Result<Operand> PathResolver::resolveBase(const std::string &path)
{
    const std::vector<std::string> segments = split(path, '.');
    auto operand = walk(baseCursor(), segments);
    if (operand || segments.size() > 1) {
        return operand;
    }
    if (equalsIgnoreCase(path, "null")) {
        return keywordOperand(Keyword::Null, m_scope.dialect);
    }
    if (equalsIgnoreCase(path, "true") || equalsIgnoreCase(path, "false")) {
        return keywordOperand(equalsIgnoreCase(path, "true") ? Keyword::True : Keyword::False,
                              m_scope.dialect);
    }
    return operand;
}

Result<Operand> PathResolver::resolveCollection(Segments segments)
{
    if (segments.size() < 3) {
        return cannotCompile("Expected @collection.name.field.");
    }
    const std::string_view name = std::string_view(segments[1]).substr(0, segments[1].find(':'));
    auto target = m_scope.request.catalogue->findByNameOrId(name);
    if (!target) {
        return cannotCompile("There is no collection \"" + std::string(name) + "\".");
    }
    if (segments[1].find(':', name.size() + 1) != std::string::npos) {
        return cannotCompile("A collection has one alias.");
    }
    Cursor cursor = baseCursor();
    cursor.isMany = true;
    const std::string_view alias = std::string_view(segments[1]).substr(name.size());
    const std::string key = "@collection." + target->id + std::string(alias);
    const std::string always = m_scope.dialect.booleanLiteral(true);
    SOCLE_TRY(joinTable(cursor, key, std::move(target), [&always](const auto &, const auto &) {
        return text(always);
    }));
    return walk(std::move(cursor), segments.subspan(2));
}

Result<Operand> PathResolver::walk(Cursor cursor, Segments segments)
{
    for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
        const Field *field = cursor.collection->field(segments[i]);
        if (field == nullptr) {
            if (!SOCLE_TRY(hop(cursor, segments[i]))) {
                return unknown(cursor, segments[i]);
            }
            continue;
        }
        if (isForbidden(*field)) {
            return unknown(cursor, segments[i]);
        }
        if (field->isType(fields::kJson) || field->isType(fields::kGeoPoint)) {
            const std::string path = SOCLE_TRY(jsonPathOf(segments.subspan(i + 1)));
            const auto &dialect = m_scope.dialect;
            Operand operand
                = finish(cursor,
                         text(dialect.jsonPath(dialect.column(cursor.outer, field->name), path)),
                         text(dialect.jsonPath(dialect.column(cursor.inner, field->name), path)));
            operand.isRaw = true;
            return operand;
        }
        if (!field->isType(fields::kRelation)) {
            return unknown(cursor, segments[i]);
        }
        // `author.id` is `author`: dangling ids stay visible and nothing is joined; the hop counts.
        if (!field->isMultiple() && i + 2 == segments.size() && segments[i + 1] == "id") {
            SOCLE_TRY(countHop(cursor));
            return lastSegment(cursor, segments[i]);
        }
        SOCLE_TRY(joinRelation(cursor, *field));
    }
    return lastSegment(cursor, segments.back());
}

Result<bool> PathResolver::hop(Cursor &cursor, const std::string &segment)
{
    bool found = false;
    SOCLE_TRY(joinBackRelation(cursor, segment, found));
    return found;
}

Result<Operand> PathResolver::lastSegment(Cursor &cursor, std::string_view segment)
{
    const LastSegment last = SOCLE_TRY(splitModifier(segment));
    const Field *field = cursor.collection->field(last.name);
    if (field == nullptr || isForbidden(*field)) {
        return unknown(cursor, last.name);
    }
    const auto &dialect = m_scope.dialect;
    const auto column = [&](const std::string &row) { return dialect.column(row, field->name); };
    Operand operand;
    if (last.modifier == "each" && isListType(*field)) {
        cursor.isMany = cursor.isMany || field->isMultiple();
        const ItemAliases items = joinItems(
            cursor, cursor.key + "." + field->name, [&](const std::string &row) { // as its hop does
                return text(dialect.jsonItems(column(row)));
            });
        operand = finish(cursor,
                         text(dialect.column(items.outer, "value")),
                         text(dialect.column(items.inner, "value")));
    } else if (last.modifier == "length" && isListType(*field)) {
        operand = finish(cursor,
                         text(dialect.jsonLength(column(cursor.outer))),
                         text(dialect.jsonLength(column(cursor.inner))));
    } else {
        const bool isJson = field->isType(fields::kJson);
        const auto value = [&](const std::string &row) {
            const std::string plain = isJson ? dialect.jsonPath(column(row), "") : column(row);
            return text(last.modifier == "lower" ? dialect.lower(plain) : plain);
        };
        operand = finish(cursor, value(cursor.outer), value(cursor.inner));
        operand.isRaw = isJson;
    }
    if (m_access == Access::Restricted && cursor.collection->isAuth() && field->name == "email") {
        operand.condition = dialect.column(cursor.outer, "emailVisibility") + " = "
            + dialect.booleanLiteral(true);
    }
    return operand;
}

Result<Operand> PathResolver::unknown(const Cursor &cursor, std::string_view segment) const
{
    if (cursor.onUnknown == OnUnknown::Null) {
        return keywordOperand(Keyword::Null, m_scope.dialect);
    }
    return cannotCompile("\"" + std::string(segment) + "\" is not a known field of \""
                         + cursor.collection->name + "\".");
}

Operand PathResolver::finish(const Cursor &cursor, SqlFragment outer, SqlFragment inner) const
{
    Operand operand;
    operand.sql = std::move(outer);
    if (!cursor.isMany) {
        return operand;
    }
    const auto &dialect = m_scope.dialect;
    ManyValues many;
    many.value = std::move(inner);
    many.source.append("FROM ")
        .append(dialect.identifier(m_scope.baseTable))
        .append(" ")
        .append(dialect.identifier(kBaseRow))
        += cursor.innerJoins;
    many.source.append(" WHERE ")
        .append(dialect.column(kBaseRow, "id"))
        .append(" = ")
        .append(dialect.column(m_scope.baseAlias, "id"));
    operand.many = std::move(many);
    return operand;
}

PathResolver::Cursor PathResolver::baseCursor() const
{
    Cursor cursor;
    cursor.collection = &m_scope.base;
    cursor.outer = m_scope.baseAlias;
    cursor.inner = kBaseRow;
    cursor.key = m_scope.keyPrefix;
    return cursor;
}

bool PathResolver::isForbidden(const Field &field) const
{
    return m_access == Access::Restricted && field.hidden;
}

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
    if (m_access == Access::Restricted && !join.isConstrained) {
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

Result<Operand> PathResolver::resolveRequest(Segments segments)
{
    if (segments.size() < 3) {
        return cannotCompile("Expected a name below \""
                             + join({segments.begin(), segments.end()}, ".") + "\".");
    }
    const std::string &part = segments[1];
    const Segments path = segments.subspan(2);
    if (part == "auth") {
        return resolveAuth(path);
    }
    if (part == "body") {
        return resolveBody(path);
    }
    if (part != "query" && part != "headers") {
        return cannotCompile("There is nothing like \"@request." + part + "\".");
    }
    const RequestMap &map = part == "query" ? m_scope.request.query : m_scope.request.headers;
    const LastSegment last = SOCLE_TRY(splitModifier(path.back()));
    Json root{JsonObject()};
    if (const auto value = map.find(path.size() == 1 ? last.name : std::string_view(path.front()));
        value != map.end()) {
        root.asObject().set(value->first, value->second);
    }
    std::vector<std::string> names(path.begin(), path.end());
    names.back() = std::string(last.name);
    if (last.modifier == "isset") {
        const bool isSet = valueAt(root, names) != nullptr;
        return keywordOperand(isSet ? Keyword::True : Keyword::False, m_scope.dialect);
    }
    return resolveStatic(root, names, last.modifier);
}

Result<Operand> PathResolver::resolveStatic(const Json &root,
                                            Segments path,
                                            std::string_view modifier)
{
    if (!modifier.empty() && modifier != "lower") {
        return cannotCompile("\":" + std::string(modifier) + "\" does not fit \"" + path.back()
                             + "\".");
    }
    const Json *value = valueAt(root, path);
    if (value == nullptr || value->isNull()) {
        return keywordOperand(Keyword::Null, m_scope.dialect);
    }
    Operand operand = boundOperand(*value);
    // Forms and queries only know text: where a number field is named, numeric text is a number.
    const Field *field = m_scope.base.field(path.back());
    if (value->isString() && field != nullptr && field->isType(fields::kNumber)) {
        if (const auto number = parseNumber(value->text())) {
            operand = boundOperand(*number);
        }
    }
    if (modifier == "lower") {
        operand.sql = fill(m_scope.dialect.lower(kSlots[0]), {&operand.sql});
    }
    return operand;
}

Result<Operand> PathResolver::resolveAuth(Segments segments)
{
    static constexpr auto kStatic = std::to_array<std::string_view>(
        {"id", "collectionId", "collectionName", "email", "emailVisibility", "verified"});
    const Caller *caller = m_scope.request.caller;
    const AuthRecord *record = caller != nullptr ? caller->record.get() : nullptr;
    if (record == nullptr) {
        SOCLE_TRY(splitModifier(segments.back())); // nobody is NULL, but not with a wrong modifier
        return keywordOperand(Keyword::Null, m_scope.dialect);
    }
    if (segments.size() == 1) {
        const LastSegment last = SOCLE_TRY(splitModifier(segments.front()));
        const bool isStatic = std::find(kStatic.begin(), kStatic.end(), last.name) != kStatic.end();
        if (isStatic && (last.modifier.empty() || last.modifier == "lower")) {
            const Json values(JsonObject{
                {"id", record->id},
                {"collectionId", record->collectionId},
                {"collectionName", record->collectionName},
                {"email", record->values["email"]},
                {"emailVisibility", record->values["emailVisibility"].toBool()},
                {"verified", record->values["verified"].toBool()},
            });
            const std::vector<std::string> path{std::string(last.name)};
            return resolveStatic(values, path, last.modifier);
        }
    }
    auto collection = m_scope.request.catalogue->findById(record->collectionId);
    if (!collection) {
        return keywordOperand(Keyword::Null, m_scope.dialect);
    }
    Cursor cursor = baseCursor();
    cursor.onUnknown = OnUnknown::Null;
    SOCLE_TRY(joinTable(cursor,
                        "@request.auth",
                        std::move(collection),
                        [&](const std::string &alias, const std::string &) {
                            SqlFragment on = text(m_scope.dialect.column(alias, "id") + " = ");
                            on.bind(record->id);
                            return on;
                        }));
    return walk(std::move(cursor), segments);
}

Result<Operand> PathResolver::resolveBody(Segments segments)
{
    const Json &body = m_scope.request.body;
    const LastSegment last = SOCLE_TRY(splitModifier(segments.back()));
    const Field *field
        = m_scope.base.field(segments.size() == 1 ? last.name : std::string_view(segments.front()));
    if (segments.size() > 1 && field != nullptr && field->isType(fields::kRelation)) {
        const std::vector<std::string> ids = submittedIds(body[field->name]);
        auto target = m_scope.request.catalogue->findById(field->text("collectionId"));
        if (ids.empty() || !target) {
            return keywordOperand(Keyword::Null, m_scope.dialect);
        }
        Cursor cursor = baseCursor();
        cursor.onUnknown = OnUnknown::Null;
        cursor.isMany = field->isMultiple();
        const auto &dialect = m_scope.dialect;
        SOCLE_TRY(joinTable(cursor,
                            "@request.body." + field->name,
                            std::move(target),
                            [&](const std::string &alias, const std::string &) {
                                // One binding for any number of ids: the text stays the same.
                                SqlFragment list;
                                list.bind(Json(JsonArray(ids.begin(), ids.end())).dump());
                                return text(dialect.column(alias, "id") + " IN (SELECT "
                                            + dialect.column("i$", "value") + " FROM ")
                                    + fill(dialect.jsonEach(kSlots[0]), {&list})
                                    + text(" " + dialect.identifier("i$") + ")");
                            }));
        return walk(std::move(cursor), segments.subspan(1));
    }
    std::vector<std::string> path(segments.begin(), segments.end());
    path.back() = std::string(last.name);
    if (last.modifier.empty() || last.modifier == "lower") {
        const bool isKnown = field != nullptr && path.size() == 1;
        const Json *value = valueAt(body, path);
        if (isKnown && last.modifier == "lower" && (value == nullptr || value->isNull())) {
            return resolveStatic(Json(JsonObject{{path[0], Json("")}}), path, last.modifier);
        }
        // As the peer prints them: json as it was submitted, points as lon, lat; other objects by
        // sorted keys.
        const bool isText = isKnown && value != nullptr
            && ((field->isType(fields::kJson) && m_scope.request.bodyState == BodyState::Resolved)
                || (field->isType(fields::kGeoPoint) && value->isObject()));
        if (isText) {
            return resolveStatic(
                Json(JsonObject{{path[0], Json(value->dump())}}), path, last.modifier);
        }
        return resolveStatic(body, path, last.modifier);
    }
    return resolveBodyModifier(path, last.modifier);
}

Result<Operand> PathResolver::resolveBodyModifier(Segments path, std::string_view modifier)
{
    const auto &dialect = m_scope.dialect;
    const Json &body = m_scope.request.body;
    const bool isSet
        = path.size() == 1 ? hasBodyKey(body, path[0]) : valueAt(body, path) != nullptr;
    if (modifier == "isset") {
        return keywordOperand(isSet ? Keyword::True : Keyword::False, dialect);
    }
    const Field *field = path.size() == 1 ? m_scope.base.field(path[0]) : nullptr;
    if (field == nullptr || (modifier != "changed" && !isListType(*field))) {
        return cannotCompile("\":" + std::string(modifier) + "\" does not fit \"@request.body."
                             + join({path.begin(), path.end()}, ".") + "\".");
    }
    if (modifier == "changed") {
        const Operand submitted = SOCLE_TRY(resolveBody(path));
        const Operand stored = SOCLE_TRY(walk(baseCursor(), path));
        const auto keyword = [&](bool value) {
            return keywordOperand(value ? Keyword::True : Keyword::False, dialect);
        };
        Operand operand;
        operand.isRaw = true;
        operand.sql.append("(")
            += compare(keyword(isSet), filter::ast::Sign::Equal, false, keyword(true), dialect);
        operand.sql.append(" AND ")
            += compare(submitted, filter::ast::Sign::NotEqual, false, stored, dialect);
        operand.sql.append(")");
        return operand;
    }
    const Json *value = body.find(path[0]);
    JsonArray items;
    if (value != nullptr && value->isArray()) {
        items = value->array();
    } else if (value != nullptr && !value->isNull()) {
        items.push_back(*value);
    }
    if (modifier == "length") {
        return boundOperand(static_cast<double>(items.size()));
    }
    Cursor cursor = baseCursor(); // :each
    cursor.isMany = field->isMultiple();
    const std::string list = Json(std::move(items)).dump();
    const ItemAliases aliases
        = joinItems(cursor, "@request.body." + path[0] + ":each", [&](const std::string &) {
              SqlFragment bound;
              bound.bind(list);
              return fill(dialect.jsonEach(kSlots[0]), {&bound});
          });
    Operand operand = finish(cursor,
                             text(dialect.column(aliases.outer, "value")),
                             text(dialect.column(aliases.inner, "value")));
    operand.isFilled
        = true; // the peer counts the list bound in the join: nothing submitted is no ''
    return operand;
}

} // namespace socle::rules
