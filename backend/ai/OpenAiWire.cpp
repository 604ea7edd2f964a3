// See OpenAiWire.h. Reading is tolerant (unknown members are ignored), writing is strict (only what was asked for is sent).
#include "backend/ai/OpenAiWire.h"

#include "shared/core/Text.h"
#include "shared/json/JsonWriter.h"

#include <array>

namespace socle::ai {

namespace {

struct Preset
{
    std::string_view name;
    std::string_view baseUrl;
    OpenAiDialect dialect;
};

constexpr std::array kPresets{
    Preset{"openai", "https://api.openai.com/v1", {TokenLimitField::MaxCompletionTokens, SchemaShape::Nested, true}},
    Preset{"vllm", "http://127.0.0.1:8000/v1", {}},
    Preset{"llamacpp", "http://127.0.0.1:8080/v1", {TokenLimitField::MaxTokens, SchemaShape::Flat, true}},
    Preset{"lmstudio", "http://127.0.0.1:1234/v1", {}},
    Preset{"groq", "https://api.groq.com/openai/v1", {}},
    Preset{"ollama-openai", "http://127.0.0.1:11434/v1", {}},
    Preset{"generic", "", {TokenLimitField::MaxTokens, SchemaShape::Nested, false}},
};

const Preset &presetOf(std::string_view name)
{
    for (const Preset &preset : kPresets) {
        if (preset.name == name) {
            return preset;
        }
    }
    return kPresets.back();
}

std::string_view roleText(Role role)
{
    switch (role) {
    case Role::System:
        return "system";
    case Role::User:
        return "user";
    case Role::Assistant:
        return "assistant";
    }
    return "user";
}

Finish finishOf(std::string_view reason)
{
    if (reason == "length") {
        return Finish::Length;
    }
    if (reason == "tool_calls" || reason == "function_call") {
        return Finish::ToolCalls;
    }
    if (reason == "content_filter") {
        return Finish::ContentFilter;
    }
    return Finish::Stop;
}

std::optional<Usage> usageOf(const Json &json)
{
    if (!json.isObject()) {
        return std::nullopt;
    }
    Usage usage;
    usage.inputTokens = json["prompt_tokens"].toInt();
    usage.outputTokens = json["completion_tokens"].toInt();
    usage.cachedInputTokens = json["prompt_tokens_details"]["cached_tokens"].toInt();
    usage.reasoningTokens = json["completion_tokens_details"]["reasoning_tokens"].toInt();
    return usage;
}

ToolCall toolCall(std::string id, std::string name, std::string arguments, std::int64_t index)
{
    ToolCall call;
    call.id = id.empty() ? "call_" + std::to_string(index) : std::move(id);
    call.name = std::move(name);
    call.rawArguments = arguments.empty() ? "{}" : std::move(arguments);
    auto parsed = parseJson(call.rawArguments);
    call.argumentsValid = parsed && parsed->isObject();
    if (call.argumentsValid) {
        call.arguments = parsed.takeValue();
    }
    return call;
}

// The message in any of the shapes of the field: {"error":{"message"}}, {"error":"…"}, {"message"}, {"detail"}.
std::string errorMessage(const Json &body)
{
    const Json &error = body["error"];
    for (const Json *candidate : {&error["message"], &error, &body["message"], &body["detail"]}) {
        if (candidate->isString()) {
            return candidate->toText();
        }
    }
    return {};
}

bool mentions(std::string_view text, std::string_view word)
{
    return asciiLower(text).find(word) != std::string::npos;
}

} // namespace

OpenAiDialect openAiDialect(std::string_view preset)
{
    return presetOf(preset).dialect;
}

std::string_view openAiBaseUrl(std::string_view preset)
{
    return presetOf(preset).baseUrl;
}

std::string encodeChat(const ChatRequest &request, const OpenAiDialect &dialect, const std::set<std::string> &dropped)
{
    const auto keeps = [&dropped](const char *field) { return dropped.count(field) == 0; };
    std::string body;
    JsonWriter json(body);
    json.startObject();
    json.member("model", request.model);
    json.key("messages");
    json.startArray();
    for (const Message &message : request.messages) {
        json.startObject();
        json.member("role", roleText(message.role));
        json.member("content", message.text);
        json.endObject();
    }
    json.endArray();
    if (request.temperature && keeps("temperature")) {
        json.member("temperature", *request.temperature);
    }
    const bool older = dialect.tokenLimit == TokenLimitField::MaxTokens || !keeps("max_completion_tokens");
    json.member(older ? "max_tokens" : "max_completion_tokens", request.maxOutputTokens);
    if (!request.stop.empty() && keeps("stop")) {
        json.key("stop");
        json.startArray();
        for (const std::string &stop : request.stop) {
            json.string(stop);
        }
        json.endArray();
    }
    if (request.jsonSchema && dialect.schema != SchemaShape::None && keeps("response_format")) {
        json.key("response_format");
        json.startObject();
        json.member("type", "json_schema");
        if (dialect.schema == SchemaShape::Flat) {
            json.member("schema", *request.jsonSchema);
        } else {
            json.key("json_schema");
            json.startObject();
            json.member("name", request.schemaName);
            json.member("schema", *request.jsonSchema);
            json.member("strict", true);
            json.endObject();
        }
        json.endObject();
    }
    if (request.stream) {
        json.member("stream", true);
        if (dialect.streamUsage && keeps("stream_options")) {
            json.key("stream_options");
            json.startObject();
            json.member("include_usage", true);
            json.endObject();
        }
    }
    json.endObject();
    return body;
}

std::optional<AiError> decodeChat(std::string_view body, EventSink sink)
{
    const auto parsed = parseJson(body);
    if (!parsed || !parsed->isObject()) {
        return AiError{.code = AiCode::ProviderBadResponse};
    }
    if (parsed->find("error") != nullptr && !(*parsed)["error"].isNull()) {
        return AiError{.code = AiCode::ProviderUnavailable, .providerMessage = errorMessage(*parsed)};
    }
    const JsonArray &choices = (*parsed)["choices"].array();
    if (choices.empty() || !choices.front()["message"].isObject()) {
        return AiError{.code = AiCode::ProviderBadResponse};
    }
    const Json &message = choices.front()["message"];
    std::vector<ChatEvent> events{{.kind = ChatEvent::Kind::Start}};
    for (const char *name : {"reasoning_content", "reasoning"}) {
        if (!message[name].text().empty()) {
            events.push_back({.kind = ChatEvent::Kind::Reasoning, .text = message[name].toText()});
            break;
        }
    }
    if (!message["content"].text().empty()) {
        events.push_back({.kind = ChatEvent::Kind::Text, .text = message["content"].toText()});
    }
    std::int64_t index = 0;
    for (const Json &call : message["tool_calls"].array()) {
        const Json &function = call["function"];
        events.push_back({.kind = ChatEvent::Kind::ToolCallDone,
                          .call = toolCall(call["id"].toText(), function["name"].toText(),
                                           function["arguments"].toText(), index++)});
    }
    Finish finish = finishOf(choices.front()["finish_reason"].text());
    if (!message["refusal"].text().empty()) {
        events.push_back({.kind = ChatEvent::Kind::Text, .text = message["refusal"].toText()});
        finish = Finish::Refusal;
    }
    auto usage = usageOf((*parsed)["usage"]);
    if (!usage) {
        usage = Usage{.outputTokens = estimatedTokens(message["content"].text()), .estimated = true};
    }
    events.push_back({.kind = ChatEvent::Kind::Usage, .usage = *usage});
    events.push_back({.kind = ChatEvent::Kind::Done, .finish = finish});
    for (ChatEvent &event : events) {
        if (!sink(std::move(event))) {
            return AiError{.code = AiCode::Canceled};
        }
    }
    return std::nullopt;
}

std::optional<AiError> OpenAiStream::feed(std::string_view bytes, EventSink sink)
{
    const bool read = m_reader.feed(bytes, [this, &sink](std::string_view data) { return onData(data, sink); });
    if (!read && !m_error) {
        m_error = AiError{.code = AiCode::ProviderBadResponse};
    }
    return m_error;
}

std::optional<AiError> OpenAiStream::finish(EventSink sink)
{
    if (m_error) {
        return m_error;
    }
    const bool read = m_reader.finish([this, &sink](std::string_view data) { return onData(data, sink); });
    if (!read && !m_error) {
        m_error = AiError{.code = AiCode::ProviderBadResponse};
    }
    if (m_error) {
        return m_error;
    }
    if (!m_finish) {
        return m_error = AiError{.code = AiCode::ProviderBadResponse}; // cut before the model had finished
    }
    for (auto &[index, call] : m_calls) {
        ChatEvent event{.kind = ChatEvent::Kind::ToolCallDone,
                        .call = toolCall(call.id, call.name, call.arguments, index)};
        if (!deliver(std::move(event), sink)) {
            return m_error;
        }
    }
    if (!m_usage) {
        m_usage = Usage{.outputTokens = (static_cast<std::int64_t>(m_outputBytes) + 3) / 4, .estimated = true};
    }
    if (deliver({.kind = ChatEvent::Kind::Usage, .usage = *m_usage}, sink)) {
        deliver({.kind = ChatEvent::Kind::Done, .finish = *m_finish}, sink);
    }
    return m_error;
}

bool OpenAiStream::deliver(ChatEvent event, EventSink sink)
{
    if (event.kind == ChatEvent::Kind::Text || event.kind == ChatEvent::Kind::Reasoning
        || event.kind == ChatEvent::Kind::ToolCallDone) {
        m_hasOutput = true;
        m_outputBytes += event.text.size();
    }
    if (!sink(std::move(event))) {
        m_error = AiError{.code = AiCode::Canceled};
        return false;
    }
    return true;
}

bool OpenAiStream::onData(std::string_view data, EventSink sink)
{
    if (m_done) {
        return true;
    }
    if (trimmed(data) == "[DONE]") {
        m_done = true;
        return true;
    }
    const auto chunk = parseJson(data);
    if (!chunk || !chunk->isObject()) {
        m_error = AiError{.code = AiCode::ProviderBadResponse};
        return false;
    }
    if (chunk->find("error") != nullptr && !(*chunk)["error"].isNull()) {
        m_error = AiError{.code = AiCode::ProviderUnavailable, .providerMessage = errorMessage(*chunk)};
        return false;
    }
    return onChunk(*chunk, sink);
}

bool OpenAiStream::onChunk(const Json &chunk, EventSink sink)
{
    if (!m_started) {
        m_started = true;
        if (!deliver({.kind = ChatEvent::Kind::Start}, sink)) {
            return false;
        }
    }
    for (const Json *usage : {&chunk["usage"], &chunk["x_groq"]["usage"]}) {
        if (auto read = usageOf(*usage)) {
            m_usage = read;
        }
    }
    const JsonArray &choices = chunk["choices"].array();
    if (choices.empty()) {
        return true;
    }
    const Json &choice = choices.front();
    const Json &delta = choice["delta"];
    for (const char *name : {"reasoning_content", "reasoning"}) {
        if (!delta[name].text().empty()) {
            if (!deliver({.kind = ChatEvent::Kind::Reasoning, .text = delta[name].toText()}, sink)) {
                return false;
            }
            break;
        }
    }
    for (const char *name : {"content", "refusal"}) {
        if (!delta[name].text().empty()
            && !deliver({.kind = ChatEvent::Kind::Text, .text = delta[name].toText()}, sink)) {
            return false;
        }
    }
    for (const Json &fragment : delta["tool_calls"].array()) {
        PartialCall &call = m_calls[fragment["index"].toInt(0)];
        if (!fragment["id"].text().empty()) {
            call.id = fragment["id"].toText();
        }
        if (!fragment["function"]["name"].text().empty()) {
            call.name = fragment["function"]["name"].toText();
        }
        call.arguments += fragment["function"]["arguments"].text();
        if (call.arguments.size() > kMaxEventBytes) {
            m_error = AiError{.code = AiCode::ProviderBadResponse};
            return false;
        }
    }
    if (!choice["finish_reason"].text().empty()) {
        m_finish = delta["refusal"].text().empty() ? finishOf(choice["finish_reason"].text()) : Finish::Refusal;
    }
    return true;
}

AiError errorOfStatus(int status, std::string_view body)
{
    const auto parsed = parseJson(body);
    const Json json = parsed ? *parsed : Json();
    AiError error;
    error.providerMessage = errorMessage(json);
    const std::string code = json["error"]["code"].toText();
    switch (status) {
    case 401:
    case 403:
        error.code = AiCode::ProviderAuth;
        break;
    case 402:
        error.code = AiCode::ProviderQuota;
        break;
    case 429:
        error.code = code == "insufficient_quota" ? AiCode::ProviderQuota : AiCode::ProviderRateLimited;
        break;
    case 504:
        error.code = AiCode::ProviderTimeout;
        break;
    case 408:
    case 409:
        error.code = AiCode::ProviderUnavailable;
        break;
    default:
        error.code = status >= 500 ? AiCode::ProviderUnavailable
            : code == "context_length_exceeded" || mentions(error.providerMessage, "context length")
                || mentions(error.providerMessage, "maximum context")
            ? AiCode::ContextOverflow
            : status >= 400 ? AiCode::ProviderRejected
                            : AiCode::ProviderBadResponse;
        break;
    }
    return error;
}

std::string droppableField(int status, std::string_view body, std::string_view sentBody)
{
    if (status != 400) {
        return {};
    }
    const auto parsed = parseJson(body);
    const auto sent = parseJson(sentBody);
    if (!parsed || !sent) {
        return {};
    }
    const std::string param = (*parsed)["error"]["param"].toText();
    const std::string message = errorMessage(*parsed);
    std::string found;
    for (const std::string_view field : {"temperature", "stop", "stream_options", "response_format", "max_completion_tokens"}) {
        const bool named = param.empty() ? message.find(field) != std::string::npos : param == field;
        if (named && sent->find(field) != nullptr) {
            if (!found.empty()) {
                return {}; // names more than one: do not guess
            }
            found = field;
        }
    }
    return found;
}

Result<std::vector<std::string>> decodeModels(std::string_view body)
{
    const Json json = SOCLE_TRY(parseJson(body));
    if (!json["data"].isArray()) {
        return invalidInput("The provider's list of models could not be read.");
    }
    std::vector<std::string> names;
    for (const Json &model : json["data"].array()) {
        if (model["id"].isString()) {
            names.push_back(model["id"].toText());
        }
    }
    return names;
}

} // namespace socle::ai
