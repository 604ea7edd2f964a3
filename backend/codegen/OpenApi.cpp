// See OpenApi.h.
#include "backend/codegen/OpenApi.h"

#include "backend/codegen/OpenApiParts.h"

#include <algorithm>
#include <set>

namespace socle::codegen {

namespace {

/// The tags of all operations, collections first.
JsonArray tagsOf(const JsonObject &paths, const std::vector<TypeModel> &types)
{
    std::set<std::string, std::less<>> others;
    for (const auto &[path, item] : paths) {
        for (const auto &[method, operation] : item.object()) {
            others.emplace(operation["tags"].array().front().text());
        }
    }
    JsonArray tags;
    for (const TypeModel &type : types) {
        tags.emplace_back(JsonObject{{"name", type.collection}});
        others.erase(type.collection);
    }
    for (const std::string &tag : others) {
        tags.emplace_back(JsonObject{{"name", tag}});
    }
    return tags;
}

} // namespace

Json schemaRef(std::string_view name)
{
    return JsonObject{{"$ref", "#/components/schemas/" + std::string(name)}};
}

Json openApiDocument(const schema::Catalogue &catalogue,
                     const OpenApiInfo &info,
                     const std::vector<RouteFact> &routes)
{
    const auto types = typesOf(catalogue);
    JsonObject paths;
    addCollectionPaths(paths, types);
    addRoutePaths(paths, routes);
    JsonArray tags = tagsOf(paths, types);
    return JsonObject{
        {"openapi", "3.1.0"},
        {"info",
         JsonObject{{"title", info.title.empty() ? Json("Socle") : Json(info.title)},
                    {"version", info.version},
                    {"description",
                     "The API of this server. What a caller may do with records is decided by the "
                     "rules of each collection."}}},
        {"servers", JsonArray{JsonObject{{"url", info.url.empty() ? Json("/") : Json(info.url)}}}},
        {"tags", std::move(tags)},
        {"security", JsonArray{JsonObject{}, JsonObject{{"token", JsonArray{}}}}},
        {"paths", std::move(paths)},
        {"components",
         JsonObject{
             {"securitySchemes",
              JsonObject{{"token",
                          JsonObject{{"type", "http"},
                                     {"scheme", "bearer"},
                                     {"description", "A token of a sign-in, or an API key."}}}}},
             {"schemas", openApiSchemas(types)}}}};
}

} // namespace socle::codegen
