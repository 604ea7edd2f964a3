// See OpenApi.h.
#include "backend/codegen/OpenApi.h"

#include "backend/codegen/OpenApiParts.h"

namespace socle::codegen {

Json schemaRef(std::string_view name)
{
    return JsonObject{{"$ref", "#/components/schemas/" + std::string(name)}};
}

Json openApiDocument(const schema::Catalogue &catalogue, const OpenApiInfo &info)
{
    const auto types = typesOf(catalogue);
    JsonArray tags;
    for (const TypeModel &type : types) {
        tags.emplace_back(JsonObject{{"name", type.collection}});
    }
    tags.emplace_back(JsonObject{{"name", "server"}});
    return JsonObject{
        {"openapi", "3.1.0"},
        {"info",
         JsonObject{{"title", info.title.empty() ? Json("Socle") : Json(info.title)},
                    {"version", info.version},
                    {"description",
                     "Records of this server. What a caller may do is decided by the rules of each "
                     "collection."}}},
        {"servers", JsonArray{JsonObject{{"url", info.url.empty() ? Json("/") : Json(info.url)}}}},
        {"tags", std::move(tags)},
        {"security", JsonArray{JsonObject{}, JsonObject{{"token", JsonArray{}}}}},
        {"paths", openApiPaths(types)},
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
