// All collections at one moment: an immutable snapshot that requests share. SchemaStore swaps the
// whole of it after a commit.
#pragma once

#include "backend/schema/Collection.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace socle::schema {

/// A relation field of some collection that points to a given one.
struct Reference
{
    const Collection *collection; // lives as long as the catalogue
    const fields::Field *field;
};

class Catalogue
{
public:
    Catalogue() = default;
    /// `collections` in rowid order.
    explicit Catalogue(std::vector<CollectionPtr> collections);

    /// Id (exact) first, then name (ASCII letters without regard to case); null when there is none.
    CollectionPtr findByNameOrId(std::string_view nameOrId) const;
    CollectionPtr findById(std::string_view id) const;
    CollectionPtr findByName(std::string_view name) const;

    std::span<const CollectionPtr> all() const { return m_collections; }

    /// Relation fields (also of views and of the collection itself) whose target is `collectionId`,
    /// ordered by the name of their collection, then by field position.
    std::span<const Reference> referencesTo(std::string_view collectionId) const;

private:
    struct Hash
    {
        using is_transparent = void;

        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>{}(text);
        }
    };

    template <typename T> using Index = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

    std::vector<CollectionPtr> m_collections;
    Index<std::size_t> m_byId;
    Index<std::size_t> m_byName; // lower case
    Index<std::vector<Reference>> m_references;
};

using CataloguePtr = std::shared_ptr<const Catalogue>;

} // namespace socle::schema
