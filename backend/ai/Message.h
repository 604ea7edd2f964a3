// The neutral conversation: what features speak, whichever provider answers (ai.md 3.2).
//
// Features never see provider JSON; adapters translate at their border.
#pragma once

#include "shared/json/Json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace socle::ai {

struct ToolCall
{
    std::string id = {};
    std::string name = {};
    Json arguments = {};
    std::string rawArguments = {};
    bool argumentsValid = true; // false: rawArguments is not a JSON object
};

enum class Role { System, User, Assistant };

struct Message
{
    Role role = Role::User;
    std::string text = {};
};

struct ChatRequest
{
    std::string model = {}; // the provider's own name, without "provider/"
    std::vector<Message> messages = {};
    std::optional<double> temperature = {};
    int maxOutputTokens = 1024;
    std::vector<std::string> stop = {};
    std::optional<Json> jsonSchema = {}; // the answer is one JSON object of this schema
    std::string schemaName = {};
    bool stream = false;
};

enum class Finish { Stop, Length, ToolCalls, ContentFilter, Refusal };

std::string_view toText(Finish finish); // "tool_calls"

struct Usage
{
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0;
    std::int64_t cachedInputTokens = 0;
    std::int64_t reasoningTokens = 0;
    bool estimated = false; // the provider told nothing: bytes / 4
};

/// What a model call says, in order: Start, then Text, Reasoning and ToolCallDone as they come, Usage, Done.
struct ChatEvent
{
    enum class Kind { Start, Text, Reasoning, ToolCallDone, Usage, Done };

    Kind kind = Kind::Text;
    std::string text = {}; // Text, Reasoning
    ToolCall call = {}; // ToolCallDone
    Usage usage = {}; // Usage
    Finish finish = Finish::Stop; // Done
};

/// Tokens of a text when nobody counts them for us: ⌈bytes / 4⌉ (ai.md 5.14).
std::int64_t estimatedTokens(std::string_view text);

} // namespace socle::ai
