// See AiReply.h.
#include "backend/api/AiReply.h"

#include "backend/ai/LocalChat.h"
#include "shared/json/JsonWriter.h"

namespace socle::api {

std::string aiErrorBody(const ai::AiError &error, std::string_view traceId, Audience audience)
{
    const std::string message = error.message.empty() ? std::string(ai::fixedMessage(error.code)) : error.message;
    // The envelope's own sentence is the code's; what exactly is wrong stands beside the code.
    const std::string outer(ai::fixedMessage(error.code));
    std::string body;
    JsonWriter json(body);
    json.startObject();
    json.key("data");
    json.startObject();
    json.key("ai");
    json.startObject();
    json.member("code", ai::codeText(error.code));
    json.member("message", message);
    json.key("params");
    json.startObject();
    if (error.position) {
        json.member("position", *error.position);
    }
    if (error.attempts) {
        json.member("attempts", *error.attempts);
    }
    if (audience == Audience::Superuser && !error.providerMessage.empty()) {
        json.member("provider", error.providerMessage);
    }
    json.endObject();
    json.member("traceId", traceId);
    json.endObject();
    json.endObject();
    json.member("message", outer);
    json.member("status", ai::statusOf(error.code));
    json.endObject();
    return body;
}

http::Response aiErrorResponse(const ai::AiError &error, std::string_view traceId, Audience audience)
{
    http::Response response = http::Response::json(ai::statusOf(error.code), aiErrorBody(error, traceId, audience));
    if (error.retryAfterSeconds > 0) {
        response.headers.set("Retry-After", std::to_string(error.retryAfterSeconds));
    }
    return response;
}

Json usageJson(const ai::Usage &usage, std::optional<std::int64_t> costMicroUsd)
{
    return JsonObject{{"inputTokens", usage.inputTokens},
                      {"outputTokens", usage.outputTokens},
                      {"cachedInputTokens", usage.cachedInputTokens},
                      {"reasoningTokens", usage.reasoningTokens},
                      {"embeddingTokens", 0},
                      {"estimated", usage.estimated},
                      {"costMicroUsd", costMicroUsd ? Json(*costMicroUsd) : Json()}};
}

Json metaJson(const AiMeta &meta)
{
    JsonObject json{{"traceId", meta.traceId},
                    {"model", meta.model},
                    {"engine", meta.isLocal ? "local" : "remote"},
                    {"degraded", meta.isLocal}};
    if (!meta.alias.empty()) {
        json.set("alias", meta.alias);
    }
    if (meta.isLocal) {
        json.set("notice", std::string(ai::kLocalNotice));
    }
    json.set("latencyMs", meta.latencyMs);
    if (meta.firstTokenMs) {
        json.set("firstTokenMs", *meta.firstTokenMs);
    }
    return json;
}

std::string sseEvent(int id, std::string_view name, const std::string &json)
{
    return "id: " + std::to_string(id) + "\nevent: " + std::string(name) + "\ndata: " + json + "\n\n";
}

http::Response sseHead()
{
    http::Response head;
    head.headers.set("Content-Type", "text/event-stream; charset=utf-8");
    head.headers.set("Cache-Control", "no-store");
    head.headers.set("X-Accel-Buffering", "no");
    return head;
}

} // namespace socle::api
