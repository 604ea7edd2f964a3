// See PlanReferences.h.
#include "backend/schema/PlanReferences.h"

#include "backend/schema/IndexStatement.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/filter/Tokenizer.h"

#include <algorithm>
#include <cctype>

namespace socle::schema {

namespace {

bool isWordCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool hasWord(std::string_view text, std::string_view word)
{
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool startsHere = at == 0 || !isWordCharacter(text[at - 1]);
        const auto end = at + word.size();
        if (startsHere && (end >= text.size() || !isWordCharacter(text[end]))) {
            return true;
        }
    }
    return false;
}

/// Segments of the identifiers of a rule: "author.name:lower" -> author, name.
template <typename Test> bool anyPath(std::string_view rule, Test test)
{
    for (const filter::Token &token : filter::tokenize(rule)) {
        if (token.kind != filter::TokenKind::Identifier) {
            continue;
        }
        std::vector<std::string> segments;
        for (const std::string &part :
             split(rule.substr(token.start, token.end - token.start), '.')) {
            segments.push_back(part.substr(0, part.find(':')));
        }
        if (test(segments)) {
            return true;
        }
    }
    return false;
}

/// A path of a rule of `holder` may name `field` of `owner`: as the first segment of its own rules,
/// behind a relation, in the body, or below @collection.
bool namesField(std::string_view rule,
                const Collection &holder,
                const Collection &owner,
                std::string_view field)
{
    return anyPath(rule, [&](const std::vector<std::string> &segments) {
        const auto found = std::find(segments.begin(), segments.end(), field);
        if (found == segments.end()) {
            return false;
        }
        if (segments.front() == "@collection") {
            return segments.size() > 1 && equalsIgnoreCase(segments[1], owner.name);
        }
        if (segments.front() == "@request") {
            return segments.size() > 1 && (segments[1] == "auth" || holder.id == owner.id);
        }
        return holder.id == owner.id ? true : found != segments.begin();
    });
}

bool namesCollection(std::string_view rule, std::string_view name)
{
    return anyPath(rule, [&](const std::vector<std::string> &segments) {
        const bool isDirect = segments.front() == "@collection" && segments.size() > 1
            && equalsIgnoreCase(segments[1], name);
        return isDirect
            || std::any_of(segments.begin(), segments.end(), [&](const std::string &segment) {
                   return startsWith(segment, std::string(name) + "_via_");
               });
    });
}

void addFieldReferences(std::vector<PlanReference> &found,
                        const Catalogue &catalogue,
                        const Collection &owner,
                        const fields::Field &field)
{
    for (const CollectionPtr &holder : catalogue.all()) {
        for (const auto &[name, rule] : namedRules(*holder)) {
            if (*rule && namesField(**rule, *holder, owner, field.name)) {
                found.push_back({"rule", holder->name, std::string(name)});
            }
        }
        if (holder->isView() && hasWord(holder->viewQuery, owner.name)
            && hasWord(holder->viewQuery, field.name)) {
            found.push_back({"view", holder->name, "viewQuery"});
        }
    }
    for (const std::string &text : owner.indexes) {
        const IndexStatement index = parseIndex(text);
        const bool isNamed = std::any_of(
            index.columns.begin(), index.columns.end(), [&](const IndexColumn &column) {
                return hasWord(column.name, field.name);
            });
        if (isNamed || hasWord(index.where, field.name)) {
            found.push_back({"index", owner.name, index.indexName});
        }
    }
    const auto &identities = owner.auth.identityFields;
    if (owner.isAuth()
        && std::find(identities.begin(), identities.end(), field.name) != identities.end()) {
        found.push_back({"option", owner.name, "passwordAuth.identityFields"});
    }
}

void addCollectionReferences(std::vector<PlanReference> &found,
                             const Catalogue &catalogue,
                             const Collection &gone)
{
    for (const Reference &reference : catalogue.referencesTo(gone.id)) {
        if (reference.collection->id != gone.id) {
            found.push_back({"relation", reference.collection->name, reference.field->name});
        }
    }
    for (const CollectionPtr &holder : catalogue.all()) {
        if (holder->id == gone.id) {
            continue;
        }
        for (const auto &[name, rule] : namedRules(*holder)) {
            if (*rule && namesCollection(**rule, gone.name)) {
                found.push_back({"rule", holder->name, std::string(name)});
            }
        }
        if (holder->isView() && hasWord(holder->viewQuery, gone.name)) {
            found.push_back({"view", holder->name, "viewQuery"});
        }
    }
}

} // namespace

const Collection *PlanSides::before(std::string_view name) const
{
    // A change carries the later name; a renamed collection is found by its id.
    if (const CollectionPtr later = m_after.findByName(name)) {
        return m_before.findById(later->id).get();
    }
    return m_before.findByName(name).get();
}

const Collection *PlanSides::after(std::string_view name) const
{
    return m_after.findByName(name).get();
}

std::pair<std::string, std::string> PlanSides::tableNames(std::string_view name) const
{
    const Collection *old = before(name);
    return {old != nullptr ? old->name : std::string(name), std::string(name)};
}

const fields::Field *PlanSides::fieldBefore(const PlannedChange &change) const
{
    const Collection *old = before(change.collection);
    if (old == nullptr || !startsWith(change.kind, "field.")) {
        return nullptr;
    }
    const Collection *later = after(change.collection);
    const fields::Field *now = later != nullptr ? later->field(change.field) : nullptr;
    return now != nullptr ? old->fieldById(now->id) : old->field(change.field);
}

std::pair<std::string, std::string> PlanSides::fieldNames(const PlannedChange &change) const
{
    const fields::Field *old = fieldBefore(change);
    return {old != nullptr ? old->name : change.field, change.field};
}

std::vector<std::pair<std::string_view, const Rule *>> namedRules(const Collection &collection)
{
    std::vector<std::pair<std::string_view, const Rule *>> rules{
        {"listRule", &collection.listRule},
        {"viewRule", &collection.viewRule},
        {"createRule", &collection.createRule},
        {"updateRule", &collection.updateRule},
        {"deleteRule", &collection.deleteRule}};
    if (collection.isAuth()) {
        rules.emplace_back("authRule", &collection.auth.authRule);
        rules.emplace_back("manageRule", &collection.auth.manageRule);
    }
    return rules;
}

std::vector<PlanReference> referencesOf(const PlannedChange &change, const PlanSides &sides)
{
    std::vector<PlanReference> found;
    const Collection *old = sides.before(change.collection);
    if (old == nullptr) {
        return found;
    }
    if (change.kind == "field.remove" || change.kind == "field.rename") {
        if (const fields::Field *field = sides.fieldBefore(change)) {
            addFieldReferences(found, sides.catalogueBefore(), *old, *field);
        }
    } else if (change.kind == "collection.drop" || change.kind == "collection.rename") {
        addCollectionReferences(found, sides.catalogueBefore(), *old);
    }
    return found;
}

} // namespace socle::schema
