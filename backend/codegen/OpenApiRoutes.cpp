// The paths of the route table: every row that answers requests is in the document, with the words
// of RouteWords.h where somebody wrote some.
#include "backend/codegen/OpenApiParts.h"
#include "backend/codegen/RouteWords.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <array>

namespace socle::codegen {

namespace {

constexpr std::string_view kForm = "form";
constexpr std::string_view kJson = "application/json";

/// A member of a body: "text", "bool", "integer", "array", "object", "any" or choices "a|b".
Json memberSchema(std::string_view type)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kTypes{
        {{"text", "string"},
         {"bool", "boolean"},
         {"integer", "integer"},
         {"array", "array"},
         {"object", "object"}}};
    for (const auto &[word, name] : kTypes) {
        if (word == type) {
            return JsonObject{{"type", name}};
        }
    }
    if (type.find('|') == std::string_view::npos) {
        return JsonObject{};
    }
    JsonArray choices;
    for (std::string &choice : split(type, '|')) {
        choices.emplace_back(std::move(choice));
    }
    return JsonObject{{"enum", std::move(choices)}};
}

/// `name:text! more:any *` as a schema.
Json bodySchema(std::string_view words)
{
    JsonObject properties;
    JsonArray required;
    for (const std::string &word : split(words, ' ')) {
        const auto colon = word.find(':');
        if (colon == std::string::npos) {
            continue; // "*", "form": objects are open anyway
        }
        std::string_view type = std::string_view(word).substr(colon + 1);
        if (endsWith(type, "!")) {
            type.remove_suffix(1);
            required.emplace_back(word.substr(0, colon));
        }
        properties.append(word.substr(0, colon), memberSchema(type));
    }
    JsonObject schema{{"type", "object"}};
    if (!properties.empty()) {
        schema.append("properties", std::move(properties));
    }
    if (!required.empty()) {
        schema.append("required", std::move(required));
    }
    return schema;
}

Json requestBody(std::string_view words)
{
    if (words == "rows") {
        return JsonObject{
            {"required", true},
            {"content",
             content(textSchema(), {"text/csv", "application/x-ndjson", "application/json"})}};
    }
    if (words == "file") {
        const Json bytes = JsonObject{{"type", "string"}, {"format", "binary"}};
        const Json schema = JsonObject{{"type", "object"},
                                       {"properties", JsonObject{{"file", bytes}}},
                                       {"required", JsonArray{"file"}}};
        return JsonObject{{"required", true},
                          {"content", content(schema, {"multipart/form-data"})}};
    }
    std::vector<std::string_view> types{kJson};
    if (startsWith(words, kForm)) {
        types.emplace_back("multipart/form-data");
    }
    const Json schema = bodySchema(words);
    return JsonObject{{"required", schema.object().contains("required")},
                      {"content", content(schema, types)}};
}

struct Kind
{
    std::string_view word;
    std::string_view mediaType;
    std::string_view component = {}; // of the schemas; "" = by the media type
};

constexpr std::array kKinds{Kind{"object", kJson, "AnyObject"},
                            Kind{"array", kJson, "AnyList"},
                            Kind{"page", kJson, "AnyPage"},
                            Kind{"record", kJson, "AnyRecord"},
                            Kind{"auth", kJson, "AnyAuth"},
                            Kind{"job", kJson, "StartedJob"},
                            Kind{"text", "text/plain"},
                            Kind{"html", "text/html"},
                            Kind{"csv", "text/csv"},
                            Kind{"ndjson", "application/x-ndjson"},
                            Kind{"events", "text/event-stream"},
                            Kind{"file", "*/*"}};

/// "object|events" as what may come with a status.
Json contentOf(std::string_view words)
{
    JsonObject media;
    JsonArray alternatives; // of JSON
    for (const std::string &word : split(words, '|')) {
        const auto kind = std::find_if(
            kKinds.begin(), kKinds.end(), [&](const Kind &known) { return known.word == word; });
        if (kind == kKinds.end()) {
            continue;
        }
        if (kind->component.empty()) {
            media.append(std::string(kind->mediaType),
                         JsonObject{{"schema", JsonObject{{"type", "string"}}}});
        } else {
            alternatives.push_back(schemaRef(kind->component));
        }
    }
    if (!alternatives.empty()) {
        Json schema = alternatives.size() == 1
            ? alternatives.front()
            : Json(JsonObject{{"anyOf", std::move(alternatives)}});
        media.append(std::string(kJson), JsonObject{{"schema", std::move(schema)}});
    }
    return media;
}

std::string_view textOf(std::string_view status)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kTexts{
        {{"101", "The connection is a WebSocket now."},
         {"200", "The answer."},
         {"202", "The work goes on by itself."},
         {"204", "Done."},
         {"206", "A part of the bytes."},
         {"303", "See there."},
         {"304", "As it was."},
         {"307", "See there."},
         {"401", "A valid token, or a second step, is needed."},
         {"402", "The budget is used up."},
         {"409", "It is in use, or there is one already."},
         {"412", "It is another one by now."},
         {"416", "There are no such bytes."},
         {"422", "Well-formed, but not acceptable to the model or plan."},
         {"426", "Only as a WebSocket."},
         {"429", "Too many requests, or the budget is used up."},
         {"502", "The provider failed."},
         {"503", "Not now."},
         {"504", "The provider did not answer in time."}}};
    for (const auto &[known, text] : kTexts) {
        if (known == status) {
            return text;
        }
    }
    return "The request is refused.";
}

