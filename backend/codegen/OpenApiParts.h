// The inside of OpenApi.h, shared by its three sources only.
#pragma once

#include "backend/codegen/TypeModel.h"
#include "shared/json/Json.h"

#include <string>
#include <string_view>

namespace socle::codegen {

Json schemaRef(std::string_view name); // {"$ref":"#/components/schemas/…"}

/// Record, body of a create, body of an update, and page of each type; the shapes all share.
JsonObject openApiSchemas(const std::vector<TypeModel> &types);
JsonObject openApiPaths(const std::vector<TypeModel> &types);

} // namespace socle::codegen
