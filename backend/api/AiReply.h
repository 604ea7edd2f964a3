// Pieces that AI answers share: the error under data.ai, `usage`, `meta`, and the events of a stream (ai.md 2.6 to 2.8).
#pragma once

#include "backend/ai/AiError.h"
#include "backend/ai/AiStore.h"
#include "backend/http/Response.h"
#include "shared/json/Json.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace socle::api {

enum class Audience { Everybody, Superuser }; // superusers see what the provider said

std::string aiErrorBody(const ai::AiError &error, std::string_view traceId, Audience audience);
http::Response aiErrorResponse(const ai::AiError &error, std::string_view traceId, Audience audience);

Json usageJson(const ai::Usage &usage, std::optional<std::int64_t> costMicroUsd);

struct AiMeta
{
    std::string traceId = {};
    std::string model = {};
    std::string alias = {};
    bool isLocal = false;
    std::int64_t latencyMs = 0;
    std::optional<std::int64_t> firstTokenMs = {};
};

Json metaJson(const AiMeta &meta);

/// One event with its id, name and a single line of JSON.
std::string sseEvent(int id, std::string_view name, const std::string &json);
/// Head of a stream.
http::Response sseHead();

} // namespace socle::api
