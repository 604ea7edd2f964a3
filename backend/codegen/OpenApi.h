// The API of this server as an OpenAPI 3.1 document, with the live collections as schemas.
#pragma once

#include "backend/schema/Catalogue.h"
#include "shared/json/Json.h"

#include <string>
#include <string_view>

namespace socle::codegen {

struct OpenApiInfo
{
    std::string title = {};
    std::string version = {}; // of the program
    std::string url = {}; // of the server, "" = relative
};

/// The whole document. Hidden fields and system collections are left out.
Json openApiDocument(const schema::Catalogue &catalogue, const OpenApiInfo &info);

} // namespace socle::codegen
