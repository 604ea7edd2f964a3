// The API of this server as an OpenAPI 3.1 document: every route of its table, and the live
// collections as schemas with paths of their own.
#pragma once

#include "backend/schema/Catalogue.h"
#include "shared/json/Json.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::codegen {

struct OpenApiInfo
{
    std::string title = {};
    std::string version = {}; // of the program
    std::string url = {}; // of the server, "" = relative
};

/// A row of the route table, as far as the document says it.
struct RouteFact
{
    enum class Caller {
        Anybody,
        SignedIn,
        Superuser,
    };

    std::string_view method; // "GET"
    std::string_view pattern; // "/api/collections/{collection}"
    Caller caller = Caller::Anybody;
};

/// The whole document. Hidden fields and system collections are left out.
Json openApiDocument(const schema::Catalogue &catalogue,
                     const OpenApiInfo &info,
                     const std::vector<RouteFact> &routes);

} // namespace socle::codegen