bool isNumber(std::string_view word)
{
    return word.size() == 3 && word[0] >= '1' && word[0] <= '5'
        && word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "200 object 204 409" as responses.
JsonObject responsesOf(std::string_view words)
{
    JsonObject responses;
    std::string status;
    bool hasContent = false;
    const auto end = [&] {
        if (status.empty()) {
            return;
        }
        JsonObject response{{"description", textOf(status)}};
        const bool isRefusal = status[0] >= '4' && status != "412" && status != "416";
        if (isRefusal && !hasContent) {
            response = success(textOf(status), schemaRef("Error")).object();
        }
        if (!responses.contains(status)) {
            responses.append(status, std::move(response));
        }
    };
    for (const std::string &word : split(words, ' ')) {
        if (isNumber(word)) {
            end();
            status = word;
            hasContent = false;
        } else if (!word.empty()) {
            responses.append(
                status, JsonObject{{"description", textOf(status)}, {"content", contentOf(word)}});
            hasContent = true;
        }
    }
    end();
    return responses;
}

/// "GET /api/socle/jobs/{id}" -> getSocleJobsId.
std::string idOf(const RouteFact &route)
{
    std::string words = asciiLower(route.method);
    std::string path(route.pattern.substr(std::string_view("/api").size()));
    for (const char c : path) {
        const bool isWord = std::isalnum(static_cast<unsigned char>(c)) != 0;
        words += isWord ? c : '_';
    }
    return camelCase(words);
}

std::string pathOf(std::string_view pattern)
{
    return replaceAll(std::string(pattern), "...}", "}");
}

JsonArray pathParameters(std::string_view path)
{
    JsonArray list;
    for (auto open = path.find('{'); open != std::string_view::npos;
         open = path.find('{', open + 1)) {
        list.push_back(pathParameter(path.substr(open + 1, path.find('}', open) - open - 1)));
    }
    return list;
}

} // namespace

void addRoutePaths(JsonObject &paths, const std::vector<RouteFact> &routes)
{
    constexpr RouteWords kNone{"", "server", "", "", "", "200 object 202 object 204 409"};
    for (const RouteFact &route : routes) {
        const RouteWords *known = wordsOf(route.method, route.pattern);
        const RouteWords &words = known != nullptr ? *known : kNone;
        const std::string path = pathOf(route.pattern);
        JsonArray parameters = pathParameters(path);
        for (Json &query : queryParameters(words.query)) {
            parameters.push_back(std::move(query));
        }
        JsonObject operation
            = operationObject({.tag = words.tag,
                               .id = idOf(route),
                               .summary = known != nullptr ? words.summary : route.pattern,
                               .caller = route.caller,
                               .hasBody = !words.body.empty()},
                              std::move(parameters),
                              responsesOf(words.answers));
        if (!words.body.empty()) {
            operation.append("requestBody", requestBody(words.body));
        }
        if (!paths.contains(path)) {
            paths.append(path, JsonObject{});
        }
        paths[path].asObject().set(asciiLower(route.method), std::move(operation));
    }
}

} // namespace socle::codegen
