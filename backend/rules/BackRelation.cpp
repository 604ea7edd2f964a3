#include "backend/rules/BackRelation.h"

#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>

namespace socle::rules {

namespace {

bool isWordCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// A column of an index as written: "`post` COLLATE NOCASE" -> "post"; an expression gives "".
std::string_view indexedColumn(std::string_view item)
{
    item = trimmed(item);
    if (item.empty()) {
        return {};
    }
    const char quote = item.front() == '[' ? ']' : item.front();
    if (quote == '`' || quote == '"' || quote == '\'' || quote == ']') {
        const std::size_t end = item.find(quote, 1);
        return end == std::string_view::npos ? std::string_view() : item.substr(1, end - 1);
    }
    const auto end = std::find_if_not(item.begin(), item.end(), isWordCharacter);
    const auto length = static_cast<std::size_t>(end - item.begin());
    const bool called = item.find('(') != std::string_view::npos;
    return called ? std::string_view() : item.substr(0, length);
}

/// What stands in the parentheses behind the table name of a CREATE UNIQUE INDEX; "" for anything
/// else.
std::string_view uniqueIndexColumns(std::string_view statement)
{
    const std::string lower = asciiLower(statement);
    const std::size_t unique = lower.find("unique");
    const std::size_t on = lower.find(" on ");
    const std::size_t open = lower.find('(');
    if (unique == std::string::npos || open == std::string::npos || unique > open
        || lower.find("index") < unique || (on != std::string::npos && unique > on)) {
        return {};
    }
    int depth = 0;
    for (std::size_t i = open; i < lower.size(); ++i) {
        depth += lower[i] == '(' ? 1 : (lower[i] == ')' ? -1 : 0);
        if (depth == 0) {
            return statement.substr(open + 1, i - open - 1);
        }
    }
    return {};
}

} // namespace

bool hasOwnUniqueIndex(const schema::Collection &collection, std::string_view field)
{
    return std::any_of(collection.indexes.begin(),
                       collection.indexes.end(),
                       [field](const std::string &statement) {
                           const std::string_view columns = uniqueIndexColumns(statement);
                           return columns.find(',') == std::string_view::npos
                               && equalsIgnoreCase(indexedColumn(columns), field);
                       });
}

std::optional<BackRelation> findBackRelation(std::string_view segment,
                                             const schema::Collection &target,
                                             const schema::Catalogue &catalogue)
{
    constexpr std::string_view kVia = "_via_";
    const std::size_t via = segment.rfind(kVia);
    if (via == std::string_view::npos || via == 0) {
        return std::nullopt;
    }
    BackRelation relation;
    relation.collection = catalogue.findByNameOrId(segment.substr(0, via));
    if (!relation.collection) {
        return std::nullopt;
    }
    relation.field = relation.collection->field(segment.substr(via + kVia.size()));
    if (relation.field == nullptr || !relation.field->isType(fields::kRelation)
        || relation.field->text("collectionId") != target.id) {
        return std::nullopt;
    }
    const bool single = !relation.field->isMultiple()
        && hasOwnUniqueIndex(*relation.collection, relation.field->name);
    relation.count = single ? RelatedCount::One : RelatedCount::Many;
    return relation;
}

} // namespace socle::rules
