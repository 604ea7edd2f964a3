// See Templates.h. The schemas themselves are in TemplateList.cpp.
#include "backend/codegen/Templates.h"

#include "backend/schema/Defaults.h"
#include "backend/schema/IndexStatement.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <optional>

namespace socle::codegen {

namespace {

constexpr int kManyItems = 99;

/// The id a collection of the template will get, or has already.
std::string idOf(std::string_view name, const Template &wanted, const schema::Catalogue &catalogue)
{
    const bool isOwn = std::any_of(wanted.collections.begin(),
                                   wanted.collections.end(),
                                   [&](const auto &collection) { return collection.name == name; });
    if (isOwn) {
        // A renamed collection keeps its id, so the usual one may be taken.
        const std::string usual = schema::derivedCollectionId(schema::CollectionType::Base, name);
        std::string id = usual;
        for (int number = 2; catalogue.findById(id); ++number) {
            id = usual + std::to_string(number);
        }
        return id;
    }
    const auto found = catalogue.findByName(name);
    return found ? found->id : std::string();
}

/// One field of the short form; nothing for a relation that leads nowhere.
std::optional<Json> fieldOf(std::string_view text,
                            const Template &wanted,
                            const schema::Catalogue &catalogue)
{
    const auto colon = text.find(':');
    std::string_view type = text.substr(colon + 1);
    const bool isMany = endsWith(type, "*");
    const bool isRequired = endsWith(type, "!");
    if (isMany || isRequired) {
        type.remove_suffix(1);
    }
    JsonObject field{{"name", text.substr(0, colon)}, {"required", isRequired}};
    if (startsWith(type, ">")) {
        const std::string target = idOf(type.substr(1), wanted, catalogue);
        if (target.empty()) {
            return std::nullopt;
        }
        field.append("type", "relation");
        field.append("collectionId", target);
        field.append("maxSelect", isMany ? kManyItems : 1);
        return Json(std::move(field));
    }
    const auto open = type.find('(');
    field.append("type", type.substr(0, open));
    if (open != std::string_view::npos) {
        JsonArray values;
        for (const std::string &value : split(type.substr(open + 1, type.size() - open - 2), ',')) {
            values.emplace_back(value);
        }
        field.append("maxSelect", isMany ? static_cast<int>(values.size()) : 1);
        field.append("values", std::move(values));
    } else if (type == "file") {
        field.append("maxSelect", isMany ? kManyItems : 1);
    }
    return Json(std::move(field));
}

Json autodate(std::string_view name, bool onUpdate)
{
    return JsonObject{
        {"name", name}, {"type", "autodate"}, {"onCreate", true}, {"onUpdate", onUpdate}};
}

/// Names of indexes are shared by all tables, and a renamed collection keeps its own.
std::string indexName(const std::string &collection,
                      const std::string &column,
                      const schema::Catalogue &catalogue)
{
    const std::string usual = "idx_" + collection + "_" + column;
    const auto isTaken = [&](const std::string &name) {
        const auto all = catalogue.all();
        return std::any_of(all.begin(), all.end(), [&](const schema::CollectionPtr &other) {
            return std::any_of(
                other->indexes.begin(), other->indexes.end(), [&](const std::string &text) {
                    return schema::parseIndex(text).indexName == name;
                });
        });
    };
    std::string name = usual;
    for (int number = 2; isTaken(name); ++number) {
        name = usual + std::to_string(number);
    }
    return name;
}

Json collectionOf(const TemplateCollection &source,
                  const Template &wanted,
                  const schema::Catalogue &catalogue)
{
    JsonArray fields;
    for (const std::string &text : split(source.fields, ' ')) {
        if (auto field = fieldOf(text, wanted, catalogue)) {
            fields.push_back(std::move(*field));
        }
    }
    fields.push_back(autodate("created", false));
    fields.push_back(autodate("updated", true));
    JsonObject collection{{"id", idOf(source.name, wanted, catalogue)},
                          {"name", source.name},
                          {"type", "base"},
                          {"fields", std::move(fields)}};
    static constexpr std::string_view kRules[]
        = {"listRule", "viewRule", "createRule", "updateRule", "deleteRule"};
    for (std::size_t i = 0; i < std::size(kRules); ++i) {
        const std::string_view rule = source.rules[i];
        collection.append(std::string(kRules[i]), rule == "-" ? Json() : Json(rule));
    }
    if (!source.uniqueField.empty()) {
        const std::string name(source.name);
        const std::string column(source.uniqueField);
        collection.append("indexes",
                          JsonArray{"CREATE UNIQUE INDEX `" + indexName(name, column, catalogue)
                                    + "` ON `" + name + "` (`" + column + "`)"});
    }
    return collection;
}

} // namespace

const Template *findTemplate(std::string_view name)
{
    for (const Template &known : templates()) {
        if (known.name == name) {
            return &known;
        }
    }
    return nullptr;
}

Json templateCollections(const Template &wanted, const schema::Catalogue &catalogue)
{
    JsonArray collections;
    for (const TemplateCollection &source : wanted.collections) {
        collections.push_back(collectionOf(source, wanted, catalogue));
    }
    return collections;
}

std::vector<std::string> takenNames(const Template &wanted, const schema::Catalogue &catalogue)
{
    std::vector<std::string> taken;
    for (const TemplateCollection &source : wanted.collections) {
        if (catalogue.findByName(source.name)) {
            taken.emplace_back(source.name);
        }
    }
    return taken;
}

} // namespace socle::codegen
