// See Catalogue.h. Indexes are built once per snapshot; look-ups allocate nothing but a lower-case
// name.
#include "backend/schema/Catalogue.h"

#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>

namespace socle::schema {

Catalogue::Catalogue(std::vector<CollectionPtr> collections)
    : m_collections(std::move(collections))
{
    std::vector<const Collection *> byName;
    for (std::size_t i = 0; i < m_collections.size(); ++i) {
        m_byId.emplace(m_collections[i]->id, i);
        m_byName.emplace(asciiLower(m_collections[i]->name), i);
        byName.push_back(m_collections[i].get());
    }
    std::sort(byName.begin(), byName.end(), [](const Collection *a, const Collection *b) {
        return a->name < b->name;
    });
    for (const Collection *collection : byName) {
        for (const fields::Field &field : collection->fields) {
            if (field.isType(fields::kRelation)) {
                m_references[std::string(field.text("collectionId"))].push_back(
                    {collection, &field});
            }
        }
    }
}

CollectionPtr Catalogue::findByNameOrId(std::string_view nameOrId) const
{
    CollectionPtr found = findById(nameOrId);
    return found ? found : findByName(nameOrId);
}

CollectionPtr Catalogue::findById(std::string_view id) const
{
    const auto it = m_byId.find(id);
    return it == m_byId.end() ? nullptr : m_collections[it->second];
}

CollectionPtr Catalogue::findByName(std::string_view name) const
{
    const auto it = m_byName.find(asciiLower(name));
    return it == m_byName.end() ? nullptr : m_collections[it->second];
}

std::span<const Reference> Catalogue::referencesTo(std::string_view collectionId) const
{
    const auto it = m_references.find(collectionId);
    return it == m_references.end() ? std::span<const Reference>()
                                    : std::span<const Reference>(it->second);
}

} // namespace socle::schema
