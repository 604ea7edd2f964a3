// Ready-made schemas to start from: blog, shop, CMS, directory, tasks. Bodies for an import of
// collections, and a few records so that the first look is not an empty one.
#pragma once

#include "backend/schema/Catalogue.h"
#include "shared/json/Json.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace socle::codegen {

struct TemplateCollection
{
    std::string_view name;
    /// Fields in short: `title:text! body:editor state:select(draft,done) author:>users tags:>tags*
    /// price:number cover:file due:date`; `!` = required, `*` = several.
    std::string_view fields;
    /// The five rules in the order list, view, create, update, delete; "-" = superusers only.
    std::string_view rules[5];
    std::string_view uniqueField = {}; // one with a unique index
};

struct TemplateRecord
{
    std::string_view collection;
    std::string_view
        values; // JSON object; "@2" in a relation names the second record of its target
};

struct Template
{
    std::string_view name; // "blog"
    std::string_view title;
    std::string_view description;
    std::vector<TemplateCollection> collections;
    std::vector<TemplateRecord> records;
};

std::span<const Template> templates();
/// Null when there is none of that name.
const Template *findTemplate(std::string_view name);

/// The collections as SchemaStore::import() takes them. Relations to collections that are neither
/// in the template nor in the catalogue are left out.
Json templateCollections(const Template &wanted, const schema::Catalogue &catalogue);

/// Names of the template's collections that are taken already.
std::vector<std::string> takenNames(const Template &wanted, const schema::Catalogue &catalogue);

} // namespace socle::codegen
