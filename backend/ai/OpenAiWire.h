// The OpenAI dialect, bytes to neutral events and back; no network here (ai.md 3.3).
//
// A preset sets the switches in which servers of this dialect differ; a learned quirk drops one optional field.
#pragma once

#include "backend/ai/AiError.h"
#include "backend/ai/EventReader.h"
#include "backend/ai/Message.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace socle::ai {

enum class TokenLimitField { MaxCompletionTokens, MaxTokens };
enum class SchemaShape { Nested, Flat, None };

struct OpenAiDialect
{
    TokenLimitField tokenLimit = TokenLimitField::MaxTokens;
    SchemaShape schema = SchemaShape::Nested;
    bool streamUsage = true; // stream_options.include_usage
};

/// The switches of a preset (openai vllm llamacpp lmstudio groq ollama-openai generic); unknown names mean generic.
OpenAiDialect openAiDialect(std::string_view preset);
/// Base URL that a preset suggests, "" for generic.
std::string_view openAiBaseUrl(std::string_view preset);

/// Body of POST {base}/chat/completions. Fields named in `dropped` are left out (learned quirks).
std::string encodeChat(const ChatRequest &request, const OpenAiDialect &dialect, const std::set<std::string> &dropped = {});

using EventSink = FunctionRef<bool(ChatEvent)>;

/// Reads a non-streaming answer into the same events as a stream.
std::optional<AiError> decodeChat(std::string_view body, EventSink sink);

/// Reads a streaming answer piece by piece. After finish() without error exactly one Usage and one Done have been delivered.
class OpenAiStream
{
public:
    /// An error ends the stream. A sink that answers false gives Canceled.
    std::optional<AiError> feed(std::string_view bytes, EventSink sink);
    std::optional<AiError> finish(EventSink sink);
    bool hasOutput() const { return m_hasOutput; }

private:
    struct PartialCall
    {
        std::string id, name, arguments;
    };

    bool onData(std::string_view data, EventSink sink);
    bool onChunk(const Json &chunk, EventSink sink);
    bool deliver(ChatEvent event, EventSink sink);

    EventReader m_reader;
    std::map<std::int64_t, PartialCall> m_calls;
    std::optional<Usage> m_usage;
    std::optional<Finish> m_finish;
    std::optional<AiError> m_error;
    std::size_t m_outputBytes = 0;
    bool m_started = false;
    bool m_done = false;
    bool m_hasOutput = false;
};

/// Status and body of a refused call -> our error; tolerates every error shape of the field.
AiError errorOfStatus(int status, std::string_view body);
/// Name of the one optional field that a 400 complains about and that we may drop, "" when there is none.
std::string droppableField(int status, std::string_view body, std::string_view sentBody);
/// Names in GET {base}/models.
Result<std::vector<std::string>> decodeModels(std::string_view body);

} // namespace socle::ai
