// The sub-requests of a batch as values: read from the body, checked, and matched to the five
// things a batch can do (records-api.md 5.2, 5.3).
#pragma once

#include "backend/api/BodyDecoder.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::api {

struct SubRequest
{
    std::string method = {};
    std::string url = {};
    std::vector<std::pair<std::string, std::string>> headers = {}; // without Authorization
    JsonObject body = {};
    std::vector<FormFile> files = {}; // keys without the `requests.N.` in front

    std::string_view path() const; // without the query
    std::vector<std::pair<std::string, std::string>> query() const;
    /// First value, decoded; "" when absent.
    std::string queryParam(std::string_view name) const;
    std::optional<std::string> header(std::string_view name) const; // any case
    /// The body as a form sees it: query parameters first, the JSON body over them (1.5).
    JsonObject formBody() const;
};

enum class SubAction { Create, Update, Upsert, Delete };

struct SubTarget
{
    SubAction action = SubAction::Create;
    std::string collection = {}; // as in the URL, not decoded
    std::string id = {};
};

/// Errors: InvalidInput with the messages of 5.2; `maxRequests` is the setting.
Result<std::vector<SubRequest>> readBatch(const DecodedBody &body, std::int64_t maxRequests);

/// What the sub-request asks for; nothing when a batch cannot do it.
std::optional<SubTarget> targetOf(const SubRequest &request);

} // namespace socle::api
