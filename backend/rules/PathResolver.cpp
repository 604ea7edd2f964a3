// The walk over field paths; @request.* is in RequestPaths.cpp, the joins are in PathJoins.cpp.
#include "backend/rules/PathResolver.h"

#include "backend/rules/Macros.h"
#include "backend/rules/PathCursor.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RequestValues.h"
#include "backend/storage/Dialect.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>
#include <utility>

namespace socle::rules {

namespace {

using fields::Field;

bool isPathText(std::string_view text)
{
    return !text.empty() && isWord(text.back())
        && std::all_of(
            text.begin(), text.end(), [](char c) { return isWord(c) || c == '.' || c == ':'; });
}

} // namespace

Error cannotCompile(std::string reason)
{
    return Error{.kind = ErrorKind::InvalidInput, .cause = std::move(reason)};
}

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
        return keywordOperand(Keyword::Null);
    }
    if (equalsIgnoreCase(path, "true") || equalsIgnoreCase(path, "false")) {
        return keywordOperand(equalsIgnoreCase(path, "true") ? Keyword::True : Keyword::False);
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
        return keywordOperand(Keyword::Null);
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

} // namespace socle::rules
