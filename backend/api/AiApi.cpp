// See AiApi.h.
#include "backend/api/AiApi.h"

#include "backend/ai/LocalChat.h"
#include "backend/ai/QueryModel.h"
#include "backend/api/AiChatRun.h"
#include "backend/api/AiQueryRun.h"
#include "backend/api/AiReply.h"
#include "backend/api/RequestInfo.h"
#include "backend/api/RequestScope.h"
#include "backend/http/Server.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RuleCheck.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"

#include <algorithm>

namespace socle::api {

using http::Request;
using http::Response;

namespace {

// ai.md 9
constexpr std::size_t kMaxMessages = 200;
constexpr std::size_t kMaxMessageCharacters = 200000;
constexpr std::int64_t kMaxOutputTokens = 8192;
constexpr std::size_t kMaxQuestionCharacters = 2000;
constexpr std::uint64_t kAiBodyLimit = 1048576;

Audience audienceOf(const rules::Caller &caller)
{
    return caller.isSuperuser() ? Audience::Superuser : Audience::Everybody;
}

ai::Principal principalOf(const RequestScope &scope)
{
    const rules::Caller &caller = scope.caller();
    if (caller.record) {
        return {.key = caller.record->collectionName + "/" + caller.record->id, .isGuest = false, .isSuperuser = caller.isSuperuser()};
    }
    if (caller.isSuperuser()) {
        return {.key = "superuser", .isGuest = false, .isSuperuser = true};
    }
    return {.key = "guest/" + scope.clientIp(), .isGuest = true, .isSuperuser = false};
}

// AI enabled, then the capability's rule (ai.md 2.3). An expression is evaluated against @request.* without a record.
Result<std::optional<ai::AiError>> refusal(storage::ReadTransaction &tx, const ai::AiSettings &settings, std::string_view capability,
                                           const rules::RequestContext &request, const rules::Caller &caller)
{
    if (!settings.isEnabled()) {
        return std::optional(ai::AiError{.code = ai::AiCode::AiDisabled});
    }
    const auto rule = settings.access(capability);
    switch (rules::gate(rule, caller)) {
    case rules::Gate::Open:
        return std::optional<ai::AiError>();
    case rules::Gate::Locked:
        break;
    case rules::Gate::Conditional: {
        schema::Collection none;
        none.name = "ai";
        const auto allowed = rules::isSatisfiedByCandidate(tx, none, rule, request, JsonObject());
        if (!allowed && allowed.error().kind == ErrorKind::Unavailable) {
            return allowed.error();
        }
        if (allowed && *allowed) {
            return std::optional<ai::AiError>();
        }
        break;
    }
    }
    return std::optional(ai::AiError{.code = caller.isGuest() ? ai::AiCode::Unauthenticated : ai::AiCode::AccessDenied});
}

ai::AiError badRequest(std::string message)
{
    return {.code = ai::AiCode::BadRequest, .message = std::move(message)};
}

struct ChatInput
{
    ai::ChatRequest request;
    std::string model;
    bool dryRun = false;
    bool wantsReasoning = false;
    std::string timeZone;
};

std::variant<ChatInput, ai::AiError> readChat(const Json &body, const rules::Caller &caller)
{
    ChatInput input;
    input.model = body["model"].toText();
    input.dryRun = body["dryRun"].toBool();
    input.wantsReasoning = body["reasoning"].toBool();
    input.timeZone = body["timezone"].toText();
    input.request.stream = body["stream"].toBool();
    if (body["messages"].array().empty()) {
        return badRequest("\"messages\" must be a list with at least one message.");
    }
    if (body["messages"].array().size() > kMaxMessages) {
        return ai::AiError{.code = ai::AiCode::InputTooLarge, .message = "More than 200 messages."};
    }
    for (const Json &item : body["messages"].array()) {
        const std::string role = item["role"].toText();
        ai::Message message;
        if (role == "system") {
            if (!caller.isSuperuser()) {
                return badRequest("Only superusers may send a system message.");
            }
            message.role = ai::Role::System;
        } else if (role == "assistant") {
            message.role = ai::Role::Assistant;
        } else if (role != "user") {
            return badRequest("A message's role is user or assistant.");
        }
        if (item["content"].isString()) {
            message.text = item["content"].toText();
        } else {
            for (const Json &part : item["content"].array()) {
                if (part["type"].text() != "text") {
                    return badRequest("Only text parts are understood.");
                }
                message.text += part["text"].toText();
            }
        }
        if (codePointCount(message.text) > kMaxMessageCharacters) {
            return ai::AiError{.code = ai::AiCode::InputTooLarge, .message = "A message has more than 200,000 characters."};
        }
        input.request.messages.push_back(std::move(message));
    }
    if (input.request.messages.back().role != ai::Role::User) {
        return badRequest("The last message must be the user's.");
    }
    for (const char *later : {"thread", "prompt", "retrieve", "tools"}) {
        const Json &value = body[later];
        const bool given = !value.isNull() && !(value.isString() && value.text().empty()) && !(value.isArray() && value.array().empty());
        if (given) {
            return badRequest("\"" + std::string(later) + "\" is not available on this server.");
        }
    }
    if (const Json &temperature = body["temperature"]; temperature.isNumber()) {
        if (temperature.toDouble() < 0 || temperature.toDouble() > 2) {
            return badRequest("\"temperature\" is from 0 to 2.");
        }
        input.request.temperature = temperature.toDouble();
    }
    if (const Json &limit = body["maxTokens"]; limit.isNumber()) {
        if (limit.toInt() < 1) {
            return badRequest("\"maxTokens\" is at least 1.");
        }
        input.request.maxOutputTokens = static_cast<int>(std::min(limit.toInt(), kMaxOutputTokens));
    }
    for (const Json &stop : body["stop"].array()) {
        if (stop.isString() && input.request.stop.size() < 4) {
            input.request.stop.push_back(stop.toText());
        }
    }
    if (const Json &format = body["responseFormat"]; format["type"].text() == "json_schema") {
        input.request.jsonSchema = format["schema"];
        input.request.schemaName = format["name"].toText("answer");
    }
    return input;
}

// Drops the oldest turns, never system texts nor the last message, until the estimate fits the model (ai.md 5.2).
bool fitContext(ai::ChatRequest &request, const ai::ModelEntry *model)
{
    if (model == nullptr || model->contextTokens <= 0) {
        return true;
    }
    const auto total = [&request] {
        std::int64_t tokens = request.maxOutputTokens;
        for (const ai::Message &message : request.messages) {
            tokens += ai::estimatedTokens(message.text) + 4;
        }
        return tokens;
    };
    while (total() > model->contextTokens) {
        const auto oldest = std::find_if(request.messages.begin(), request.messages.end() - 1,
                                         [](const ai::Message &message) { return message.role != ai::Role::System; });
        if (oldest == request.messages.end() - 1) {
            return false;
        }
        request.messages.erase(oldest);
    }
    return true;
}

Json leaves(const ChatInput &input, const ai::ChosenModel &model)
{
    std::int64_t tokens = 0;
    for (const ai::Message &message : input.request.messages) {
        tokens += ai::estimatedTokens(message.text);
    }
    const ai::Usage worst{.inputTokens = tokens, .outputTokens = input.request.maxOutputTokens, .estimated = true};
    const auto cost = model.isLocal ? std::optional<std::int64_t>(0) : ai::costMicroUsd(model.entry, worst);
    return JsonObject{{"leaves",
                       JsonObject{{"provider", model.isLocal ? std::string("local") : model.provider->name},
                                  {"network", model.isLocal ? "none" : model.provider->privateNetwork ? "private" : "public"},
                                  {"model", model.name},
                                  {"messages", static_cast<std::int64_t>(input.request.messages.size())},
                                  {"schemaCollections", 0},
                                  {"records", 0},
                                  {"images", 0},
                                  {"tokens", tokens},
                                  {"costMicroUsd", cost ? Json(*cost) : Json()},
                                  {"redactions", 0}}}};
}

Json providerJson(const ai::ProviderEntry &entry)
{
    JsonObject key{{"set", entry.hasKey}, {"hint", entry.keyHint}};
    if (!entry.keyProblem.empty()) {
        key.set("problem", entry.keyProblem);
    }
    const auto state = entry.breaker->state(std::chrono::steady_clock::now());
    return JsonObject{{"id", entry.id},
                      {"name", entry.name},
                      {"kind", entry.kind},
                      {"preset", entry.preset},
                      {"baseUrl", entry.baseUrl},
                      {"enabled", entry.enabled},
                      {"privateNetwork", entry.privateNetwork},
                      {"breaker", state == ai::Breaker::State::Closed ? "closed" : state == ai::Breaker::State::Open ? "open" : "halfOpen"},
                      {"secrets", JsonObject{{"apiKey", std::move(key)}}}};
}

Json localModel(const char *name, JsonArray capabilities)
{
    return JsonObject{{"name", name}, {"capabilities", std::move(capabilities)}, {"engine", "local"}, {"available", true}};
}

} // namespace

std::vector<Route> AiApi::routes()
{
    using http::Method;
    const auto limit = [](const Request &) { return kAiBodyLimit; };
    return {
        {.method = Method::Get, .pattern = "/api/ai/status", .access = Access::Public, .handler = handledBy(this, &AiApi::status)},
        {.method = Method::Get, .pattern = "/api/ai/models", .access = Access::Public, .handler = handledBy(this, &AiApi::models)},
        {.method = Method::Get, .pattern = "/api/ai/settings", .access = Access::Superuser, .handler = handledBy(this, &AiApi::settings)},
        {.method = Method::Patch, .pattern = "/api/ai/settings", .access = Access::Superuser, .handler = handledBy(this, &AiApi::patchSettings), .bodyLimit = limit},
        {.method = Method::Get, .pattern = "/api/ai/providers", .access = Access::Superuser, .handler = handledBy(this, &AiApi::providers)},
        {.method = Method::Post, .pattern = "/api/ai/providers", .access = Access::Superuser, .handler = handledBy(this, &AiApi::saveProvider), .bodyLimit = limit},
        {.method = Method::Put, .pattern = "/api/ai/providers/{id}/secrets", .access = Access::Superuser, .handler = handledBy(this, &AiApi::putSecrets), .bodyLimit = limit},
        {.method = Method::Post, .pattern = "/api/ai/providers/{id}/test", .access = Access::Superuser, .handler = handledBy(this, &AiApi::testProvider), .bodyLimit = limit},
        {.method = Method::Post, .pattern = "/api/ai/chat", .access = Access::ByRule, .handler = handledBy(this, &AiApi::chat), .bodyLimit = limit},
        {.method = Method::Post, .pattern = "/api/ai/query", .access = Access::ByRule, .handler = handledBy(this, &AiApi::query), .bodyLimit = limit},
        {.method = Method::Get, .pattern = "/api/ai/usage", .access = Access::Superuser, .handler = handledBy(this, &AiApi::usage)},
    };
}

Reply AiApi::status(const Request &request, const RequestScope &scope)
{
    auto info = std::make_shared<const rules::RequestContext>(SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    return onReader([this, &scope, info](storage::ReadTransaction &tx) -> Reply {
        const auto configuration = SOCLE_TRY(m_store.configuration(tx));
        JsonObject capabilities;
        for (const char *capability : {"chat", "query"}) {
            const auto refused = SOCLE_TRY(refusal(tx, configuration->settings, capability, *info, scope.caller()));
            capabilities.set(capability, !refused.has_value());
        }
        JsonObject body{{"enabled", configuration->settings.isEnabled()},
                        {"capabilities", std::move(capabilities)},
                        {"offline", configuration->settings.defaultChatModel().rfind("local/", 0) == 0},
                        {"version", 1}};
        if (scope.caller().isSuperuser()) {
            JsonArray list;
            JsonArray warnings;
            for (const ai::ProviderEntry &entry : configuration->providers) {
                list.push_back(providerJson(entry));
                if (!entry.keyProblem.empty()) {
                    warnings.emplace_back("The key of " + entry.name + " has to be entered again.");
                }
            }
            body.set("providers", std::move(list));
            body.set("warnings", std::move(warnings));
        }
        return Response::json(200, Json(std::move(body)).dump());
    });
}

Reply AiApi::models(const Request &, const RequestScope &scope)
{
    return onReader([this, &scope](storage::ReadTransaction &tx) -> Reply {
        const auto configuration = SOCLE_TRY(m_store.configuration(tx));
        JsonArray items{localModel("local/extractive-v1", {"chat", "stream"}), localModel("local/rules-v1", {"query"})};
        for (const ai::ModelEntry &model : configuration->models) {
            const ai::ProviderEntry *provider = configuration->provider(model.provider);
            if (provider == nullptr) {
                continue;
            }
            JsonObject item{{"name", model.provider + "/" + model.model},
                            {"capabilities", JsonArray{"chat", "stream", "query"}},
                            {"contextTokens", model.contextTokens},
                            {"maxOutputTokens", model.maxOutputTokens},
                            {"engine", "remote"},
                            {"available", provider->enabled && model.enabled}};
            if (scope.caller().isSuperuser()) {
                JsonObject prices;
                for (const auto &[name, value] : {std::pair{"input", model.prices.input}, {"cachedInput", model.prices.cachedInput}, {"output", model.prices.output}}) {
                    prices.set(name, value ? Json(*value) : Json());
                }
                item.set("prices", std::move(prices));
            }
            items.emplace_back(std::move(item));
        }
        return Response::json(200, Json(JsonObject{{"items", std::move(items)}, {"default", configuration->settings.defaultChatModel()}}).dump());
    });
}

Reply AiApi::settings(const Request &, const RequestScope &)
{
    return onReader([this](storage::ReadTransaction &tx) -> Reply {
        const auto configuration = SOCLE_TRY(m_store.configuration(tx));
        return Response::json(200, configuration->settings.document().dump());
    });
}

Reply AiApi::patchSettings(const Request &, const RequestScope &scope)
{
    const DecodedBody *body = SOCLE_TRY(scope.body());
    return onWriter(
        [this, patch = body->values](storage::WriteTransaction &tx) -> Reply {
            const ai::AiSettings settings = SOCLE_TRY(m_store.patchSettings(tx, patch));
            return Response::json(200, settings.document().dump());
        },
        Batch::Alone);
}

Reply AiApi::providers(const Request &, const RequestScope &)
{
    return onReader([this](storage::ReadTransaction &tx) -> Reply {
        const auto configuration = SOCLE_TRY(m_store.configuration(tx));
        JsonArray items;
        for (const ai::ProviderEntry &entry : configuration->providers) {
            items.push_back(providerJson(entry));
        }
        return Response::json(200, Json(JsonObject{{"items", std::move(items)}}).dump());
    });
}

Reply AiApi::saveProvider(const Request &, const RequestScope &scope)
{
    const DecodedBody *body = SOCLE_TRY(scope.body());
    return onWriter(
        [this, values = body->values](storage::WriteTransaction &tx) -> Reply {
            const Json saved = SOCLE_TRY(m_store.saveProvider(tx, values));
            return Response::json(200, saved.dump());
        },
        Batch::Alone);
}

Reply AiApi::putSecrets(const Request &request, const RequestScope &scope)
{
    const DecodedBody *body = SOCLE_TRY(scope.body());
    const Json key = body->values["apiKey"];
    if (body->values.find("apiKey") == nullptr || (!key.isNull() && !key.isString())) {
        return invalidInput("\"apiKey\" must be a text or null.");
    }
    return onWriter([this, id = std::string(request.param("id")), value = key.toText()](storage::WriteTransaction &tx) -> Reply {
        SOCLE_TRY(m_store.setSecret(tx, id, "apiKey", value));
        return Response::empty(204);
    });
}

Reply AiApi::testProvider(const Request &request, const RequestScope &)
{
    return onReader([this, id = std::string(request.param("id"))](storage::ReadTransaction &tx) -> Reply {
        const auto configuration = SOCLE_TRY(m_store.configuration(tx));
        for (const ai::ProviderEntry &entry : configuration->providers) {
            if (entry.id == id && entry.openAi) {
                return onWorker(Pool::Outbound, [provider = entry.openAi]() -> Reply {
                    const auto start = std::chrono::steady_clock::now();
                    const auto names = provider->listModels();
                    const auto latency = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
                    JsonArray list;
                    if (names) {
                        for (const std::string &name : *names) {
                            list.emplace_back(name);
                        }
                    }
                    return Response::json(200,
                                          Json(JsonObject{{"ok", names.hasValue()},
                                                          {"models", static_cast<std::int64_t>(list.size())},
                                                          {"names", std::move(list)},
                                                          {"latencyMs", static_cast<std::int64_t>(latency.count())},
                                                          {"error", names ? Json() : Json(names.error().message)}})
                                              .dump());
                });
            }
        }
        return notFound();
    });
}

Reply AiApi::chat(const Request &request, const RequestScope &scope)
{
    const DecodedBody *body = SOCLE_TRY(scope.body());
    auto info = std::make_shared<rules::RequestContext>(SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    info->context = "ai";
    const std::string traceId = m_random.fromAlphabet("0123456789abcdef", 32);
    const Audience audience = audienceOf(scope.caller());
    return onReader([this, &scope, values = body->values, info, traceId, audience](storage::ReadTransaction &tx) -> Reply {
        const auto fail = [&](const ai::AiError &error) { return Reply(aiErrorResponse(error, traceId, audience)); };
        const auto started = std::chrono::steady_clock::now();
        const auto configuration = SOCLE_TRY(m_store.configuration(tx));
        if (const auto refused = SOCLE_TRY(refusal(tx, configuration->settings, "chat", *info, scope.caller()))) {
            return fail(*refused);
        }
        auto read = readChat(values, scope.caller());
        if (const auto *error = std::get_if<ai::AiError>(&read)) {
            return fail(*error);
        }
        auto &input = std::get<ChatInput>(read);
        auto choice = ai::AiStore::choose(*configuration, input.model);
        if (const auto *error = std::get_if<ai::AiError>(&choice)) {
            return fail(*error);
        }
        auto &model = std::get<ai::ChosenModel>(choice);
        if (input.dryRun) {
            return Response::json(200, leaves(input, model).dump());
        }
        const ai::Principal principal = principalOf(scope);
        auto opened = m_store.guard().open(principal, configuration->settings, std::chrono::steady_clock::now());
        if (const auto *error = std::get_if<ai::AiError>(&opened)) {
            return fail(*error);
        }
        const std::string id = m_random.recordId();
        if (model.isLocal) {
            ai::QueryQuestion question{.text = input.request.messages.back().text, .now = info->now, .timeZone = input.timeZone};
            if (scope.caller().record) {
                question.callerId = scope.caller().record->id;
                question.callerCollection = scope.caller().record->collectionName;
            }
            const std::string answer = SOCLE_TRY(ai::localChatAnswer(tx, m_records, *info, question));
            std::int64_t inputTokens = 0;
            for (const ai::Message &message : input.request.messages) {
                inputTokens += ai::estimatedTokens(message.text);
            }
            const ai::Usage usage{.inputTokens = inputTokens, .outputTokens = ai::estimatedTokens(answer), .estimated = true};
            m_store.recordUsage(principal.key, model, "chat", usage, false);
            const auto latency = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count();
            const Json meta = metaJson({.traceId = traceId, .model = model.name, .alias = model.alias, .isLocal = true, .latencyMs = latency, .firstTokenMs = latency});
            if (input.request.stream) {
                std::string events = sseEvent(1, "start",
                                              Json(JsonObject{{"id", id}, {"traceId", traceId}, {"model", model.name}, {"engine", "local"}, {"degraded", true}}).dump())
                    + sseEvent(2, "delta", Json(JsonObject{{"text", answer}}).dump()) + sseEvent(3, "usage", usageJson(usage, 0).dump())
                    + sseEvent(4, "done", Json(JsonObject{{"finishReason", "stop"}, {"meta", meta}}).dump());
                Response response = sseHead();
                response.body = std::move(events);
                return response;
            }
            return Response::json(200,
                                  Json(JsonObject{{"id", id},
                                                  {"message", JsonObject{{"role", "assistant"}, {"content", answer}}},
                                                  {"json", Json()},
                                                  {"finishReason", "stop"},
                                                  {"citations", JsonArray()},
                                                  {"usage", usageJson(usage, 0)},
                                                  {"meta", meta}})
                                      .dump());
        }
        if (!fitContext(input.request, model.entry)) {
            return fail({.code = ai::AiCode::ContextOverflow});
        }
        auto run = std::make_shared<AiChatRun>(m_store,
                                               AiChatContext{.configuration = configuration,
                                                             .model = model,
                                                             .ticket = std::get<std::shared_ptr<ai::AiGuard::Ticket>>(std::move(opened)),
                                                             .principal = principal.key,
                                                             .id = id,
                                                             .traceId = traceId,
                                                             .audience = audience,
                                                             .wantsReasoning = input.wantsReasoning});
        if (input.request.stream) {
            return stream(sseHead(), [run, call = std::move(input.request)](std::shared_ptr<http::StreamWriter> writer) mutable {
                run->stream(std::move(call), std::move(writer));
            });
        }
        return later([run, call = std::move(input.request)](Reply::Resume resume) mutable {
            run->collect(std::move(call), std::move(resume));
        });
    });
}

Reply AiApi::query(const Request &request, const RequestScope &scope)
{
    const DecodedBody *body = SOCLE_TRY(scope.body());
    auto info = std::make_shared<rules::RequestContext>(SOCLE_TRY(requestInfo(request, scope, m_clock.now())));
    info->context = "ai";
    const std::string traceId = m_random.fromAlphabet("0123456789abcdef", 32);
    const Audience audience = audienceOf(scope.caller());
    return onReader([this, &scope, values = body->values, info, traceId, audience](storage::ReadTransaction &tx) -> Reply {
        const auto fail = [&](const ai::AiError &error) { return Reply(aiErrorResponse(error, traceId, audience)); };
        const auto started = std::chrono::steady_clock::now();
        const auto configuration = SOCLE_TRY(m_store.configuration(tx));
        if (const auto refused = SOCLE_TRY(refusal(tx, configuration->settings, "query", *info, scope.caller()))) {
            return fail(*refused);
        }
        AiQueryInput input;
        input.question = {.text = values["text"].toText(), .collection = values["collection"].toText(), .now = info->now, .timeZone = values["timezone"].toText()};
        input.execute = values["execute"].toBool(true);
        input.page = std::max<std::int64_t>(values["page"].toInt(1), 1);
        input.perPage = static_cast<int>(std::clamp<std::int64_t>(values["perPage"].toInt(0), 0, protocol::kMaxPerPage));
        input.expand = values["expand"].toText();
        if (trimmed(input.question.text).empty()) {
            return fail(badRequest("\"text\" must be a question in words."));
        }
        if (codePointCount(input.question.text) > kMaxQuestionCharacters) {
            return fail({.code = ai::AiCode::InputTooLarge, .message = "The question has more than 2,000 characters."});
        }
        if (scope.caller().record) {
            input.question.callerId = scope.caller().record->id;
            input.question.callerCollection = scope.caller().record->collectionName;
        }
        auto card = ai::schemaCard(*scope.catalogue(), scope.caller(), input.question.collection, input.question.text);
        if (!input.question.collection.empty() && card.collections.empty()) {
            return fail(badRequest("There is no collection \"" + input.question.collection + "\" for you."));
        }
        auto choice = ai::AiStore::choose(*configuration, values["model"].toText());
        if (const auto *error = std::get_if<ai::AiError>(&choice)) {
            return fail(*error);
        }
        auto &model = std::get<ai::ChosenModel>(choice);
        const ai::Principal principal = principalOf(scope);
        auto opened = m_store.guard().open(principal, configuration->settings, std::chrono::steady_clock::now());
        if (const auto *error = std::get_if<ai::AiError>(&opened)) {
            return fail(*error);
        }
        if (!model.isLocal) {
            return std::make_shared<AiQueryRun>(m_store, m_records,
                                                AiChatContext{.configuration = configuration,
                                                              .model = model,
                                                              .ticket = std::get<std::shared_ptr<ai::AiGuard::Ticket>>(std::move(opened)),
                                                              .principal = principal.key,
                                                              .feature = "query",
                                                              .traceId = traceId,
                                                              .audience = audience},
                                                std::move(input), std::move(card), info)
                ->start();
        }
        const auto draft = ai::readQuestion(card, input.question);
        if (!draft) {
            return fail({.code = ai::AiCode::NotSupportedOffline,
                         .message = "The built-in engine did not understand this; name a collection and its fields, or add a model provider."});
        }
        QueryVerdict verdict = SOCLE_TRY(answerQuery(tx, m_records, card, *draft, input, *info));
        if (const auto *error = std::get_if<ai::AiError>(&verdict)) {
            return fail(*error);
        }
        JsonObject &result = std::get<JsonObject>(verdict);
        const ai::Usage usage{.inputTokens = ai::estimatedTokens(input.question.text), .estimated = true};
        m_store.recordUsage(principal.key, model, "query", usage, false);
        const auto latency = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count();
        result.set("attempts", 1);
        result.set("usage", usageJson(usage, 0));
        result.set("meta", metaJson({.traceId = traceId, .model = "local/rules-v1", .isLocal = true, .latencyMs = latency}));
        return Response::json(200, Json(std::move(result)).dump());
    });
}

Reply AiApi::usage(const Request &request, const RequestScope &)
{
    const std::string from = request.queryParam("from").value_or("");
    const std::string to = request.queryParam("to").value_or("");
    return onReader([this, from, to](storage::ReadTransaction &tx) -> Reply {
        return Response::json(200, Json(JsonObject{{"items", SOCLE_TRY(m_store.usage(tx, from, to))}}).dump());
    });
}

} // namespace socle::api
