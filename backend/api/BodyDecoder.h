// Request bodies into one JSON object plus uploaded files (records-api.md 1.4 and 1.5): JSON,
// multipart, urlencoded.
//
// Pure functions over bytes; nothing is copied for files: their bytes are views of the request's
// body.
#pragma once

#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"
#include "shared/json/Json.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::http {
struct Request;
}

namespace socle::api {

/// One uploaded part. `bytes` is a view of the request's body and lives as long as the request.
struct FormFile
{
    std::string key; // "avatar", "docs+", "requests.0.docs"
    std::string fileName; // as the client sent it, folders cut off
    std::string contentType; // as the client claims it
    std::string_view bytes;
};

struct DecodedBody
{
    Json values = JsonObject(); // always an object
    std::vector<FormFile> files = {};
    bool isForm = false; // multipart or urlencoded: values were inferred from text
};

/// Decodes the body of `request`. An empty body is `{}` whatever its content type.
/// Errors: InvalidInput with "Unsupported Content-Type." or with the default message (malformed).
Result<DecodedBody> decodeBody(const http::Request &request);

/// true/false, plain numbers, else the text itself (the table of records-api.md 1.5).
Json infer(std::string_view text);

struct FormPart
{
    std::string key;
    std::string fileName;
    std::string contentType;
    bool isFile = false; // a part without a file name, or with an empty one, is a plain value
    std::string_view bytes;
};

/// Parts of a multipart body; `passed` is told of bytes that were looked through. Error:
/// InvalidInput when it is malformed or has too many parts.
Result<std::vector<FormPart>> parseMultipart(
    std::string_view body,
    std::string_view boundary,
    FunctionRef<void(std::string_view)> passed = [](std::string_view) {});
/// Value of a parameter of a header value: `boundary` of `multipart/form-data; boundary="x"`; empty
/// when absent.
std::string headerParameter(std::string_view value, std::string_view name);

} // namespace socle::api
