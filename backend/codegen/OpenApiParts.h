// The inside of OpenApi.h, shared by its sources only.
#pragma once

#include "backend/codegen/OpenApi.h"
#include "backend/codegen/TypeModel.h"
#include "shared/json/Json.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::codegen {

Json schemaRef(std::string_view name); // {"$ref":"#/components/schemas/…"}

// -- Schemas

/// Record, body of a create, body of an update, and page of each type; the shapes all share.
JsonObject openApiSchemas(const std::vector<TypeModel> &types);
Json textSchema();
/// An object of which nothing more is said.
Json anyObjectSchema();

// -- Pieces of paths

Json pathParameter(std::string_view name);
/// One of RouteWords.h.
Json queryParameter(std::string_view name);
/// All of "page perPage filter".
JsonArray queryParameters(std::string_view names);
/// `{"application/json": {"schema": …}, …}`
Json content(const Json &schema, const std::vector<std::string_view> &types);
Json success(std::string_view text, const Json &schema);

/// What an operation is beside its parameters, body and successes.
struct Operation
{
    std::string_view tag;
    std::string id;
    std::string_view summary;
    RouteFact::Caller caller = RouteFact::Caller::Anybody;
    bool hasBody = false;
};

/// The operation with the refusals that it shares with its neighbours.
JsonObject operationObject(const Operation &operation, JsonArray parameters, JsonObject responses);

// -- Paths

/// Paths of the live collections, each with its own schemas.
void addCollectionPaths(JsonObject &paths, const std::vector<TypeModel> &types);
/// Paths of the route table.
void addRoutePaths(JsonObject &paths, const std::vector<RouteFact> &routes);

} // namespace socle::codegen
