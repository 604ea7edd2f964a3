// `@request.*`: values of the request, the caller's record, the submitted body
// (records-api.md 3.6).
#include "backend/rules/Caller.h"
#include "backend/rules/Comparison.h"
#include "backend/rules/PathCursor.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RequestValues.h"
#include "backend/storage/Dialect.h"
#include "shared/core/Number.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>
#include <array>
#include <utility>

namespace socle::rules {

using fields::Field;

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
        return issetOperand(isSet, m_scope.dialect);
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
        return keywordOperand(Keyword::Null);
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
        return keywordOperand(Keyword::Null);
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
        return keywordOperand(Keyword::Null);
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
            return keywordOperand(Keyword::Null);
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
        return issetOperand(isSet, dialect);
    }
    const Field *field = path.size() == 1 ? m_scope.base.field(path[0]) : nullptr;
    if (field == nullptr || (modifier != "changed" && !isListType(*field))) {
        return cannotCompile("\":" + std::string(modifier) + "\" does not fit \"@request.body."
                             + join({path.begin(), path.end()}, ".") + "\".");
    }
    if (modifier == "changed") {
        const Operand submitted = SOCLE_TRY(resolveBody(path));
        const Operand stored = SOCLE_TRY(walk(baseCursor(), path));
        const auto keyword
            = [&](bool value) { return keywordOperand(value ? Keyword::True : Keyword::False); };
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
