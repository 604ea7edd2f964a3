#include "backend/rules/BackRelation.h"

#include "backend/schema/IndexStatement.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>

namespace socle::rules {

bool hasOwnUniqueIndex(const schema::Collection &collection, std::string_view field)
{
    return std::any_of(collection.indexes.begin(),
                       collection.indexes.end(),
                       [field](const std::string &statement) {
                           return schema::parseIndex(statement).isSingleUnique(field);
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
