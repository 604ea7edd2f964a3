// See AiChatRun.h. Provider events arrive one after the other on the provider's thread.
#include "backend/api/AiChatRun.h"

#include "backend/http/Server.h"

namespace socle::api {

namespace {

std::int64_t msSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

void AiChatRun::stream(ai::ChatRequest request, std::shared_ptr<http::StreamWriter> writer)
{
    m_writer = std::move(writer);
    send("start",
         Json(JsonObject{{"id", m_context.id}, {"traceId", m_context.traceId}, {"model", m_context.model.name}, {"engine", "remote"}, {"degraded", false}})
             .dump());
    m_writer->onClosed([weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self) {
            return;
        }
        std::shared_ptr<ai::ChatCall> call;
        {
            const std::lock_guard lock(self->m_mutex);
            self->m_abandoned = true;
            call = self->m_call;
        }
        if (call) {
            call->cancel();
        }
    });
    begin(std::move(request));
}

void AiChatRun::collect(ai::ChatRequest request, Reply::Resume resume)
{
    m_resume = std::move(resume);
    begin(std::move(request));
}

void AiChatRun::begin(ai::ChatRequest request)
{
    const auto self = shared_from_this();
    ai::ChatCallbacks callbacks;
    callbacks.onEvent = [self](ai::ChatEvent event) { self->onEvent(std::move(event)); };
    callbacks.onDone = [self](std::optional<ai::AiError> error) { self->onDone(std::move(error)); };
    request.model = m_context.model.model;
    auto call = m_context.model.provider->openAi->chat(std::move(request), std::move(callbacks));
    bool abandoned = false;
    {
        const std::lock_guard lock(m_mutex);
        m_call = call;
        abandoned = m_abandoned;
    }
    if (abandoned) {
        call->cancel();
    }
}

void AiChatRun::onEvent(ai::ChatEvent event)
{
    switch (event.kind) {
    case ai::ChatEvent::Kind::Start:
        return;
    case ai::ChatEvent::Kind::Text:
        if (!m_firstTokenMs) {
            m_firstTokenMs = msSince(m_started);
        }
        if (m_writer) {
            send("delta", Json(JsonObject{{"text", std::move(event.text)}}).dump());
        } else {
            m_text += event.text;
        }
        return;
    case ai::ChatEvent::Kind::Reasoning:
        if (m_writer && m_context.wantsReasoning) {
            send("reasoning", Json(JsonObject{{"text", std::move(event.text)}}).dump());
        }
        return;
    case ai::ChatEvent::Kind::ToolCallDone:
        m_toolCalls.push_back(JsonObject{{"callId", event.call.id}, {"name", event.call.name}, {"args", event.call.arguments}});
        if (m_writer) {
            send("toolCall", m_toolCalls.back().dump());
        }
        return;
    case ai::ChatEvent::Kind::Usage:
        m_usage = event.usage;
        return;
    case ai::ChatEvent::Kind::Done:
        m_finish = event.finish;
        return;
    }
}

AiMeta AiChatRun::meta() const
{
    return {.traceId = m_context.traceId,
            .model = m_context.model.name,
            .alias = m_context.model.alias,
            .isLocal = false,
            .latencyMs = msSince(m_started),
            .firstTokenMs = m_firstTokenMs};
}

void AiChatRun::onDone(std::optional<ai::AiError> error)
{
    m_context.model.provider->breaker->record(error, std::chrono::steady_clock::now());
    m_store.recordUsage(m_context.principal, m_context.model, m_context.feature, m_usage, error.has_value());
    m_context.ticket.reset();
    const auto cost = ai::costMicroUsd(m_context.model.entry, m_usage);
    if (m_writer) {
        if (error) {
            send("error", aiErrorBody(*error, m_context.traceId, m_context.audience));
        } else {
            send("usage", usageJson(m_usage, cost).dump());
            send("done", Json(JsonObject{{"finishReason", std::string(ai::toText(m_finish))}, {"meta", metaJson(meta())}}).dump());
        }
        m_writer->close();
    } else if (error) {
        m_resume(Reply(aiErrorResponse(*error, m_context.traceId, m_context.audience)));
    } else {
        JsonObject message{{"role", "assistant"}, {"content", m_text}};
        if (!m_toolCalls.empty()) {
            message.set("toolCalls", m_toolCalls);
        }
        const Json answer(JsonObject{{"id", m_context.id},
                                     {"message", std::move(message)},
                                     {"json", Json()},
                                     {"finishReason", std::string(ai::toText(m_finish))},
                                     {"citations", JsonArray()},
                                     {"usage", usageJson(m_usage, cost)},
                                     {"meta", metaJson(meta())}});
        m_resume(Reply(http::Response::json(200, answer.dump())));
    }
    const std::lock_guard lock(m_mutex);
    m_call.reset();
}

void AiChatRun::send(std::string_view name, const std::string &json)
{
    m_writer->write(sseEvent(++m_eventId, name, json));
}

} // namespace socle::api
