// What all operations of the OpenAPI document share, and the paths of the live collections.
#include "backend/codegen/OpenApiParts.h"
#include "backend/codegen/RouteWords.h"
#include "shared/core/Text.h"

#include <array>

namespace socle::codegen {

namespace {

struct Refusal
{
    std::string_view status;
    std::string_view text;
};

constexpr std::array kRefusals{
    Refusal{"400", "The input is not acceptable."},
    Refusal{"401", "A valid token is needed."},
    Refusal{"403", "The caller may not do this."},
    Refusal{"404", "There is no such thing, or the caller may not see it."},
    Refusal{"413", "The body is too large."},
    Refusal{"429", "Too many requests."},
    Refusal{"503", "The server cannot do this now: it stops, or something it needs is down."}};

bool applies(std::string_view status, const Operation &operation)
{
    if (status == "401") {
        return operation.caller != RouteFact::Caller::Anybody;
    }
    return status != "413" || operation.hasBody;
}

Json parameter(std::string_view name, std::string_view place, Json schema, std::string_view text)
{
    return JsonObject{{"name", name},
                      {"in", place},
                      {"required", place == "path"},
                      {"schema", std::move(schema)},
                      {"description", text}};
}

/// "text", "integer", "bool" or choices "a|b".
Json parameterSchema(std::string_view type)
{
    if (type == "integer") {
        return JsonObject{{"type", "integer"}, {"minimum", 0}, {"maximum", 1000000}};
    }
    if (type == "bool") {
        return JsonObject{{"type", "boolean"}};
    }
    if (type.find('|') == std::string_view::npos) {
        return textSchema();
    }
    JsonArray choices;
    for (std::string &choice : split(type, '|')) {
        choices.emplace_back(std::move(choice));
    }
    return JsonObject{{"type", "string"}, {"enum", std::move(choices)}};
}

Json withBody(JsonObject operation, const Json &schema)
{
    operation.append(
        "requestBody",
        JsonObject{{"required", true},
                   {"content", content(schema, {"application/json", "multipart/form-data"})}});
    return operation;
}

JsonArray joined(JsonArray first, JsonArray second)
{
    for (Json &item : second) {
        first.push_back(std::move(item));
    }
    return first;
}

Json recordOf(const TypeModel &type) { return success("The record.", schemaRef(type.name)); }

// Without `fields`: these paths speak of whole records. The paths of the route table have it.
void addRecordPaths(JsonObject &paths, const TypeModel &type)
{
    const std::string base = "/api/collections/" + type.collection + "/records";
    const auto about = [&](const char *verb, const char *summary, bool hasBody = false) {
        return Operation{
            .tag = type.collection, .id = verb + type.name, .summary = summary, .hasBody = hasBody};
    };
    const auto one = [](std::string_view query) {
        return joined({pathParameter("id")}, queryParameters(query));
    };
    JsonObject all{{"get",
                    operationObject(about("list", "List records"),
                                    queryParameters("page perPage filter sort skipTotal expand"),
                                    {{"200", success("A page.", schemaRef(type.name + "Page"))}})}};
    const Json unchanged = JsonObject{{"description", "As it was (If-None-Match)."}};
    JsonObject single{{"get",
                       operationObject(about("view", "Read a record"),
                                       one("expand"),
                                       {{"200", recordOf(type)}, {"304", unchanged}})}};
    const Json conflict
        = success("The record is another one by now (If-Match).", schemaRef("Error"));
    if (!type.isView) {
        all.append("post",
                   withBody(operationObject(about("create", "Create a record", true),
                                            queryParameters("expand"),
                                            {{"200", recordOf(type)}}),
                            schemaRef(type.name + "Create")));
        single.append("patch",
                      withBody(operationObject(about("update", "Change a record", true),
                                               one("expand"),
                                               {{"200", recordOf(type)}, {"412", conflict}}),
                               schemaRef(type.name + "Update")));
        single.append(
            "delete",
            operationObject(about("delete", "Delete a record"),
                            one(""),
                            {{"204", JsonObject{{"description", "Deleted."}}}, {"412", conflict}}));
    }
    paths.append(base, std::move(all));
    paths.append(base + "/{id}", std::move(single));
}

void addAuthPaths(JsonObject &paths, const TypeModel &type)
{
    const std::string base = "/api/collections/" + type.collection + "/";
    const Json credentials = JsonObject{
        {"type", "object"},
        {"properties", JsonObject{{"identity", textSchema()}, {"password", textSchema()}}},
        {"required", JsonArray{"identity", "password"}}};
    const Json signedIn = success("Signed in.", schemaRef(type.name + "Auth"));
    const Json secondStep = success("A second step is needed.", anyObjectSchema());
    paths.append(base + "auth-with-password",
                 JsonObject{{"post",
                             withBody(operationObject({.tag = type.collection,
                                                       .id = "signIn" + type.name,
                                                       .summary = "Sign in with a password",
                                                       .hasBody = true},
                                                      queryParameters("expand"),
                                                      {{"200", signedIn}, {"401", secondStep}}),
                                      credentials)}});
    paths.append(base + "auth-refresh",
                 JsonObject{{"post",
                             operationObject({.tag = type.collection,
                                              .id = "refresh" + type.name,
                                              .summary = "Exchange a token for a fresh one",
                                              .caller = RouteFact::Caller::SignedIn},
                                             queryParameters("expand"),
                                             {{"200", signedIn}})}});
}

} // namespace

Json pathParameter(std::string_view name)
{
    return parameter(
        name, "path", JsonObject{{"type", "string"}, {"minLength", 1}}, "A part of the address.");
}

Json queryParameter(std::string_view name)
{
    const ParameterWords *words = parameterWords(name);
    return words == nullptr ? parameter(name, "query", textSchema(), "")
                            : parameter(name, "query", parameterSchema(words->type), words->text);
}

JsonArray queryParameters(std::string_view names)
{
    JsonArray list;
    for (const std::string &name : split(names, ' ')) {
        if (!name.empty()) {
            list.push_back(queryParameter(name));
        }
    }
    return list;
}

Json content(const Json &schema, const std::vector<std::string_view> &types)
{
    JsonObject media;
    for (const std::string_view type : types) {
        media.append(std::string(type), JsonObject{{"schema", schema}});
    }
    return media;
}

Json success(std::string_view text, const Json &schema)
{
    return JsonObject{{"description", text}, {"content", content(schema, {"application/json"})}};
}

JsonObject operationObject(const Operation &operation, JsonArray parameters, JsonObject responses)
{
    for (const Refusal &refusal : kRefusals) {
        if (applies(refusal.status, operation) && !responses.contains(refusal.status)) {
            responses.append(std::string(refusal.status),
                             success(refusal.text, schemaRef("Error")));
        }
    }
    JsonObject object{{"tags", JsonArray{operation.tag}},
                      {"operationId", operation.id},
                      {"summary", operation.summary}};
    if (operation.caller != RouteFact::Caller::Anybody) {
        object.append("security", JsonArray{JsonObject{{"token", JsonArray{}}}});
    }
    if (!parameters.empty()) {
        object.append("parameters", std::move(parameters));
    }
    object.append("responses", std::move(responses));
    return object;
}

void addCollectionPaths(JsonObject &paths, const std::vector<TypeModel> &types)
{
    for (const TypeModel &type : types) {
        addRecordPaths(paths, type);
        if (type.isAuth) {
            addAuthPaths(paths, type);
        }
    }
}

} // namespace socle::codegen
