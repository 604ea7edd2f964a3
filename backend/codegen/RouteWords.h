// What each route of the server is for, in words for people and shapes for machines: the part of
// the OpenAPI document that neither the route table nor the collections know. Private to codegen/.
//
// The shapes are written in short:
//   query    "page perPage filter": names of RouteWords.cpp's list of parameters
//   body     "name:text! size:integer any:any": `!` = required, "*" = more members are welcome,
//            "form" before it = also as multipart/form-data, "rows" = lines of an import
//   answers  "200 object 202 job 204 409": a success may say what comes with it (object, array,
//            page, text, html, ndjson, events, file, record, job), a refusal is the usual envelope
#pragma once

#include <string_view>

namespace socle::codegen {

struct RouteWords
{
    std::string_view route; // "GET /api/health"
    std::string_view tag;
    std::string_view summary;
    std::string_view query = {};
    std::string_view body = {};
    std::string_view answers = "200 object";
};

/// Null when nobody has written any.
const RouteWords *wordsOf(std::string_view method, std::string_view pattern);

struct ParameterWords
{
    std::string_view name;
    std::string_view type; // "text", "integer", "bool" or choices "a|b|c"
    std::string_view text;
};

const ParameterWords *parameterWords(std::string_view name);

} // namespace socle::codegen
