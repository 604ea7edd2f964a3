// The paths of the OpenAPI document: what can be done with the records of each collection, and the
// few routes of the server that every client meets.
#include "backend/codegen/OpenApiParts.h"

namespace socle::codegen {

namespace {

Json parameter(std::string_view name, std::string_view place, Json schema, std::string_view text)
{
    return JsonObject{{"name", name},
                      {"in", place},
                      {"required", place == "path"},
                      {"schema", std::move(schema)},
                      {"description", text}};
}

Json textType() { return JsonObject{{"type", "string"}}; }

Json numberType(int least, int most)
{
    return JsonObject{{"type", "integer"}, {"minimum", least}, {"maximum", most}};
}

Json idParameter() { return parameter("id", "path", textType(), "Id of the record."); }

Json expandParameter()
{
    return parameter("expand", "query", textType(), "Relations to put in, separated by commas.");
}

Json fieldsParameter()
{
    return parameter("fields", "query", textType(), "Members to answer, separated by commas.");
}

JsonArray listParameters()
{
    return {parameter("page", "query", numberType(1, 1000000), "Page, from 1."),
            parameter("perPage", "query", numberType(1, 1000), "Records of a page."),
            parameter("filter", "query", textType(), "Condition in the filter language."),
            parameter("sort", "query", textType(), "Fields, a minus before those that descend."),
            parameter("skipTotal", "query", JsonObject{{"type", "boolean"}}, "Do not count."),
            expandParameter(),
            fieldsParameter()};
}

Json content(const Json &schema, std::initializer_list<const char *> types)
{
    JsonObject media;
    for (const char *type : types) {
        media.append(type, JsonObject{{"schema", schema}});
    }
    return media;
}

Json success(std::string_view text, const Json &schema)
{
    return JsonObject{{"description", text}, {"content", content(schema, {"application/json"})}};
}

Json failure(std::string_view text) { return success(text, schemaRef("Error")); }

/// `operation` with the refusals it shares with its neighbours.
Json operation(std::string_view tag,
               const std::string &id,
               std::string_view summary,
               JsonArray parameters,
               JsonObject responses)
{
    responses.append("400", failure("The input is not acceptable."));
    responses.append("403", failure("The caller may not do this."));
    responses.append("404", failure("There is no such record, or the caller may not see it."));
    JsonObject object{{"tags", JsonArray{tag}}, {"operationId", id}, {"summary", summary}};
    if (!parameters.empty()) {
        object.append("parameters", std::move(parameters));
    }
    object.append("responses", std::move(responses));
    return object;
}

Json withBody(Json operation, const Json &schema)
{
    operation.asObject().append(
        "requestBody",
        JsonObject{{"required", true},
                   {"content", content(schema, {"application/json", "multipart/form-data"})}});
    return operation;
}

void addRecordPaths(JsonObject &paths, const TypeModel &type)
{
    const std::string base = "/api/collections/" + type.collection + "/records";
    JsonObject all{{"get",
                    operation(type.collection,
                              "list" + type.name,
                              "List records",
                              listParameters(),
                              {{"200", success("A page.", schemaRef(type.name + "Page"))}})}};
    JsonObject one{{"get",
                    operation(type.collection,
                              "view" + type.name,
                              "Read a record",
                              {idParameter(), expandParameter(), fieldsParameter()},
                              {{"200", success("The record.", schemaRef(type.name))}})}};
    if (!type.isView) {
        all.append("post",
                   withBody(operation(type.collection,
                                      "create" + type.name,
                                      "Create a record",
                                      {expandParameter(), fieldsParameter()},
                                      {{"200", success("The record.", schemaRef(type.name))}}),
                            schemaRef(type.name + "Create")));
        one.append("patch",
                   withBody(operation(type.collection,
                                      "update" + type.name,
                                      "Change a record",
                                      {idParameter(), expandParameter(), fieldsParameter()},
                                      {{"200", success("The record.", schemaRef(type.name))}}),
                            schemaRef(type.name + "Update")));
        one.append("delete",
                   operation(type.collection,
                             "delete" + type.name,
                             "Delete a record",
                             {idParameter()},
                             {{"204", JsonObject{{"description", "Deleted."}}}}));
    }
    paths.append(base, std::move(all));
    paths.append(base + "/{id}", std::move(one));
}

void addAuthPaths(JsonObject &paths, const TypeModel &type)
{
    const std::string base = "/api/collections/" + type.collection + "/";
    const Json credentials
        = JsonObject{{"type", "object"},
                     {"properties", JsonObject{{"identity", textType()}, {"password", textType()}}},
                     {"required", JsonArray{"identity", "password"}}};
    const JsonObject signedIn{{"200", success("Signed in.", schemaRef(type.name + "Auth"))}};
    paths.append(base + "auth-with-password",
                 JsonObject{{"post",
                             withBody(operation(type.collection,
                                                "signIn" + type.name,
                                                "Sign in with a password",
                                                {},
                                                signedIn),
                                      credentials)}});
    paths.append(base + "auth-refresh",
                 JsonObject{{"post",
                             operation(type.collection,
                                       "refresh" + type.name,
                                       "Exchange a token for a fresh one",
                                       {},
                                       signedIn)}});
}

void addServerPaths(JsonObject &paths)
{
    const Json anything = JsonObject{{"type", "object"}, {"additionalProperties", true}};
    const auto get = [&](const char *path, const char *id, const char *summary, Json schema) {
        JsonObject responses{{"200", success("The answer.", schema)}};
        paths.append(
            path, JsonObject{{"get", operation("server", id, summary, {}, std::move(responses))}});
    };
    get("/api/health", "health", "Whether the server answers", anything);
    get("/api/socle", "capabilities", "What this server can do", anything);
    const Json requests
        = JsonObject{{"type", "object"},
                     {"properties",
                      JsonObject{{"requests", JsonObject{{"type", "array"}, {"items", anything}}}}},
                     {"required", JsonArray{"requests"}}};
    paths.append(
        "/api/batch",
        JsonObject{
            {"post",
             withBody(operation("server",
                                "batch",
                                "Several writes in one transaction",
                                {},
                                {{"200",
                                  success("The answers in their order.",
                                          JsonObject{{"type", "array"}, {"items", anything}})}}),
                      requests)}});
}

} // namespace

JsonObject openApiPaths(const std::vector<TypeModel> &types)
{
    JsonObject paths;
    for (const TypeModel &type : types) {
        addRecordPaths(paths, type);
        if (type.isAuth) {
            addAuthPaths(paths, type);
        }
    }
    addServerPaths(paths);
    return paths;
}

} // namespace socle::codegen
